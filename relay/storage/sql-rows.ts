/** Rows of the databases as values of the store. SQLite and PostgreSQL give some types differently. Pure. */
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

/** ms since 1970 as both databases order and keep it. */
export function asText(ms: number): string {
  return new Date(ms).toISOString();
}

export function asMs(value: unknown): number {
  return value instanceof Date ? value.getTime() : Date.parse(String(value));
}

/** What `track_key` of a session with these facts is. */
export function trackKeyColumn(facts: SessionInfo): string | null {
  const key = trackKeyOf(facts);
  return key === null ? null : cleanText(trackKeyText(key));
}

/** SQLite has JSON as text, PostgreSQL's driver parses it. */
export function parsed<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}

function numberOrNull(value: unknown): number | null {
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

/** What the book decided of the lap of a row; null: it is not complete. */
export function resultOf(row: SqlRow): LapResult | null {
  return row.result == null ? null : parsed<LapResult>(row.result);
}

/** All laps of a session, with what is best among them. */
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
