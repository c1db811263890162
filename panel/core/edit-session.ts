/**
 * What is being edited in a room: kept for as long as the page lives, so that nothing is lost by looking at another
 * room, with its steps back. Saves nothing by itself.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { begin, change, redo, type UndoHistory, undo } from './undo-history.ts';

export interface EditedFile<T> {
  /** Address of the editor, behind the room's. */
  readonly address: string;
  /** The user's own file that it will be written over; null: it is a new one. */
  readonly saves: string | null;
  /** Title of what it began as. */
  readonly from: string;
  /** As it was opened or saved last; null: it is nowhere yet. */
  readonly saved: T | null;
  readonly history: UndoHistory<T>;
}

export interface EditSession<T> {
  readonly work: ReadonlySignal<EditedFile<T> | null>;
  /** There is something that would be lost. */
  readonly isUnsaved: ReadonlySignal<boolean>;
  begin(next: Omit<EditedFile<T>, 'history'>, file: T): void;
  drop(): void;
  /** @param key what is changed, so that what is dragged is one step */
  edit(file: T, key: string): void;
  stepBack(): void;
  stepForth(): void;
  /** It is on the disk now, as the user's own; its address stays the old one until the editor has gone there. */
  saved(file: T): void;
  /** The editor is at this address now. */
  settle(address: string): void;
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
    settle(address) {
      const now = work.value;
      if (now !== null && now.address !== address) work.value = { ...now, address };
    },
  };
}
