/** What the relay tells of stored sessions and laps, as far as this room uses it. Types, and the paths. Pure. */
import type { ListedSession, StoredLap } from '../../protocol/relay-answers.ts';
import { isSameTrack, type TrackKey, trackKeyOf } from '../../protocol/track-key.ts';

export function sessionPath(sessionID: string): string {
  return `/api/sessions/${sessionID}`;
}

export function lapsPath(sessionID: string): string {
  return `${sessionPath(sessionID)}/laps`;
}

/** @param format left out: JSON */
export function lapPath(sessionID: string, lap: number, format?: 'csv' | 'ld' | 'ldx'): string {
  const path = `${lapsPath(sessionID)}/${lap}`;
  return format === undefined ? path : `${path}?format=${format}`;
}

export function sessionsPath(limit: number, after: string | null): string {
  const more = after === null ? '' : `&after=${encodeURIComponent(after)}`;
  return `/api/sessions?limit=${limit}${more}`;
}

/** null: the session's track is not known. */
export function trackOf({ track, trackConfiguration, facts }: ListedSession): TrackKey | null {
  return trackKeyOf({ ...facts, track: track ?? '', trackConfiguration: trackConfiguration ?? '' });
}

/** Only laps of one layout of one track lie on the same places. Sessions of which no track is known are held together. */
export function isComparable(a: ListedSession, b: ListedSession): boolean {
  const [one, other] = [trackOf(a), trackOf(b)];
  return one === null || other === null ? one === other : isSameTrack(one, other);
}

/** How many were driven to their end: of the last one that is known by its time, of those before it by the one after. */
export function finishedLaps(laps: readonly StoredLap[]): number {
  return laps.filter(({ lapMs }, i) => lapMs !== null || i < laps.length - 1).length;
}

/** The last lap that was driven to its end; the newest of all where none was. */
export function lastLapOf(laps: readonly StoredLap[]): StoredLap | null {
  const done = laps.filter(({ lapMs }) => lapMs !== null);
  return done[done.length - 1] ?? laps[laps.length - 1] ?? null;
}

export function bestLapOf(laps: readonly StoredLap[]): StoredLap | null {
  return laps.find(({ sessionBest }) => sessionBest) ?? null;
}
