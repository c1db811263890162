/** Asks under which title a new theme is kept, and whether it is used at once. */
import { useState } from 'preact/hooks';
import { Button, Switch, TextField } from '../core/controls.tsx';
import { Dialog } from '../core/frames.tsx';
import { freeName, nameOf } from '../core/names.ts';
import type { ThemeFacts } from '../core/themes.ts';

export interface SaveWish {
  readonly title: string;
  readonly name: string;
  readonly isUsed: boolean;
}

export interface SaveDialogProps {
  readonly title: string;
  readonly themes: readonly ThemeFacts[];
  onSave(wish: SaveWish): Promise<void>;
  onClose(): void;
}

export function SaveDialog({ title: first, themes, onSave, onClose }: SaveDialogProps) {
  const [title, setTitle] = useState(first);
  const [isUsed, setUsed] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const wanted = nameOf(title);
  const own = themes.find(({ name, builtIn }) => name === wanted && !builtIn);
  const builtIn = new Set(themes.filter((one) => one.builtIn).map(({ name }) => name));
  const name =
    wanted === null
      ? freeName('theme', new Set(themes.map((one) => one.name)))
      : freeName(wanted, builtIn);
  const isEmpty = title.trim() === '';
  const save = async (): Promise<void> => {
    setBusy(true);
    await onSave({ title: title.trim(), name, isUsed });
    setBusy(false);
  };
  return (
    <Dialog title="Save as a theme of your own" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty && !isBusy) void save();
        }}
      >
        <TextField
          label="Title"
          value={title}
          onInput={(value) => setTitle(value.slice(0, 40))}
          problem={isEmpty ? 'A theme needs a title.' : undefined}
          hint={
            own === undefined
              ? `Kept as themes/${name}.json in your folder.`
              : `You have a theme themes/${name}.json already: it is written over.`
          }
        />
        <Switch label="Use it for all overlays now" checked={isUsed} onInput={setUsed} />
        <div class="row end">
          <Button onClick={onClose}>Not now</Button>
          <Button kind="main" type="submit" isBusy={isBusy} disabled={isEmpty}>
            {own === undefined ? 'Save' : 'Write over it'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
