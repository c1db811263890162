/** Undo and redo. Quick changes of one field, such as dragging a slider, are one step. Pure. */
import { limits } from '../../protocol/limits.ts';

export interface UndoHistory<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** The field changed last, and when; null: the next change begins a new step. */
  readonly last: { readonly key: string; readonly atMs: number } | null;
}

/** Changes of one field within this time are one step, ms. */
const togetherMs = 900;

export function begin<T>(now: T): UndoHistory<T> {
  return { past: [], now, future: [], last: null };
}

/** @param key the field that changed @param atMs on any monotonic clock */
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
