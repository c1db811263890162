/**
 * The theme that is being edited: kept for as long as the page lives, so that nothing is lost by looking at another
 * room. Saves nothing by itself.
 */
import { computed, signal } from '@preact/signals';
import { begin, change, type History, redo, undo } from '../core/history.ts';
import { isSame, type ThemeFile } from './draft.ts';

export interface Work {
  /** Address of the editor, behind `#/themes/`. */
  readonly address: string;
  /** The user's own theme that it will be written over; null: it is a new one. */
  readonly saves: string | null;
  /** Title of the theme that it began as. */
  readonly from: string;
  /** As it was opened or saved last; null: an import that is nowhere yet. */
  readonly saved: ThemeFile | null;
  readonly history: History<ThemeFile>;
}

/** Address of the editor for a file that was chosen from the disk. No theme can be called so. */
export const importAddress = '+import';

const work = signal<Work | null>(null);

export const working = computed(() => work.value);

/** There is something that would be lost. */
export const isUnsaved = computed(() => {
  const now = work.value;
  return now !== null && (now.saved === null || !isSame(now.saved, now.history.now));
});

export function beginWork(next: Omit<Work, 'history'>, file: ThemeFile): void {
  work.value = { ...next, history: begin(file) };
}

export function dropWork(): void {
  work.value = null;
}

/** @param key what is changed, so that what is dragged is one step */
export function edit(file: ThemeFile, key: string): void {
  const now = work.value;
  if (now === null) return;
  work.value = { ...now, history: change(now.history, file, key, performance.now()) };
}

export function stepBack(): void {
  const now = work.value;
  if (now !== null) work.value = { ...now, history: undo(now.history) };
}

export function stepForth(): void {
  const now = work.value;
  if (now !== null) work.value = { ...now, history: redo(now.history) };
}

/** It is on the disk now, as a theme of the user's own. */
export function saved(file: ThemeFile): void {
  const now = work.value;
  if (now === null) return;
  const history = { ...now.history, now: file, last: null };
  work.value = { address: file.name, saves: file.name, from: file.title, saved: file, history };
}
