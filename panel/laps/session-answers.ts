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

/** The relay has seen the end of the lap. The list of sessions counts the same laps. */
export function isComplete({ fromLine }: Pick<StoredLap, 'fromLine'>): boolean {
  return fromLine !== null;
}

/** The newest complete lap. */
export function lastLapOf(laps: readonly StoredLap[]): StoredLap | null {
  return laps.filter(isComplete).at(-1) ?? null;
}

export function bestLapOf(laps: readonly StoredLap[]): StoredLap | null {
  return laps.find(({ sessionBest }) => sessionBest) ?? null;
}
