/** Rows that belong to a session beside its frames: moments, laps and positions of cars. */
import type { Sql, SqlRow, SqlValue } from './sql.ts';
import { StoreProblem } from './store-problem.ts';

/** @throws StoreProblem `session-gone` */
export function mustExist(sessionID: string, isThere: boolean): void {
  if (isThere) return;
  throw new StoreProblem('session-gone', `The session ${sessionID} was deleted.`);
}

/**
 * Adds rows; those that are there stay as they are. Runs in a transaction. Safe to repeat.
 * @param keys how many of the first columns make a row of the session unique
 * @param rows by column; all have the same columns in the same order
 * @throws StoreProblem `session-gone`
 */
export async function addToSession(
  sql: Sql,
  sessionID: string,
  table: string,
  keys: number,
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  const there = await sql.rows('SELECT 1 FROM sessions WHERE session_uuid = $1', [sessionID]);
  mustExist(sessionID, there.length > 0);
  for (const row of rows) {
    const columns = ['session_uuid', ...Object.keys(row)];
    await sql.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})
        ON CONFLICT (${columns.slice(0, keys + 1).join(', ')}) DO NOTHING`,
      [sessionID, ...Object.values(row)],
    );
  }
}

/** All rows of a session, each read by `of`. */
export async function ofSession<T>(
  sql: Sql,
  sessionID: string,
  table: string,
  order: string,
  of: (row: SqlRow) => T,
): Promise<T[]> {
  const rows = await sql.rows(`SELECT * FROM ${table} WHERE session_uuid = $1 ORDER BY ${order}`, [
    sessionID,
  ]);
  return rows.map(of);
}
