/**
 * The stack of timed values at one place in OBS (the program scene, one scene item, one text, one filter): what
 * `forSeconds` needs to know so that overlapping rules do not fight. Pure: it decides, other files write to OBS.
 *
 * The newest value is on top and is the one that viewers see. When its time is over, the value below shows again; below
 * the last one lies what was there before the first. A value that ends below the top ends unseen. When a rule fires
 * again, its value moves to the top and its time restarts. A value without `forSeconds` ends the whole stack. So does
 * a change by hand: a value that is no longer the one we set is left alone.
 */

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The value of a place, comparable as JSON: a scene's name, whether an item is shown, a text, a filter's state. */
export type PlaceValue = Json;

export interface TimedValue {
  readonly rule: string;
  readonly value: PlaceValue;
  /** ms, on the clock of the caller. */
  readonly untilMs: number;
}

export interface TimedStack {
  /** What was there before the first timed value. */
  readonly original: PlaceValue;
  /** Lowest first; never empty. */
  readonly values: readonly TimedValue[];
}

/** Equal as JSON, in whatever order the keys are. */
export function sameValue(a: PlaceValue, b: PlaceValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  return keys.every((key) => {
    const inA = (a as Record<string, PlaceValue>)[key];
    const inB = (b as Record<string, PlaceValue>)[key];
    return inA !== undefined && inB !== undefined && sameValue(inA, inB);
  });
}

/** The value that viewers should see. */
export function topValue(stack: TimedStack): TimedValue {
  return stack.values[stack.values.length - 1]!;
}

/**
 * Puts a timed value on top.
 * @param actual what OBS shows at this place just before
 */
export function pushValue(
  stack: TimedStack | undefined,
  actual: PlaceValue,
  added: TimedValue,
): TimedStack {
  const isByHand = stack !== undefined && !sameValue(topValue(stack).value, actual);
  if (stack === undefined || isByHand) return { original: actual, values: [added] };
  const others = stack.values.filter(({ rule }) => rule !== added.rule);
  return { original: stack.original, values: [...others, added] };
}

/** Sets when the value of a rule ends. */
export function withEnd(stack: TimedStack, rule: string, untilMs: number): TimedStack {
  const values = stack.values.map((one) => (one.rule === rule ? { ...one, untilMs } : one));
  return { original: stack.original, values };
}

export interface Dropped {
  /** What is left; undefined: nothing of ours. */
  stack: TimedStack | undefined;
  /** To be written if OBS still shows `expects`; null: viewers see no difference. */
  change: { expects: PlaceValue; value: PlaceValue } | null;
}

/** Removes every value whose time is over. */
export function dropExpired(stack: TimedStack, nowMs: number): Dropped {
  const left = stack.values.filter(({ untilMs }) => untilMs > nowMs);
  const top = topValue(stack);
  const rest = left.length === 0 ? undefined : { original: stack.original, values: left };
  if (left[left.length - 1] === top) return { stack: rest, change: null };
  const value = rest === undefined ? stack.original : topValue(rest).value;
  return { stack: rest, change: { expects: top.value, value } };
}

/** Removes all values, whether their time is over or not. */
export function dropAll(stack: TimedStack): Dropped {
  return { stack: undefined, change: { expects: topValue(stack).value, value: stack.original } };
}

/** When the next value at this place ends, ms. */
export function nextEndMs(stack: TimedStack): number {
  return Math.min(...stack.values.map(({ untilMs }) => untilMs));
}

/** Applies new names of scenes to values that are scene names. @param follow the new name of an old one */
export function renameValues(stack: TimedStack, follow: (name: string) => string): TimedStack {
  const followed = (value: PlaceValue): PlaceValue =>
    typeof value === 'string' ? follow(value) : value;
  return {
    original: followed(stack.original),
    values: stack.values.map((one) => ({ ...one, value: followed(one.value) })),
  };
}
