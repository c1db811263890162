/** Steps back and forth. Changes of one field in quick succession (a slider that is dragged) are one step. Pure. */
import { limits } from '../../protocol/limits.ts';

export interface UndoHistory<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** Which field was changed last, and when; null: nothing can be added to the step. */
  readonly last: { readonly key: string; readonly atMs: number } | null;
}

/** Changes of one field that follow within this belong together, ms. */
const togetherMs = 900;

export function begin<T>(now: T): UndoHistory<T> {
  return { past: [], now, future: [], last: null };
}

/** @param key what was changed @param atMs on any clock that goes on */
export function change<T>(
  history: UndoHistory<T>,
  now: T,
  key: string,
  atMs: number,
): UndoHistory<T> {
  if (now === history.now) return history;
  const { last, past } = history;
  const isOneStep = last?.key === key && atMs - last.atMs < togetherMs;
  const before = isOneStep ? past : [...past, history.now].slice(-limits.undoStepsMax);
  return { past: before, now, future: [], last: { key, atMs } };
}

export function undo<T>({ past, now, future }: UndoHistory<T>): UndoHistory<T> {
  const before = past.at(-1);
  if (before === undefined) return { past, now, future, last: null };
  return { past: past.slice(0, -1), now: before, future: [now, ...future], last: null };
}

export function redo<T>({ past, now, future }: UndoHistory<T>): UndoHistory<T> {
  const [next, ...rest] = future;
  if (next === undefined) return { past, now, future, last: null };
  return { past: [...past, now], now: next, future: rest, last: null };
}
