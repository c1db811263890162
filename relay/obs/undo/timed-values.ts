/**
 * What `forSeconds` remembers of one place in OBS (the program scene, one scene item, one text, one filter), so
 * that overlapping rules do not fight. Pure: it decides what to put there, others do it.
 *
 * Timed values lie on each other, the newest on top and to be seen. When the top one's time is over, the next
 * below shows again, and under the last of them what was there before the first. One that runs out below the top
 * goes unseen. The same rule firing again only moves its value up and begins its time anew. A value without
 * `forSeconds` is final and ends all that lie there. What somebody changed by hand is final too: a value that is
 * no longer what we put there is left alone.
 */

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Anything that can be compared as JSON: a scene's name, shown or not, a text, a filter's state. */
export type PlaceValue = Json;

export interface TimedValue {
  readonly rule: string;
  readonly value: PlaceValue;
  /** ms, on the clock of the caller. */
  readonly untilMs: number;
}

export interface TimedStack {
  /** What was there before the first timed value. */
  readonly base: PlaceValue;
  /** Lowest first; never empty. */
  readonly holds: readonly TimedValue[];
}

/** Equal as JSON, whatever the order of keys. */
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

/** The value that is to be seen. */
export function topValue(held: TimedStack): TimedValue {
  return held.holds[held.holds.length - 1]!;
}

/**
 * A timed value is put over what is there.
 * @param actual what OBS shows at this place just before.
 */
export function hold(
  held: TimedStack | undefined,
  actual: PlaceValue,
  added: TimedValue,
): TimedStack {
  const byHand = held !== undefined && !sameValue(topValue(held).value, actual);
  if (held === undefined || byHand) return { base: actual, holds: [added] };
  return { base: held.base, holds: [...held.holds.filter((h) => h.rule !== added.rule), added] };
}

/** Sets when the value of a rule runs out. */
export function until(held: TimedStack, rule: string, untilMs: number): TimedStack {
  const holds = held.holds.map((one) => (one.rule === rule ? { ...one, untilMs } : one));
  return { base: held.base, holds };
}

export interface Dropped {
  /** What still lies there; undefined: nothing of ours. */
  held: TimedStack | undefined;
  /** To be put there if OBS still shows `expects`; null: nothing changes to the eye. */
  change: { expects: PlaceValue; value: PlaceValue } | null;
}

/** Takes away every value whose time is over. */
export function dropExpired(held: TimedStack, nowMs: number): Dropped {
  const left = held.holds.filter((h) => h.untilMs > nowMs);
  const top = topValue(held);
  const rest = left.length === 0 ? undefined : { base: held.base, holds: left };
  if (left[left.length - 1] === top) return { held: rest, change: null };
  const value = rest === undefined ? held.base : topValue(rest).value;
  return { held: rest, change: { expects: top.value, value } };
}

/** When the next value at this place runs out, ms. */
export function nextEndMs(held: TimedStack): number {
  return Math.min(...held.holds.map((h) => h.untilMs));
}

/** Scenes got new names in OBS: values that are names follow. @param follow the new name of an old one */
export function renamed(held: TimedStack, follow: (name: string) => string): TimedStack {
  const following = (value: PlaceValue): PlaceValue =>
    typeof value === 'string' ? follow(value) : value;
  return {
    base: following(held.base),
    holds: held.holds.map((h) => ({ ...h, value: following(h.value) })),
  };
}

/** Everything is over, before its time. */
export function dropAll(held: TimedStack): Dropped {
  return { held: undefined, change: { expects: topValue(held).value, value: held.base } };
}
