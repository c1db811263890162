/** Undo and redo. Quick changes of one field, such as dragging a slider, are one step. Pure. */
import { limits } from '../../protocol/limits.ts';

/**
 * What changes: a field (its quick changes are one step), a gesture (all of it is one step, however long it takes), or
 * null, which is a step of its own.
 */
export type StepKey = string | { readonly gesture: number } | null;

export interface UndoHistory<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What changed last, and when; null: the next change begins a new step. */
  readonly last: { readonly key: StepKey; readonly atMs: number } | null;
}

/** Changes of one field within this time are one step, ms. */
const togetherMs = 900;

export function begin<T>(now: T): UndoHistory<T> {
  return { past: [], now, future: [], last: null };
}

function isSameStep(last: UndoHistory<unknown>['last'], key: StepKey, atMs: number): boolean {
  if (last === null || key === null || last.key === null) return false;
  if (typeof key === 'string') return key === last.key && atMs - last.atMs < togetherMs;
  return typeof last.key === 'object' && key.gesture === last.key.gesture;
}

/** @param key what changes @param atMs on any monotonic clock */
export function change<T>(
  history: UndoHistory<T>,
  now: T,
  key: StepKey,
  atMs: number,
): UndoHistory<T> {
  if (now === history.now) return history;
  const { last, past } = history;
  const isOneStep = isSameStep(last, key, atMs);
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
