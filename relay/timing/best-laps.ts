/**
 * Finds the fastest of the laps that count; `countsForBests` in `lap-validity.ts` is the rule. `laps-view.ts` in
 * `relay/storage/migrations` says the same in SQL. Pure.
 */
import type { SessionInfo } from '../../protocol/session.ts';
import { isSameTrack, type TrackKey, trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';
import { countsForBests } from './lap-validity.ts';

/** A personal best belongs to a driver with a car on a track. */
export interface ComparisonKey {
  readonly driver: string;
  readonly car: string;
  readonly track: TrackKey;
}

/** @returns null: driver, car or track is not known */
export function comparisonKey(info: SessionInfo): ComparisonKey | null {
  const { driverName, car } = info;
  const track = trackKeyOf(info);
  return driverName && car && track !== null ? { driver: driverName, car, track } : null;
}

/** Whether laps of the two can be compared. */
export function isComparable(a: ComparisonKey, b: ComparisonKey): boolean {
  return a.driver === b.driver && a.car === b.car && isSameTrack(a.track, b.track);
}

/** The key as text. Equal keys have equal texts. */
export function comparisonText({ driver, car, track }: ComparisonKey): string {
  return JSON.stringify([driver, car, trackKeyText(track)]);
}

/** The values that decide whether a stored lap can be a best lap. */
export interface BestCandidate {
  readonly lapMs: number | null;
  readonly valid: boolean | null;
  readonly fromLine: boolean | null;
}

/** See `countsForBests`. */
function counts<T extends BestCandidate>(lap: T): lap is T & { lapMs: number } {
  const { lapMs: timeMs, valid, fromLine } = lap;
  return countsForBests({ timeMs, valid, fromLine: fromLine !== false });
}

/** The fastest lap that counts; the first of equal ones. */
export function fastest<T extends BestCandidate>(
  laps: readonly T[],
): (T & { lapMs: number }) | null {
  let best: (T & { lapMs: number }) | null = null;
  for (const lap of laps) {
    if (counts(lap) && (best === null || lap.lapMs < best.lapMs)) best = lap;
  }
  return best;
}
