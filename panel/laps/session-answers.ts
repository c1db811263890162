/** Paths of the relay's API for stored sessions and laps, and the best and last lap of a list. Pure. */
import type { ListedSession, StoredLap } from '../../protocol/relay-answers.ts';
import { isSameTrack, type TrackKey, trackKeyOf } from '../../protocol/track-key.ts';

export function sessionPath(sessionID: string): string {
  return `/api/sessions/${sessionID}`;
}

export function lapsPath(sessionID: string): string {
  return `${sessionPath(sessionID)}/laps`;
}

/** @param format default: JSON */
export function lapPath(sessionID: string, lap: number, format?: 'csv' | 'ld' | 'ldx'): string {
  const path = `${lapsPath(sessionID)}/${lap}`;
  return format === undefined ? path : `${path}?format=${format}`;
}

export function momentsPath(sessionID: string): string {
  return `${sessionPath(sessionID)}/moments`;
}

export function momentPath(sessionID: string, moment: string): string {
  return `${momentsPath(sessionID)}/${moment}`;
}

export function sessionsPath(limit: number, after: string | null): string {
  const more = after === null ? '' : `&after=${encodeURIComponent(after)}`;
  return `/api/sessions?limit=${limit}${more}`;
}

/** null: the track is not known. */
export function trackOf({ track, trackConfiguration, facts }: ListedSession): TrackKey | null {
  return trackKeyOf({ ...facts, track: track ?? '', trackConfiguration: trackConfiguration ?? '' });
}

/** Laps are comparable on the same track and configuration. Sessions without a known track count as the same track. */
export function isComparable(a: ListedSession, b: ListedSession): boolean {
  const [one, other] = [trackOf(a), trackOf(b)];
  return one === null || other === null ? one === other : isSameTrack(one, other);
}

/** A lap is finished when it has a time, or when another lap follows it. */
export function finishedLaps(laps: readonly StoredLap[]): number {
  return laps.filter(({ lapMs }, i) => lapMs !== null || i < laps.length - 1).length;
}

/** The last finished lap, else the newest lap. */
export function lastLapOf(laps: readonly StoredLap[]): StoredLap | null {
  const done = laps.filter(({ lapMs }) => lapMs !== null);
  return done[done.length - 1] ?? laps[laps.length - 1] ?? null;
}

export function bestLapOf(laps: readonly StoredLap[]): StoredLap | null {
  return laps.find(({ sessionBest }) => sessionBest) ?? null;
}
