/** Finds or makes the stored session of a run, and names it: `{id}`, `{id}.2`, `{id}.3`, … */
import type { RunKey } from '../../protocol/session.ts';
import { assignRun, type RunPosition, runUpTo } from '../live/simple-runs.ts';
import type { Sql, SqlRow } from './sql.ts';
import { asText } from './sql-rows.ts';
import type { RunRequest, StoredRun } from './store.ts';

/** Runs in a transaction. The same request always gives the same session. */
export async function sessionOfRun(sql: Sql, request: RunRequest): Promise<StoredRun> {
  const found =
    (await runByOrigin(sql, request.origin)) ??
    (await forRun(sql, request)) ??
    (await adopted(sql, request));
  return found ?? { sessionID: await insertSession(sql, request), end: null };
}

async function forRun(sql: Sql, { key, first }: RunRequest): Promise<StoredRun | null> {
  if (first === 'new') return null;
  const run = await newestRun(sql, key);
  if (run === null || key.run !== '' || first === null || run.end === null) return run;
  return beginsRun(run.end, first) ? null : run;
}

/** A session that has info but no frames becomes the session of the first run with a name. */
async function adopted(sql: Sql, { key, origin }: RunRequest): Promise<StoredRun | null> {
  if (key.run === '') return null;
  const [row] = await sql.rows(
    `SELECT session_uuid FROM sessions s WHERE published_id = $1 AND run = ''
      AND NOT EXISTS (SELECT 1 FROM telemetry_chunks c WHERE c.session_uuid = s.session_uuid)
      ORDER BY run_number DESC LIMIT 1`,
    [key.sessionID],
  );
  if (row === undefined) return null;
  const sessionID = String(row.session_uuid);
  await sql.run('UPDATE sessions SET run = $2, origin = $3 WHERE session_uuid = $1', [
    sessionID,
    key.run,
    origin,
  ]);
  return { sessionID, end: null };
}

export async function newestRun(sql: Sql, { sessionID, run }: RunKey): Promise<StoredRun | null> {
  const [row] = await sql.rows(
    `SELECT session_uuid FROM sessions WHERE published_id = $1 AND run = $2
      ORDER BY run_number DESC LIMIT 1`,
    [sessionID, run],
  );
  return row === undefined ? null : storedRun(sql, row);
}

export async function runByOrigin(sql: Sql, origin: string): Promise<StoredRun | null> {
  const [row] = await sql.rows('SELECT session_uuid FROM sessions WHERE origin = $1', [origin]);
  return row === undefined ? null : storedRun(sql, row);
}

async function storedRun(sql: Sql, row: SqlRow): Promise<StoredRun> {
  const sessionID = String(row.session_uuid);
  const [end] = await sql.rows(
    `SELECT chunk_end_packet, lap FROM telemetry_chunks WHERE session_uuid = $1
      ORDER BY chunk_end_packet DESC LIMIT 1`,
    [sessionID],
  );
  if (end === undefined) return { sessionID, end: null };
  return { sessionID, end: { packetId: Number(end.chunk_end_packet), lap: Number(end.lap) } };
}

/** Inserts the session under the first free id: `{id}`, `{id}.2`, … @returns the id */
async function insertSession(sql: Sql, { key, origin, at }: RunRequest): Promise<string> {
  const [row] = await sql.rows(
    'SELECT coalesce(max(run_number), 0) AS last FROM sessions WHERE published_id = $1',
    [key.sessionID],
  );
  let runNumber = Number(row!.last) + 1;
  const exists = async () =>
    (
      await sql.rows('SELECT 1 AS found FROM sessions WHERE session_uuid = $1', [
        storedID(key.sessionID, runNumber),
      ])
    ).length > 0;
  while (await exists()) runNumber++;
  const sessionID = storedID(key.sessionID, runNumber);
  const time = asText(at);
  await sql.run(
    `INSERT INTO sessions
      (session_uuid, published_id, run, run_number, origin, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [sessionID, key.sessionID, key.run, runNumber, origin, time, time],
  );
  return sessionID;
}

/** Whether a simple publisher's packet begins a new run after one that is stored up to `end`. */
function beginsRun(end: RunPosition, first: RunPosition): boolean {
  return assignRun(runUpTo(end), first).run !== 1;
}

/** `{id}` for the first run, `{id}.2`, `{id}.3`, … after it. */
function storedID(publishedID: string, runNumber: number): string {
  return runNumber === 1 ? publishedID : `${publishedID}.${runNumber}`;
}
