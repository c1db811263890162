/** Asks under which title a new layout is kept. */
import { useState } from 'preact/hooks';
import { type LayoutFacts, layoutPreviewName } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import { Button, TextField } from '../core/controls.tsx';
import { Dialog } from '../core/frames.tsx';
import { freeName, nameOf } from '../core/names.ts';

export interface SaveWish {
  readonly title: string;
  readonly name: string;
}

export interface SaveDialogProps {
  readonly title: string;
  readonly layouts: readonly LayoutFacts[];
  onSave(wish: SaveWish): Promise<void>;
  onClose(): void;
}

export function SaveDialog({ title: first, layouts, onSave, onClose }: SaveDialogProps) {
  const [title, setTitle] = useState(first);
  const [isBusy, setBusy] = useState(false);
  const builtIn = layouts.filter((one) => one.builtIn).map(({ name }) => name);
  const name = freeName(nameOf(title) ?? 'layout', new Set([...builtIn, layoutPreviewName]));
  const own = layouts.find((one) => one.name === name && !one.builtIn);
  const isEmpty = title.trim() === '';
  const save = async (): Promise<void> => {
    setBusy(true);
    await onSave({ title: title.trim(), name });
    setBusy(false);
  };
  return (
    <Dialog title="Save as a layout of your own" onClose={onClose}>
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
          onInput={(value) => setTitle(value.slice(0, limits.layoutTitleCharsMax))}
          problem={isEmpty ? 'A layout needs a title.' : undefined}
          hint={
            own === undefined
              ? `Kept as layouts/${name}.json in your folder.`
              : `You have a layout layouts/${name}.json already: it is written over.`
          }
        />
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
