/**
 * The theme or layout that is being edited, with its undo history. It lives as long as the page, so it survives a change
 * of room. It never saves by itself.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { freeName, nameOf } from './file-names.ts';
import { begin, change, redo, type StepKey, type UndoHistory, undo } from './undo-history.ts';

/** Address of the editor for a file that is not saved yet. It is not a valid name of a file. */
export const newAddress = '+new';

export interface EditedFile<T> {
  /** Path of the editor within the room's address. */
  readonly address: string;
  /** The user's file that saving overwrites; null: a new file. */
  readonly saves: string | null;
  /** Title of the file that was opened. */
  readonly from: string;
  /** As last opened or saved; null: never saved. */
  readonly saved: T | null;
  readonly history: UndoHistory<T>;
}

export interface EditSession<T> {
  readonly work: ReadonlySignal<EditedFile<T> | null>;
  /** Closing the page would lose changes. */
  readonly isUnsaved: ReadonlySignal<boolean>;
  /** @param there the file as the relay has it now; null: it is gone. @returns whether somebody else has changed it */
  isChangedElsewhere(there: T | null): boolean;
  /** Opens the user's own file, or a copy of a built-in one. @param names of all files */
  open(file: T, entry: EditableFile, names: readonly string[]): void;
  /** Opens a file that is not saved anywhere. @param from title of the imported file */
  openNew(file: T, from: string): void;
  drop(): void;
  /** @param key decides which changes are one undo step */
  edit(file: T, key: StepKey): void;
  undo(): void;
  redo(): void;
  /**
   * Call after saving. The address changes later, with `moveTo`.
   * @param file as it is stored @param from the content when it was sent: what was changed since then stays, unsaved
   */
  saved(file: T, from: T): void;
  /** The editor's address has changed. */
  moveTo(address: string): void;
}

/** What the list of files says about one. */
export interface EditableFile {
  readonly name: string;
  readonly title: string;
  readonly builtIn: boolean;
}

/** Of the title that a copy is named after, so that the copy's title is not too long. */
const copiedTitleChars = 34;

export function makeEditSession<T extends { readonly name: string; readonly title: string }>(
  isSame: (a: T, b: T) => boolean,
): EditSession<T> {
  const work = signal<EditedFile<T> | null>(null);
  const start = (file: T, rest: Omit<EditedFile<T>, 'history'>): void => {
    work.value = { ...rest, history: begin(file) };
  };
  const withHistory = (step: (history: UndoHistory<T>) => UndoHistory<T>): void => {
    const now = work.value;
    if (now !== null) work.value = { ...now, history: step(now.history) };
  };
  return {
    work: computed(() => work.value),
    isUnsaved: computed(() => {
      const now = work.value;
      return now !== null && (now.saved === null || !isSame(now.saved, now.history.now));
    }),
    isChangedElsewhere(there) {
      const saved = work.value?.saved ?? null;
      return saved !== null && there !== null && !isSame(saved, there);
    },
    open(file, { name, title, builtIn }, names) {
      if (!builtIn) {
        start(file, { address: name, saves: name, from: title, saved: file });
        return;
      }
      const copyTitle = `${title.slice(0, copiedTitleChars)} copy`;
      const copyName = freeName(nameOf(copyTitle) ?? 'copy', new Set(names));
      const copy = { ...file, name: copyName, title: copyTitle, author: '', description: '' };
      start(copy, { address: name, saves: null, from: title, saved: copy });
    },
    openNew(file, from) {
      start(file, { address: newAddress, saves: null, from, saved: null });
    },
    drop() {
      work.value = null;
    },
    edit(file, key) {
      withHistory((history) => change(history, file, key, performance.now()));
    },
    undo: () => withHistory(undo),
    redo: () => withHistory(redo),
    saved(file, from) {
      const now = work.value;
      if (now === null) return;
      const changed = now.history.now;
      const title = changed.title === from.title ? file.title : changed.title;
      const content = changed === from ? file : { ...changed, name: file.name, title };
      const history = { ...now.history, now: content, last: null };
      work.value = { ...now, saves: file.name, from: file.title, saved: file, history };
    },
    moveTo(address) {
      const now = work.value;
      if (now !== null && now.address !== address) work.value = { ...now, address };
    },
  };
}
