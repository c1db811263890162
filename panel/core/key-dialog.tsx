/** Asks for the admin key when the relay refuses this machine. Keeps the answer for this tab only. */
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Button, TextField } from './controls.tsx';
import { Dialog } from './frames.tsx';
import type { KeyStore } from './relay-api.ts';

interface Question {
  readonly wrong: boolean;
  answer(key: string | null): void;
}

const question = signal<Question | null>(null);
const storageKey = 'sequential.admin-key';

/** The browser's own memory of this tab: it survives a reload and goes with the tab. */
export const tabKeys: KeyStore = {
  read: () => sessionStorage.getItem(storageKey),
  write(key) {
    if (key === null) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, key);
  },
};

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
    <Dialog title="This needs the admin key" onClose={() => answer(null)}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '') answer(key.trim());
        }}
      >
        <p>
          From another machine, changes and the relay’s state are for those who know the key it was
          started with (<code>--admin-key</code>). It is kept until this tab is closed.
        </p>
        <TextField
          label="Admin key"
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
