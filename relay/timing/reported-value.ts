/**
 * A value that the game reports with each frame, and when it changed. The game changes its counter, clock and times in
 * different samples, so a lap is found from values that changed around the same moment. Plain data; pure.
 */

export interface ReportedValue {
  readonly value: number | null;
  /** The value before the last change; undefined: it has not changed since the first report. */
  readonly before: number | null | undefined;
  /** When it changed last, ms of the book's clock; null: never. */
  readonly changedAt: number | null;
}

/**
 * @param now ms of the book's clock
 * @param isFirst the value comes with the first frame, so it may be old
 */
export function nextReported(
  reported: ReportedValue | null,
  value: number | null | undefined,
  now: number,
  isFirst: boolean,
): ReportedValue | null {
  if (value === undefined) return reported;
  if (reported === null) return { value, before: undefined, changedAt: isFirst ? null : now };
  if (value === reported.value) return reported;
  return { value, before: reported.value, changedAt: now };
}

/** @param from ms of the book's clock */
export function changedSince(reported: ReportedValue | null, from: number): boolean {
  return reported !== null && reported.changedAt !== null && reported.changedAt >= from;
}

/** The value before a moment; undefined: it was never reported. */
export function valueBefore(
  reported: ReportedValue | null,
  from: number,
): number | null | undefined {
  if (reported === null) return undefined;
  return changedSince(reported, from) ? reported.before : reported.value;
}
