/** Which laps are the best ones. Pure; the SQL databases say the same in a view. */
import type { SessionFacts } from '../../protocol/session.ts';
import { isSameTrack, type TrackKey, trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';

/** Whose laps on which track with which car: what a personal best belongs to. */
export interface ComparisonKey {
  readonly driver: string;
  readonly car: string;
  readonly track: TrackKey;
}

/** null when one of driver, car and track is not known. */
export function comparisonKey(facts: SessionFacts): ComparisonKey | null {
  const { driverName, car } = facts;
  const track = trackKeyOf(facts);
  return driverName && car && track !== null ? { driver: driverName, car, track } : null;
}

/** Laps of the two may be compared. */
export function isComparable(a: ComparisonKey, b: ComparisonKey): boolean {
  return a.driver === b.driver && a.car === b.car && isSameTrack(a.track, b.track);
}

/** As one text; equal keys have equal texts. */
export function comparisonText({ driver, car, track }: ComparisonKey): string {
  return JSON.stringify([driver, car, trackKeyText(track)]);
}

/** A lap that the game is known not to count is no best; one of which nothing is known may be. */
export function counts<T extends { lapMs: number | null; valid: boolean | null }>(
  lap: T,
): lap is T & { lapMs: number } {
  return lap.lapMs !== null && lap.valid !== false;
}

/** The fastest that counts; of equal ones the first. */
export function fastest<T extends { lapMs: number | null; valid: boolean | null }>(
  laps: readonly T[],
): (T & { lapMs: number }) | null {
  let best: (T & { lapMs: number }) | null = null;
  for (const lap of laps) {
    if (counts(lap) && (best === null || lap.lapMs < best.lapMs)) best = lap;
  }
  return best;
}
