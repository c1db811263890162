/** PostgreSQL through the `pg` package and its pool: the only file that knows it. */
import type { Pool, PoolClient } from 'pg';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { forJsonb } from './jsonb.ts';
import { migrate } from './migrations/migration.ts';
import { postgresMigrations } from './migrations/postgres.ts';
import { postgresProblem } from './postgres-problem.ts';
import { StoreProblem } from './problem.ts';
import type { ChunkFormat, Sql, SqlDatabase, SqlRow, SqlValue } from './sql.ts';

/** Keeps other relays out while the tables are made; any number that nobody else uses. */
const migrationLock = 'SELECT pg_advisory_xact_lock(1399157109)';

/** Frames turned into text without letting anything else run. */
const sliceFrames = 200;

const chunks: ChunkFormat = {
  columns: ['data'],
  async values({ frames }) {
    return [forJsonb(await jsonOf(frames))];
  },
  selected: 'data::text AS data',
  json: (row) => String(row.data),
  selectedToExtend: 'id',
  async extension(_row, frames) {
    return { assignments: 'data = data || $1::jsonb', values: [forJsonb(await jsonOf(frames))] };
  },
};

async function jsonOf(frames: readonly Frame[]): Promise<string> {
  const parts: string[] = [];
  for (let i = 0; i < frames.length; i += sliceFrames) {
    if (i > 0) await new Promise((resolve) => setImmediate(resolve));
    parts.push(JSON.stringify(frames.slice(i, i + sliceFrames)).slice(1, -1));
  }
  return `[${parts.join(',')}]`;
}

/** What pool and client have in common. */
interface Queries {
  query(
    statement: string,
    values: SqlValue[],
  ): Promise<{ rows: SqlRow[]; rowCount: number | null }>;
}

function sqlOf(queries: Queries): Sql {
  const ask = async (statement: string, values: readonly SqlValue[] = []) => {
    try {
      return await queries.query(statement, [...values]);
    } catch (cause) {
      throw postgresProblem(cause);
    }
  };
  return {
    rows: async (statement, values) => (await ask(statement, values)).rows,
    run: async (statement, values) => (await ask(statement, values)).rowCount ?? 0,
  };
}

class PostgresDatabase implements SqlDatabase {
  readonly kind = 'postgres';
  readonly chunks = chunks;
  readonly reading: Sql;
  readonly #pool: Pool;
  #closing: Promise<void> | null = null;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.reading = sqlOf(pool);
  }

  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new StoreProblem('closed', 'The database is closed.');
    const client = await this.#connect();
    const sql = sqlOf(client);
    let broken = false;
    try {
      await sql.run('BEGIN');
      const result = await work(sql);
      await sql.run('COMMIT');
      return result;
    } catch (cause) {
      await sql.run('ROLLBACK').catch(() => {
        broken = true;
      });
      throw cause;
    } finally {
      client.release(broken);
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (cause) {
      throw postgresProblem(cause);
    }
  }

  async sizeBytes(): Promise<number> {
    const [row] = await this.reading.rows(
      `SELECT coalesce(sum(pg_column_size(data)), 0) AS bytes FROM telemetry_chunks`,
    );
    return Number(row?.bytes ?? 0);
  }

  /** PostgreSQL's own autovacuum makes the room free for new rows. */
  async shrink(): Promise<void> {}

  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }
}

async function loadDriver(): Promise<typeof import('pg')> {
  try {
    return (await import('pg')).default as unknown as typeof import('pg');
  } catch (cause) {
    throw new StoreProblem(
      'driver-missing',
      'The PostgreSQL driver (pg) could not be loaded.',
      cause,
    );
  }
}

/** Connects and brings the tables up to date. @throws StoreProblem */
export async function openPostgres(address: string): Promise<SqlDatabase> {
  const { Pool } = await loadDriver();
  const pool = new Pool({
    connectionString: address,
    application_name: 'sequential',
    max: limits.storeConnectionsMax,
    connectionTimeoutMillis: limits.storeConnectTimeoutMs,
    statement_timeout: limits.storeStatementTimeoutMs,
    // A server that vanished without a word must not hold a statement for ever.
    query_timeout: limits.storeStatementTimeoutMs + limits.storeConnectTimeoutMs,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced when the next one is needed; there is nothing to do.
  pool.on('error', () => {});
  // While one is in use the pool does not listen; the statement under way fails and tells why.
  pool.on('connect', (client) => client.on('error', () => {}));
  const database = new PostgresDatabase(pool);
  try {
    await migrate(database, postgresMigrations, migrationLock);
    return database;
  } catch (cause) {
    await database.close();
    throw cause;
  }
}
