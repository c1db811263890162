/** Shared by the theme and layout editors: the head with its buttons, the save dialog, and notes about unsaved changes. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Badge, Dialog, Empty, Question } from './cards-and-dialogs.tsx';
import { Button, Form, TextField } from './controls.tsx';
import { type EditedFile, type EditSession, newAddress } from './edit-session.ts';
import { useEditKeys } from './editor-hooks.ts';
import { freeName, nameOf } from './file-names.ts';
import { downloadFile } from './json-files.ts';
import { useAttempt } from './relay-hooks.ts';
import type { Panel } from './room.ts';
import { hashOf } from './route.ts';

interface Named {
  readonly name: string;
  readonly title: string;
}

/** `theme`, in the room and the folder `themes`. */
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

interface EditorHeadProps {
  readonly isBusy: boolean;
  onSave(): void;
  onSaveAs(): void;
}

/** The head of an editor: the link to the list, title, state, and the buttons. */
function EditorHead<T extends Named>(props: OfWork<T> & EditorHeadProps) {
  const { kind, editing, work, isBusy, onSave, onSaveAs } = props;
  const { past, now, future } = work.history;
  const isUnsaved = editing.isUnsaved.value;
  const isCopy = work.saves === null && work.saved !== null;
  return (
    <div class="room-head">
      <div>
        <a class="small" href={hashOf(kind.room)}>
          ← All {kind.room}
        </a>
        <h1>{now.title}</h1>
        <div class="row">
          <Badge tone={isUnsaved ? 'wait' : 'good'}>
            {isUnsaved ? 'Not saved yet' : work.saves === null ? 'Copy' : 'Saved'}
          </Badge>
          {isCopy && (
            <span class="muted small">
              Your changes are saved as your own {kind.one}. {work.from} does not change.
            </span>
          )}
        </div>
      </div>
      <div class="row">
        <Button small isIdle={past.length === 0} onClick={editing.undo}>
          Undo
        </Button>
        <Button small isIdle={future.length === 0} onClick={editing.redo}>
          Redo
        </Button>
        <Button small onClick={() => downloadFile(now)}>
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
          isIdle={work.saves !== null && !isUnsaved}
          onClick={onSave}
        >
          {work.saves === null ? 'Save …' : 'Save'}
        </Button>
      </div>
    </div>
  );
}

/** Above the list: a theme or layout has unsaved changes. */
export function UnsavedNote<T extends Named>({ kind, editing }: Omit<OfWork<T>, 'work'>) {
  const work = editing.work.value;
  const [isAsking, setAsking] = useState(false);
  if (work === null || !editing.isUnsaved.value) return null;
  const { title } = work.history.now;
  const close = (): void => setAsking(false);
  const discard = (): void => {
    close();
    editing.drop();
  };
  return (
    <>
      <div class="unsaved" role="status">
        <p>{title} is not saved yet.</p>
        <div class="row">
          <a
            class="button"
            data-kind="main"
            data-size="small"
            href={hashOf(kind.room, work.address)}
          >
            Continue editing
          </a>
          <Button small onClick={() => setAsking(true)}>
            Discard
          </Button>
        </div>
      </div>
      {isAsking && (
        <Question
          title={`Discard ${work.saved === null ? title : 'the changes'}?`}
          act="Discard"
          kind="danger"
          onYes={discard}
          onNo={close}
        >
          <p>
            {work.saved === null
              ? `${title} was never saved and will be lost.`
              : `Your unsaved changes to ${title} will be lost.`}
          </p>
        </Question>
      )}
    </>
  );
}

interface NotOpenProps<T extends Named> {
  readonly panel: Panel;
  readonly kind: EditedKind;
  readonly editing: EditSession<T>;
  /** From the editor's address. */
  readonly name: string;
  /** undefined: the relay has no such file. */
  readonly title: string | undefined;
}

/** Shown while the file that the address names is not open: it does not exist, another one is unsaved, or it loads. */
export function NotOpen<T extends Named>(props: NotOpenProps<T>) {
  const { panel, kind, editing, name, title } = props;
  const work = editing.work.value;
  if (title === undefined) {
    const isNew = name === newAddress;
    return (
      <Empty
        isPage
        title={isNew ? `No new ${kind.one} is open` : `There is no ${kind.one} “${name}”`}
      >
        <a class="button" href={hashOf(kind.room)}>
          All {kind.room}
        </a>
      </Empty>
    );
  }
  if (work === null || !editing.isUnsaved.value) return <p class="muted pad">Loading …</p>;
  const goOn = (): void => panel.go(hashOf(kind.room, work.address));
  return (
    <Dialog title={`${work.history.now.title} is not saved yet`} onClose={goOn}>
      <p>You can edit one {kind.one} at a time.</p>
      <div class="row end">
        <Button kind="danger" onClick={editing.drop}>
          Discard changes and open {title}
        </Button>
        <Button kind="main" onClick={goOn}>
          Continue editing
        </Button>
      </div>
    </Dialog>
  );
}

interface SaveDialogProps {
  readonly kind: EditedKind;
  readonly title: string;
  readonly titleCharsMax: number;
  readonly known: readonly { readonly name: string; readonly builtIn: boolean }[];
  /** Names that no file may have. */
  readonly forbidden?: readonly string[] | undefined;
  onSave(wish: Named): Promise<void>;
  onClose(): void;
  /** Further fields. */
  readonly children?: ComponentChildren;
}

/** Asks for the title. Saving overwrites the user's own file of the same name, and never a built-in one. */
function SaveDialog(props: SaveDialogProps) {
  const { kind, known, forbidden = [], titleCharsMax, onSave, onClose } = props;
  const [title, setTitle] = useState(props.title);
  const [isBusy, setBusy] = useState(false);
  const wanted = nameOf(title);
  const used = known.filter(({ builtIn }) => wanted === null || builtIn).map(({ name }) => name);
  const name = freeName(wanted ?? kind.one, new Set([...used, ...forbidden]));
  const overwrites = known.some((one) => one.name === name);
  const isEmpty = title.trim() === '';
  const file = `${kind.room}/${name}.json`;
  const save = async (): Promise<void> => {
    setBusy(true);
    await onSave({ title: title.trim(), name });
    setBusy(false);
  };
  return (
    <Dialog title={`Save as your own ${kind.one}`} onClose={onClose}>
      <Form
        onSubmit={() => {
          if (!isEmpty && !isBusy) void save();
        }}
      >
        <TextField
          label="Title"
          value={title}
          onInput={(value) => setTitle(value.slice(0, titleCharsMax))}
          problem={isEmpty ? `A ${kind.one} needs a title.` : undefined}
          hint={
            overwrites
              ? `This overwrites your ${kind.one} ${file}.`
              : `Saved as ${file} in your folder.`
          }
        />
        {props.children}
        <div class="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="main" type="submit" isBusy={isBusy} disabled={isEmpty}>
            {overwrites ? 'Overwrite' : 'Save'}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

interface EditorProps<T extends Named> extends OfWork<T> {
  readonly panel: Panel;
  /** All files of the kind. */
  readonly known: SaveDialogProps['known'];
  readonly titleCharsMax: number;
  /** Names that no file may have. */
  readonly forbidden?: readonly string[];
  /** The file as the relay has it now; null: it is gone. */
  current(name: string): Promise<T | null>;
  /** Saves the file under this name and title. @param isAsked the user was asked for them just now @param from see `EditSession.saved` */
  put(file: T, isAsked: boolean, from: T): Promise<void>;
  /** Further fields of the dialog that asks for a title. */
  readonly saveFields?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** An editor of files: the head, shortcuts, the dialog that asks for a title, and the room's own fields between. */
export function EditorFrame<T extends Named>(props: EditorProps<T>) {
  const { panel, kind, editing, work, known, titleCharsMax, forbidden, saveFields } = props;
  const { now } = work.history;
  /** Keys may come faster than pictures, so an act begins with what is there, and not with what was last drawn. */
  const current = (): EditedFile<T> => editing.work.value ?? work;
  const [isAsking, setAsking] = useState(false);
  /** What is to be saved over a file that somebody else has changed. */
  const [conflict, setConflict] = useState<Named | null>(null);
  const [attempt, isBusy] = useAttempt(panel);
  const put = (wish: Named, isAsked: boolean): Promise<boolean> =>
    attempt(async () => {
      const from = current().history.now;
      await props.put({ ...from, ...wish }, isAsked, from);
      if (wish.name !== work.address) panel.go(hashOf(kind.room, wish.name));
    });
  const overwrite = async (wish: Named): Promise<void> => {
    let isElsewhere = false;
    const isKnown = await attempt(async () => {
      isElsewhere = editing.isChangedElsewhere(await props.current(wish.name));
    });
    if (isKnown && isElsewhere) setConflict(wish);
    else if (isKnown) await put(wish, false);
  };
  const save = (): void => {
    const { saves, history } = current();
    const title = history.now.title.trim();
    if (saves === null) setAsking(true);
    else if (editing.isUnsaved.value && title !== '') void overwrite({ name: saves, title });
  };
  useEditKeys({ save, undo: editing.undo, redo: editing.redo });
  const onSaveAs = () => setAsking(true);
  return (
    <>
      <EditorHead {...{ kind, editing, work, isBusy, onSave: save, onSaveAs }} />
      {props.children}
      {isAsking && (
        <SaveDialog
          {...{ kind, known, titleCharsMax, forbidden }}
          title={work.saves === null ? now.title : `${now.title} 2`}
          onClose={() => setAsking(false)}
          onSave={async (wish) => {
            if (await put(wish, true)) setAsking(false);
          }}
        >
          {saveFields}
        </SaveDialog>
      )}
      {conflict !== null && (
        <Question
          title={`${now.title} was changed elsewhere`}
          act="Overwrite"
          kind="danger"
          isBusy={isBusy}
          onYes={async () => {
            if (await put(conflict, false)) setConflict(null);
          }}
          onNo={() => setConflict(null)}
        >
          <p>
            Another window or program saved this {kind.one} after you opened it. Overwriting it
            removes those changes. To keep both, cancel and choose <em>Save as</em>.
          </p>
        </Question>
      )}
    </>
  );
}

/** What an overlay could not show of the file. */
export function ProblemNote({ title, problems }: { title?: string; problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <div class="problem-note" role="alert">
      {title !== undefined && <p>{title}</p>}
      <ul>
        {problems.slice(0, 5).map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}
