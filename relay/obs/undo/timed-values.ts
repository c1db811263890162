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
export type Value = Json;

export interface Hold {
  readonly rule: string;
  readonly value: Value;
  /** ms, on the clock of the caller. */
  readonly untilMs: number;
}

export interface Held {
  /** What was there before the first timed value. */
  readonly base: Value;
  /** Lowest first; never empty. */
  readonly holds: readonly Hold[];
}

/** Equal as JSON, whatever the order of keys. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  return keys.every((key) => {
    const inA = (a as Record<string, Value>)[key];
    const inB = (b as Record<string, Value>)[key];
    return inA !== undefined && inB !== undefined && sameValue(inA, inB);
  });
}

/** The value that is to be seen. */
export function topOf(held: Held): Hold {
  return held.holds[held.holds.length - 1]!;
}

/**
 * A timed value is put over what is there.
 * @param actual what OBS shows at this place just before.
 */
export function hold(held: Held | undefined, actual: Value, added: Hold): Held {
  const byHand = held !== undefined && !sameValue(topOf(held).value, actual);
  if (held === undefined || byHand) return { base: actual, holds: [added] };
  return { base: held.base, holds: [...held.holds.filter((h) => h.rule !== added.rule), added] };
}

/** Sets when the value of a rule runs out. */
export function until(held: Held, rule: string, untilMs: number): Held {
  const holds = held.holds.map((one) => (one.rule === rule ? { ...one, untilMs } : one));
  return { base: held.base, holds };
}

export interface Expired {
  /** What still lies there; undefined: nothing of ours. */
  held: Held | undefined;
  /** To be put there if OBS still shows `expects`; null: nothing changes to the eye. */
  change: { expects: Value; value: Value } | null;
}

/** Takes away every value whose time is over. */
export function expire(held: Held, nowMs: number): Expired {
  const left = held.holds.filter((h) => h.untilMs > nowMs);
  const top = topOf(held);
  const rest = left.length === 0 ? undefined : { base: held.base, holds: left };
  if (left[left.length - 1] === top) return { held: rest, change: null };
  const value = rest === undefined ? held.base : topOf(rest).value;
  return { held: rest, change: { expects: top.value, value } };
}

/** When the next value at this place runs out, ms. */
export function nextExpiryMs(held: Held): number {
  return Math.min(...held.holds.map((h) => h.untilMs));
}

/** Scenes got new names in OBS: values that are names follow. @param follow the new name of an old one */
export function renamed(held: Held, follow: (name: string) => string): Held {
  const following = (value: Value): Value => (typeof value === 'string' ? follow(value) : value);
  return {
    base: following(held.base),
    holds: held.holds.map((h) => ({ ...h, value: following(h.value) })),
  };
}

/** Everything is over, before its time. */
export function expireAll(held: Held): Expired {
  return { held: undefined, change: { expects: topOf(held).value, value: held.base } };
}
