/**
 * Says which laps can be compared: those of one driver with one car on one track. Personal bests go by it.
 * `best-laps.ts` finds the fastest of some laps. Pure.
 */
import type { SessionInfo } from '../../protocol/session.ts';
import { isSameTrack, type TrackKey, trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';

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
