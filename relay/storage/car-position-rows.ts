/** The SQL of where the cars of a session were, for both databases. */
import type { CarsChunk, CarsMoment } from '../../protocol/car-positions.ts';
import { addToSession } from './session-parts.ts';
import type { Sql } from './sql.ts';

/** The first chunk that ends after a time; null: there is none. */
export async function carsChunkAfter(
  sql: Sql,
  sessionID: string,
  afterT: number,
): Promise<CarsChunk | null> {
  const [row] = await sql.rows(
    `SELECT * FROM car_positions WHERE session_uuid = $1 AND end_t > $2 ORDER BY start_t LIMIT 1`,
    [sessionID, Math.floor(afterT)],
  );
  if (row === undefined) return null;
  const moments = JSON.parse(String(row.data)) as CarsMoment[];
  return { startT: Number(row.start_t), endT: Number(row.end_t), moments };
}

/** Runs in a transaction. Safe to repeat. @throws StoreProblem `session-gone` */
export function addCarsChunks(
  sql: Sql,
  sessionID: string,
  chunks: readonly CarsChunk[],
): Promise<void> {
  const rows = chunks.map(({ startT, endT, moments }) => ({
    start_t: startT,
    end_t: endT,
    data: JSON.stringify(moments),
  }));
  return addToSession(sql, sessionID, 'car_positions', 1, rows);
}
