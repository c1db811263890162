/** Asks for the token or the admin key when the relay refuses this browser. */
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Dialog } from './cards-and-dialogs.tsx';
import { Button, Form, TextField } from './controls.tsx';
import { makeKeyStore, typedKey } from './panel-keys.ts';
import type { KeyStore } from './relay-api.ts';

interface Question {
  readonly wrong: boolean;
  answer(key: string | null): void;
}

const question = signal<Question | null>(null);

/** Token and key survive a reload. */
export const panelKeys: KeyStore = makeKeyStore({
  tab: () => sessionStorage,
  browser: () => localStorage,
});

/** @returns what the user typed; null: the user closed the dialog */
export function askKey(wrong: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    question.value = {
      wrong,
      answer(key) {
        question.value = null;
        resolve(key);
      },
    };
  });
}

function KeyForm({ wrong, answer }: Question) {
  const [key, setKey] = useState('');
  return (
    <Dialog title="Token or admin key needed" onClose={() => answer(null)}>
      <Form
        onSubmit={() => {
          if (key.trim() !== '') answer(typedKey(key));
        }}
      >
        <p>
          On the PC that runs Sequential, open the address that it printed when it started, or paste
          that address here. <code>sequential doctor</code> prints it again. This browser stores its
          token. On another computer, enter the key that Sequential was started with (
          <code>--admin-key</code>). It is stored until you close this tab.
        </p>
        <TextField
          label="Token or admin key"
          type="password"
          value={key}
          onInput={setKey}
          autoComplete="off"
          {...(wrong ? { problem: 'This key is wrong.' } : {})}
        />
        <div class="row end">
          <Button onClick={() => answer(null)}>Cancel</Button>
          <Button kind="main" type="submit">
            Continue
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** Rendered once, by the shell. */
export function KeyDialog() {
  return question.value === null ? null : <KeyForm {...question.value} />;
}
