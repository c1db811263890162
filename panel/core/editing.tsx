/**
 * What the editors of themes and layouts have in common on the screen: how it stands with what is edited, the buttons
 * above it, what is asked when it is saved, and when something else is opened meanwhile. What is edited they know
 * themselves.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button, TextField } from './controls.tsx';
import type { EditedFile, EditSession } from './edit-session.ts';
import { freeName, nameOf } from './file-names.ts';
import { Badge, Dialog } from './frames.tsx';
import type { Panel } from './room.ts';
import { hashOf } from './route.ts';

interface Named {
  readonly name: string;
  readonly title: string;
}

/** What is edited, in words: `theme`, kept in the room and the folder `themes`. */
export interface EditedKind {
  readonly one: 'theme' | 'layout';
  readonly room: 'themes' | 'layouts';
}

export const ofThemes: EditedKind = { one: 'theme', room: 'themes' };
export const ofLayouts: EditedKind = { one: 'layout', room: 'layouts' };

interface OfWork<T extends Named> {
  readonly kind: EditedKind;
  readonly editing: EditSession<T>;
  readonly work: EditedFile<T>;
}

/**
 * Saves, and says what hinders it.
 * @returns saving, which tells whether it was done, and whether it is under way
 */
export function useSaving(panel: Panel) {
  const [isBusy, setBusy] = useState(false);
  const saving = async (save: () => Promise<void>): Promise<boolean> => {
    setBusy(true);
    try {
      await save();
      return true;
    } catch (problem) {
      panel.notifyProblem(problem);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return [saving, isBusy] as const;
}

/** Title, state, and the way back to all of them; at the right `children`. */
export function EditorHead<T extends Named>(
  props: OfWork<T> & { readonly children: ComponentChildren },
) {
  const { kind, editing, work, children } = props;
  const isUnsaved = editing.isUnsaved.value;
  const isCopy = work.saves === null && work.saved !== null;
  return (
    <div class="room-head">
      <div>
        <a class="small" href={hashOf(kind.room)}>
          ← All {kind.room}
        </a>
        <h1>{work.history.now.title}</h1>
        <div class="row">
          <Badge tone={isUnsaved ? 'wait' : 'good'}>
            {isUnsaved ? 'Not saved yet' : work.saves === null ? 'A copy' : 'Saved'}
          </Badge>
          {isCopy && (
            <span class="muted small">
              What you change becomes a {kind.one} of your own; {work.from} stays as it is.
            </span>
          )}
        </div>
      </div>
      {children}
    </div>
  );
}

export interface EditToolsProps {
  readonly isBusy: boolean;
  onExport(): void;
  onSave(): void;
  onSaveAs(): void;
}

export function EditTools<T extends Named>(props: Omit<OfWork<T>, 'kind'> & EditToolsProps) {
  const { work, editing, isBusy, onExport, onSave, onSaveAs } = props;
  const { past, future } = work.history;
  return (
    <div class="row">
      <Button small disabled={past.length === 0} onClick={editing.stepBack}>
        Undo
      </Button>
      <Button small disabled={future.length === 0} onClick={editing.stepForth}>
        Redo
      </Button>
      <Button small onClick={onExport}>
        Export
      </Button>
      {work.saves !== null && (
        <Button small onClick={onSaveAs}>
          Save as …
        </Button>
      )}
      <Button
        kind="main"
        isBusy={isBusy}
        disabled={work.saves !== null && !editing.isUnsaved.value}
        onClick={onSave}
      >
        {work.saves === null ? 'Save …' : 'Save'}
      </Button>
    </div>
  );
}

/** Above all themes or layouts: one of them is not saved. */
export function UnsavedNote<T extends Named>({ kind, editing }: Omit<OfWork<T>, 'work'>) {
  const work = editing.work.value;
  if (work === null || !editing.isUnsaved.value) return null;
  return (
    <div class="unsaved" role="status">
      <p>{work.history.now.title} is not saved yet.</p>
      <div class="row">
        <a class="button" data-kind="main" data-size="small" href={hashOf(kind.room, work.address)}>
          Go on
        </a>
        <Button small onClick={editing.drop}>
          Discard
        </Button>
      </div>
    </div>
  );
}

/** Another one is wanted while this one is not saved. */
export function OtherIsUnsaved<T extends Named>(
  props: OfWork<T> & { readonly panel: Panel; readonly wanted: string },
) {
  const { kind, editing, work, panel, wanted } = props;
  const goOn = (): void => panel.go(hashOf(kind.room, work.address));
  return (
    <Dialog title={`${work.history.now.title} is not saved yet`} onClose={goOn}>
      <p>Only one {kind.one} is edited at a time.</p>
      <div class="row end">
        <Button kind="danger" onClick={editing.drop}>
          Discard it and open {wanted}
        </Button>
        <Button kind="main" onClick={goOn}>
          Go on with it
        </Button>
      </div>
    </Dialog>
  );
}

export interface SaveDialogProps {
  readonly kind: EditedKind;
  readonly title: string;
  readonly titleCharsMax: number;
  readonly known: readonly { readonly name: string; readonly builtIn: boolean }[];
  /** Names that nothing may have. */
  readonly forbidden?: readonly string[];
  onSave(wish: Named): Promise<void>;
  onClose(): void;
  /** Further questions. */
  readonly children?: ComponentChildren;
}

/** Asks under which title a new one is kept. One's own of the same name is written over, a built-in one never. */
export function SaveDialog(props: SaveDialogProps) {
  const { kind, known, forbidden = [], titleCharsMax, onSave, onClose } = props;
  const [title, setTitle] = useState(props.title);
  const [isBusy, setBusy] = useState(false);
  const wanted = nameOf(title);
  const taken = known.filter(({ builtIn }) => wanted === null || builtIn).map(({ name }) => name);
  const name = freeName(wanted ?? kind.one, new Set([...taken, ...forbidden]));
  const isOver = known.some((one) => one.name === name);
  const isEmpty = title.trim() === '';
  const file = `${kind.room}/${name}.json`;
  const save = async (): Promise<void> => {
    setBusy(true);
    await onSave({ title: title.trim(), name });
    setBusy(false);
  };
  return (
    <Dialog title={`Save as a ${kind.one} of your own`} onClose={onClose}>
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
          onInput={(value) => setTitle(value.slice(0, titleCharsMax))}
          problem={isEmpty ? `A ${kind.one} needs a title.` : undefined}
          hint={
            isOver
              ? `You have a ${kind.one} ${file} already: it is written over.`
              : `Kept as ${file} in your folder.`
          }
        />
        {props.children}
        <div class="row end">
          <Button onClick={onClose}>Not now</Button>
          <Button kind="main" type="submit" isBusy={isBusy} disabled={isEmpty}>
            {isOver ? 'Write over it' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
