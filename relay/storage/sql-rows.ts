/** Converts rows of both databases to values of the store. SQLite and PostgreSQL return some types differently. Pure. */
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';
import { fastest } from '../timing/best-laps.ts';
import type { LapResult } from '../timing/book-state.ts';
import { wholeSectors } from '../timing/sector-times.ts';
import type { PersonalBest } from '../timing/stored-lap-reader.ts';
import { cleanText } from './jsonb.ts';
import type { SqlRow } from './sql.ts';
import type { StoredSession } from './store.ts';

/** @param ms since 1970 @returns the text that both databases store and sort */
export function asText(ms: number): string {
  return new Date(ms).toISOString();
}

export function asMs(value: unknown): number {
  return value instanceof Date ? value.getTime() : Date.parse(String(value));
}

/** The column `track_key` of a session; null: the track is not known. */
export function trackKeyColumn(info: SessionInfo): string | null {
  const key = trackKeyOf(info);
  return key === null ? null : cleanText(trackKeyText(key));
}

/** JSON of a column. SQLite returns text; PostgreSQL's driver has parsed it. */
export function parsed<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}

export function numberOrNull(value: unknown): number | null {
  return value == null ? null : Number(value);
}

export function sessionOf(row: SqlRow): StoredSession {
  return {
    sessionID: String(row.session_uuid),
    publishedID: String(row.published_id),
    runNumber: Number(row.run_number),
    run: String(row.run),
    origin: String(row.origin),
    facts: parsed<SessionInfo>(row.facts),
    createdAt: asMs(row.created_at),
    updatedAt: asMs(row.updated_at),
    laps: Number(row.laps),
    frames: Number(row.frames),
    bestLapMs: numberOrNull(row.best_lap_ms),
  };
}

/** The book's result of the lap; null: the lap is not complete. */
export function resultOf(row: SqlRow): LapResult | null {
  return row.result == null ? null : parsed<LapResult>(row.result);
}

/** All laps of a session, with the best ones marked. */
export function lapsOf(
  rows: readonly SqlRow[],
  sessionID: string,
  personal: PersonalBest | null,
): StoredLap[] {
  const laps = rows.map((row) =>
    storedLap(
      {
        lap: Number(row.lap),
        frames: Number(row.frame_count),
        firstPacket: Number(row.first_packet),
        lastPacket: Number(row.last_packet),
      },
      resultOf(row),
    ),
  );
  const best = fastest(laps);
  return laps.map((lap) => ({
    ...lap,
    sessionBest: lap.lap === best?.lap,
    personalBest: personal?.sessionID === sessionID && personal.lap === lap.lap,
  }));
}

/** @param result null: the lap is not complete */
function storedLap(
  extent: Pick<StoredLap, 'lap' | 'frames' | 'firstPacket' | 'lastPacket'>,
  result: LapResult | null,
): Omit<StoredLap, 'sessionBest' | 'personalBest'> {
  return {
    ...extent,
    lapMs: result?.timeMs ?? null,
    sectorsMs: result === null ? null : wholeSectors(result.sectorsMs, result.timeMs),
    fuelL: result?.fuelL ?? null,
    valid: result?.valid ?? null,
    whole: result?.whole ?? false,
    pitted: result?.pitted ?? false,
    fromLine: result?.fromLine ?? null,
    startPacket: result?.startPacket ?? null,
    linePacket: result?.linePacket ?? null,
  };
}
