/** What the relay tells of stored sessions and laps, as far as this room uses it. Types, and the paths. Pure. */
import { isSameTrack, type TrackKey, trackKeyOf } from '../../protocol/track-key.ts';

/** As in `GET /api/sessions`. */
export interface ListedSession {
  readonly sessionID: string;
  readonly driverName: string | null;
  readonly track: string | null;
  readonly trackConfiguration: string | null;
  readonly car: string | null;
  readonly facts: { readonly trackLengthM?: number; readonly sectorCount?: number };
  readonly createdAt: string;
  readonly laps: number;
  readonly frames: number;
  readonly bestLapMs: number | null;
}

export interface SessionListPage {
  readonly sessions: readonly ListedSession[];
  /** To be handed back as `after`; null: this was the last page. */
  readonly next: string | null;
}

/** As in `GET /api/sessions/{id}/laps`. */
export interface ListedLap {
  readonly lap: number;
  readonly lapMs: number | null;
  readonly sectorsMs: readonly number[] | null;
  /** Litres burnt; null: not known, or fuel was added. */
  readonly fuelL: number | null;
  /** null: the game does not let one know. */
  readonly valid: boolean | null;
  readonly whole: boolean;
  readonly frames: number;
  /** Packet ids at which the lap's clock started and its line was passed; left out or null: not known. */
  readonly startPacket?: number | null;
  readonly linePacket?: number | null;
  readonly sessionBest: boolean;
  readonly personalBest: boolean;
}

export interface LapList {
  readonly sessionID: string;
  readonly laps: readonly ListedLap[];
}

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
export function finishedLaps(laps: readonly ListedLap[]): number {
  return laps.filter(({ lapMs }, i) => lapMs !== null || i < laps.length - 1).length;
}

/** The last lap that was driven to its end; the newest of all where none was. */
export function lastLapOf(laps: readonly ListedLap[]): ListedLap | null {
  const done = laps.filter(({ lapMs }) => lapMs !== null);
  return done[done.length - 1] ?? laps[laps.length - 1] ?? null;
}

export function bestLapOf(laps: readonly ListedLap[]): ListedLap | null {
  return laps.find(({ sessionBest }) => sessionBest) ?? null;
}
