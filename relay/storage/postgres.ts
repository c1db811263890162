/**
 * PostgreSQL, through the `pg` package and its pool; no other file imports it. It connects, runs SQL, and turns a chunk into
 * a column; `chunk-writing.ts` writes frames with the SQL of `session-rows.ts`.
 */
import type { Pool, PoolClient } from 'pg';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { forJsonb } from './jsonb.ts';
import { migrate } from './migrations/migration.ts';
import { postgresMigrations } from './migrations/postgres.ts';
import { type PostgresAddress, parsePostgresAddress } from './postgres-address.ts';
import { postgresProblem } from './postgres-errors.ts';
import { type Encryption, encryptions } from './postgres-tls.ts';
import type { ChunkFormat, Sql, SqlDatabase, SqlRow, SqlValue } from './sql.ts';
import { StoreProblem } from './store-problem.ts';

/** Locks out other relays while the tables are created. The number is arbitrary. */
const migrationLock = 'SELECT pg_advisory_xact_lock(1399157109)';

/** Frames turned into JSON before other work gets a turn. */
const sliceFrames = 200;

const chunks: ChunkFormat = {
  columns: ['data'],
  async values(frames) {
    return [forJsonb(await jsonOf(frames))];
  },
  selected: 'data::text AS data',
  json: (row) => String(row.data),
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
      // The time limit goes with each transaction: a pooler refuses it on connecting and may switch connections.
      await sql.run(`BEGIN; SET LOCAL statement_timeout = ${limits.storeStatementTimeoutMs}`);
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

  /** Nothing to do: PostgreSQL's autovacuum frees the space. */
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

export interface PostgresOptions {
  /** Creates no tables in a database that has tables of another program and none of ours. */
  ownTablesOnly?: boolean;
}

/** Connects and brings the tables up to date. @throws StoreProblem */
export async function openPostgres(
  text: string,
  { ownTablesOnly = false }: PostgresOptions = {},
): Promise<SqlDatabase> {
  const address = parsePostgresAddress(text);
  if (address === null) {
    throw new StoreProblem(
      'bad-address',
      'The address of the PostgreSQL database cannot be read.',
      undefined,
      'Use postgres://user:password@host:port/database; in a password write @ as %40, / as %2F, : as %3A and % as %25.',
    );
  }
  const { Pool } = await loadDriver();
  const check = ownTablesOnly ? refuseForeign : async () => {};
  let last: unknown;
  for (const attempt of await attemptsOf(address)) {
    const database = new PostgresDatabase(poolOf(Pool, address, attempt));
    try {
      await migrate(database, postgresMigrations, migrationLock, check);
      return database;
    } catch (cause) {
      await database.close();
      last = cause;
      if (!(cause instanceof StoreProblem) || !isWorthAnotherAttempt(cause, attempt)) throw cause;
    }
  }
  throw last;
}

interface Attempt {
  encryption: Encryption;
  password: string | undefined;
  /** A later attempt has another encryption, or another password. */
  hasOtherEncryption: boolean;
  hasOtherPassword: boolean;
}

async function attemptsOf(address: PostgresAddress): Promise<Attempt[]> {
  const { passwords } = address;
  const ways = await encryptions(address);
  return ways.flatMap((encryption, i) =>
    (passwords.length === 0 ? [undefined] : passwords).map((password, k) => ({
      encryption,
      password,
      hasOtherEncryption: i < ways.length - 1,
      hasOtherPassword: k < passwords.length - 1,
    })),
  );
}

function isWorthAnotherAttempt({ code }: StoreProblem, attempt: Attempt): boolean {
  if (code === 'wrong-password') return attempt.hasOtherPassword;
  // The server requires TLS, does not have it, or uses a certificate that is not accepted.
  const isAboutEncryption = ['no-encryption', 'certificate', 'not-allowed'].includes(code);
  return isAboutEncryption && attempt.hasOtherEncryption;
}

function poolOf(
  PgPool: typeof Pool,
  address: PostgresAddress,
  { encryption, password }: Attempt,
): Pool {
  const pool = new PgPool({
    ...given('user', address.user),
    ...given('host', address.host),
    ...given('port', address.port),
    ...given('database', address.database),
    ...given('options', address.options),
    ...given('password', password ?? null),
    ssl: encryption,
    application_name: 'sequential',
    max: limits.storeConnectionsMax,
    connectionTimeoutMillis: limits.storeConnectTimeoutMs,
    // Without this, a statement to a server that vanished would never end.
    query_timeout: limits.storeStatementTimeoutMs + limits.storeConnectTimeoutMs,
    keepAlive: true,
  });
  // The pool replaces an idle connection that breaks.
  pool.on('error', () => {});
  // The pool ignores errors of a connection in use. Its statement fails with the cause.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

function given<T>(name: string, value: T | null): Record<string, T> {
  return value === null ? {} : { [name]: value };
}

/** Finds tables that belong neither to PostgreSQL nor to one of its extensions. */
const foreignTables = `SELECT 1 AS there FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  LIMIT 1`;

async function refuseForeign(sql: Sql): Promise<void> {
  const [own] = await sql.rows(`SELECT to_regclass('sequential_migrations') AS name`);
  if (own?.name != null || (await sql.rows(foreignTables)).length === 0) return;
  throw new StoreProblem(
    'foreign-database',
    'The PostgreSQL database that DATABASE_URL names contains tables of another program.',
  );
}
