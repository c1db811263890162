/**
 * The theme or layout that is being edited, with its undo history. It lives as long as the page, so changing rooms loses
 * nothing. It never saves by itself.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { begin, change, redo, type UndoHistory, undo } from './undo-history.ts';

export interface EditedFile<T> {
  /** Path of the editor within the room's address. */
  readonly address: string;
  /** The user's file that saving overwrites; null: a new file. */
  readonly saves: string | null;
  /** Title of what it was opened from. */
  readonly from: string;
  /** As last opened or saved; null: not saved anywhere yet. */
  readonly saved: T | null;
  readonly history: UndoHistory<T>;
}

export interface EditSession<T> {
  readonly work: ReadonlySignal<EditedFile<T> | null>;
  /** Closing the page would lose changes. */
  readonly isUnsaved: ReadonlySignal<boolean>;
  begin(next: Omit<EditedFile<T>, 'history'>, file: T): void;
  drop(): void;
  /** @param key names what changes, so that one drag is one undo step */
  edit(file: T, key: string): void;
  stepBack(): void;
  stepForth(): void;
  /** Call when the file has been saved as the user's own. The address changes later, with `moveTo`. */
  saved(file: T): void;
  /** The editor has moved to this address. */
  moveTo(address: string): void;
}

export function makeEditSession<T extends { readonly name: string; readonly title: string }>(
  isSame: (a: T, b: T) => boolean,
): EditSession<T> {
  const work = signal<EditedFile<T> | null>(null);
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
    begin(next, file) {
      work.value = { ...next, history: begin(file) };
    },
    drop() {
      work.value = null;
    },
    edit(file, key) {
      withHistory((history) => change(history, file, key, performance.now()));
    },
    stepBack: () => withHistory(undo),
    stepForth: () => withHistory(redo),
    saved(file) {
      const now = work.value;
      if (now === null) return;
      const history = { ...now.history, now: file, last: null };
      work.value = { ...now, saves: file.name, from: file.title, saved: file, history };
    },
    moveTo(address) {
      const now = work.value;
      if (now !== null && now.address !== address) work.value = { ...now, address };
    },
  };
}
