/** Asks for the token or the admin key when the relay refuses this browser. */
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Button, TextField } from './controls.tsx';
import { Dialog } from './frames.tsx';
import { makeKeyStore, typedKey } from './panel-keys.ts';
import type { KeyStore } from './relay-api.ts';

interface Question {
  readonly wrong: boolean;
  answer(key: string | null): void;
}

const question = signal<Question | null>(null);

/** In the browser's own memory; both survive a reload. */
export const panelKeys: KeyStore = makeKeyStore({
  tab: () => sessionStorage,
  browser: () => localStorage,
});

/** Resolves with what the user typed; null when the question was closed. */
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
    <Dialog title="This needs the token or the admin key" onClose={() => answer(null)}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '') answer(typedKey(key));
        }}
      >
        <p>
          On the PC that Sequential runs on, open the address that it printed when it started, or
          paste it here; <code>sequential doctor</code> prints it again. This browser keeps its
          token. From another machine, enter the key that it was started with (
          <code>--admin-key</code>), which is kept until this tab is closed.
        </p>
        <TextField
          label="Token or admin key"
          type="password"
          value={key}
          onInput={setKey}
          autoComplete="off"
          {...(wrong ? { problem: 'That was not the key.' } : {})}
        />
        <div class="row end">
          <Button onClick={() => answer(null)}>Not now</Button>
          <Button kind="main" type="submit">
            Go on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The shell holds it once. */
export function KeyDialog() {
  return question.value === null ? null : <KeyForm {...question.value} />;
}
