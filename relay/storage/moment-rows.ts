/** The SQL of marked moments, for both databases. */
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import { cleanText } from './jsonb.ts';
import { addToSession, ofSession } from './session-parts.ts';
import type { Sql, SqlRow } from './sql.ts';
import { asMs, asText, numberOrNull } from './sql-rows.ts';

function momentOf(row: SqlRow): MarkedMoment {
  return {
    id: String(row.moment),
    at: asMs(row.marked_at),
    lap: Number(row.lap),
    packetId: Number(row.packet_id),
    lapMs: numberOrNull(row.lap_ms),
    place: numberOrNull(row.place),
    note: String(row.note),
  };
}

/** In order of time. */
export function momentsOf(sql: Sql, sessionID: string): Promise<MarkedMoment[]> {
  return ofSession(sql, sessionID, 'moments', 'marked_at, packet_id, moment', momentOf);
}

/** Runs in a transaction. Safe to repeat. @throws StoreProblem `session-gone` */
export function addMoments(
  sql: Sql,
  sessionID: string,
  moments: readonly MarkedMoment[],
): Promise<void> {
  const rows = moments.map(({ id, at, lap, packetId, lapMs, place, note }) => ({
    ...{ moment: id, marked_at: asText(at), lap, packet_id: packetId, lap_ms: lapMs, place },
    note: cleanText(note),
  }));
  return addToSession(sql, sessionID, 'moments', 1, rows);
}

/** False: there is no such moment. */
export async function changeNote(
  sql: Sql,
  sessionID: string,
  id: string,
  note: string,
): Promise<boolean> {
  const changed = await sql.run(
    'UPDATE moments SET note = $3 WHERE session_uuid = $1 AND moment = $2',
    [sessionID, id, cleanText(note)],
  );
  return changed > 0;
}

/** False: there was no such moment. */
export async function removeMoment(sql: Sql, sessionID: string, id: string): Promise<boolean> {
  const removed = await sql.run('DELETE FROM moments WHERE session_uuid = $1 AND moment = $2', [
    sessionID,
    id,
  ]);
  return removed > 0;
}
