/**
 * A value that the game tells with each frame, and when it changed. The game changes its counter, clock and times in
 * different samples, so a lap has to be told from values that changed around the same moment. Plain data; pure.
 */

export interface ReportedValue {
  readonly value: number | null;
  /** What it was before it changed last; undefined: it has not changed since it was first told. */
  readonly before: number | null | undefined;
  /** When it changed last, ms of the book's clock; null: it has not. */
  readonly changedAt: number | null;
}

/**
 * @param now ms of the book's clock
 * @param isFirst with the first frame that is seen: what it tells may have been so for long
 */
export function nextReported(
  told: ReportedValue | null,
  value: number | null | undefined,
  now: number,
  isFirst: boolean,
): ReportedValue | null {
  if (value === undefined) return told;
  if (told === null) return { value, before: undefined, changedAt: isFirst ? null : now };
  if (value === told.value) return told;
  return { value, before: told.value, changedAt: now };
}

/** @param from ms of the book's clock */
export function changedSince(told: ReportedValue | null, from: number): boolean {
  return told !== null && told.changedAt !== null && told.changedAt >= from;
}

/** The value as it was before a moment; undefined: it was never told. */
export function valueBefore(told: ReportedValue | null, from: number): number | null | undefined {
  if (told === null) return undefined;
  return changedSince(told, from) ? told.before : told.value;
}
