/** The SQL of where the cars of a session were, for both databases. */
import type { CarsChunk, CarsMoment } from '../../protocol/car-positions.ts';
import type { Sql } from './sql.ts';
import { StoreProblem } from './store-problem.ts';

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
export async function addCarsChunks(
  sql: Sql,
  sessionID: string,
  chunks: readonly CarsChunk[],
): Promise<void> {
  const there = await sql.rows('SELECT 1 FROM sessions WHERE session_uuid = $1', [sessionID]);
  if (there.length === 0) {
    throw new StoreProblem('session-gone', `The session ${sessionID} was deleted.`);
  }
  for (const { startT, endT, moments } of chunks) {
    await sql.run(
      `INSERT INTO car_positions (session_uuid, start_t, end_t, data) VALUES ($1, $2, $3, $4)
        ON CONFLICT (session_uuid, start_t) DO NOTHING`,
      [sessionID, startT, endT, JSON.stringify(moments)],
    );
  }
}
