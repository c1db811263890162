/** The SQL of marked moments, for both databases. */
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import { cleanText } from './jsonb.ts';
import type { Sql, SqlRow } from './sql.ts';
import { asMs, asText } from './sql-rows.ts';
import { StoreProblem } from './store-problem.ts';

function momentOf(row: SqlRow): MarkedMoment {
  return {
    id: String(row.moment),
    at: asMs(row.marked_at),
    lap: Number(row.lap),
    packetId: Number(row.packet_id),
    lapMs: row.lap_ms == null ? null : Number(row.lap_ms),
    place: row.place == null ? null : Number(row.place),
    note: String(row.note),
  };
}

/** In order of time. */
export async function momentsOf(sql: Sql, sessionID: string): Promise<MarkedMoment[]> {
  const rows = await sql.rows(
    'SELECT * FROM moments WHERE session_uuid = $1 ORDER BY marked_at, packet_id, moment',
    [sessionID],
  );
  return rows.map(momentOf);
}

/** Runs in a transaction. Safe to repeat. @throws StoreProblem `session-gone` */
export async function addMoments(
  sql: Sql,
  sessionID: string,
  moments: readonly MarkedMoment[],
): Promise<void> {
  const there = await sql.rows('SELECT 1 FROM sessions WHERE session_uuid = $1', [sessionID]);
  if (there.length === 0) {
    throw new StoreProblem('session-gone', `The session ${sessionID} was deleted.`);
  }
  for (const { id, at, lap, packetId, lapMs, place, note } of moments) {
    await sql.run(
      `INSERT INTO moments (session_uuid, moment, marked_at, lap, packet_id, lap_ms, place, note)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (session_uuid, moment) DO NOTHING`,
      [sessionID, id, asText(at), lap, packetId, lapMs, place, cleanText(note)],
    );
  }
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
