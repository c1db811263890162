/**
 * The database in SQLite. One connection writes and another reads beside it (WAL). Transactions queue here, so only another
 * program can hold a lock.
 */
import { limits } from '../../protocol/limits.ts';
import { chooseSqlite } from './choose-sqlite.ts';
import { packFrames, unpackFrames } from './frame-packing.ts';
import { migrate } from './migrations/migration.ts';
import { sqliteMigrations } from './migrations/sqlite.ts';
import type { ChunkFormat, Sql, SqlDatabase, SqlRow, SqlValue } from './sql.ts';
import type {
  SqliteConnection,
  SqliteLibrary,
  SqliteStatement,
  SqliteValue,
} from './sqlite-connection.ts';
import { sqliteProblem } from './sqlite-errors.ts';
import { fileIdentity, inspectFile } from './sqlite-file-check.ts';
import { StoreProblem } from './store-problem.ts';

/** “Sequ” in the file's header identifies our databases. */
const applicationId = 0x53657175;

const chunks: ChunkFormat = {
  columns: ['packed', 'common'],
  async values(frames) {
    const { packed, common } = await packFrames(frames);
    return [packed, common];
  },
  selected: 'packed, common',
  json: (row) => unpackFrames({ packed: String(row.packed), common: String(row.common) }),
};

/** Statements without values that each transaction runs. */
const ofTransactions: ReadonlySet<string> = new Set(['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK']);

/** One connection, with `StoreProblem` for every error. */
class Connection implements Sql {
  readonly #connection: SqliteConnection;
  readonly #file: string;
  readonly #statements = new Map<string, Promise<SqliteStatement>>();

  constructor(connection: SqliteConnection, file: string) {
    this.#connection = connection;
    this.#file = file;
  }

  static async open(library: SqliteLibrary, file: string, create: boolean): Promise<Connection> {
    try {
      const mode = { create, busyMs: limits.storeBusyMs };
      return new Connection(await library.open(file, mode), file);
    } catch (cause) {
      throw await sqliteProblem(cause, file);
    }
  }

  rows(statement: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#execute(statement, values, (prepared, given) => prepared.all(given));
  }

  run(statement: string, values: readonly SqlValue[] = []): Promise<number> {
    return this.#execute(statement, values, (prepared, given) => prepared.run(given));
  }

  async #execute<T>(
    statement: string,
    values: readonly SqlValue[],
    work: (prepared: SqliteStatement, given: readonly SqliteValue[]) => Promise<T>,
  ): Promise<T> {
    try {
      if (values.length > 0 || ofTransactions.has(statement)) {
        return await work(await this.#prepared(statement), values.map(plain));
      }
      const once = await this.#connection.prepare(statement);
      return await work(once, []).finally(() => once.finalize());
    } catch (cause) {
      throw await sqliteProblem(cause, this.#file);
    }
  }

  /** Compiles each statement once, because compiling takes longer than running most of them. */
  #prepared(statement: string): Promise<SqliteStatement> {
    const known = this.#statements.get(statement);
    if (known !== undefined) return known;
    const prepared = this.#connection.prepare(statement);
    this.#statements.set(statement, prepared);
    // Compiling may fail for a lock or a missing table, so it is tried again next time.
    prepared.catch(() => this.#statements.delete(statement));
    return prepared;
  }

  async close(): Promise<void> {
    for (const prepared of this.#statements.values()) {
      await prepared.then((statement) => statement.finalize()).catch(() => {});
    }
    this.#statements.clear();
    await this.#connection.close();
  }
}

function plain(value: SqlValue): SqliteValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** A transaction in the queue. It may run a second time after a rollback. */
interface Job {
  /** @returns a function that resolves the caller's promise, to be called after the commit */
  run(sql: Sql): Promise<() => void>;
  reject(cause: unknown): void;
}

class SqliteDatabase implements SqlDatabase {
  readonly kind = 'sqlite';
  readonly chunks = chunks;
  readonly reading: Sql;
  readonly #file: string;
  readonly #writer: Connection;
  /** null: a database in memory has one connection. */
  readonly #reader: Connection | null;
  #identity: string | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting: Job[] = [];
  #closing: Promise<void> | null = null;

  constructor(file: string, writer: Connection, reader: Connection | null) {
    this.#file = file;
    this.#writer = writer;
    this.#reader = reader;
    this.reading = reader ?? {
      rows: (...query) => this.#inTurn(() => writer.rows(...query)),
      run: (...query) => this.#inTurn(() => writer.run(...query)),
    };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** From now on, a transaction fails when the file was deleted or replaced. */
  async watchFile(): Promise<void> {
    this.#identity = await fileIdentity(this.#file);
  }

  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        run: async (sql) => {
          const result = await work(sql);
          return () => resolve(result);
        },
        reject,
      });
      this.#turn = this.#turn.then(() => this.#commit(this.#waiting.splice(0)));
    });
  }

  /**
   * Commits all queued transactions together, so that many publishers wait for the disk only once. When one of them
   * fails, each is tried alone.
   */
  async #commit(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    let isWorkAtFault = false;
    try {
      const answers = await this.#transact(async (sql) => {
        const all: (() => void)[] = [];
        isWorkAtFault = true;
        for (const { run } of jobs) all.push(await run(sql));
        isWorkAtFault = false;
        return all;
      });
      for (const answer of answers) answer();
    } catch (cause) {
      if (jobs.length === 1 || !isWorkAtFault) for (const { reject } of jobs) reject(cause);
      else for (const job of jobs) await this.#commit([job]);
    }
  }

  async #transact<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new StoreProblem('closed', 'The database is closed.');
    if (this.#identity !== null && (await fileIdentity(this.#file)) !== this.#identity) {
      throw new StoreProblem(
        'file-gone',
        `The database file ${this.#file} was deleted or replaced.`,
      );
    }
    await this.#writer.run('BEGIN IMMEDIATE');
    try {
      const result = await work(this.#writer);
      await this.#writer.run('COMMIT');
      return result;
    } catch (cause) {
      // This fails when SQLite has rolled back on its own; then nothing is left to undo.
      await this.#writer.run('ROLLBACK').catch(() => {});
      throw cause;
    }
  }

  async sizeBytes(): Promise<number> {
    const pragma = async (name: string) =>
      Number(Object.values((await this.reading.rows(`PRAGMA ${name}`))[0] ?? {})[0] ?? 0);
    const used = (await pragma('page_count')) - (await pragma('freelist_count'));
    return used * (await pragma('page_size'));
  }

  shrink(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#writer.rows('PRAGMA incremental_vacuum');
      await this.#writer.rows('PRAGMA wal_checkpoint(TRUNCATE)');
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#turn.then(async () => {
      await this.#reader?.close();
      await this.#writer.close();
    });
    return this.#closing;
  }
}

/** SQLite's name for a database that is gone when its connection closes. */
export const memoryFile = ':memory:';

/** Opens or creates the file and brings its tables up to date. @throws StoreProblem */
export async function openSqlite(file: string): Promise<SqlDatabase> {
  const { library } = await chooseSqlite();
  const isFile = file !== memoryFile;
  if (isFile) await inspectFile(file);
  const writer = await Connection.open(library, file, true);
  let reader: Connection | null = null;
  try {
    await prepare(writer, file);
    if (isFile) {
      reader = await Connection.open(library, file, false);
      await reader.rows('PRAGMA query_only = ON');
    }
    const database = new SqliteDatabase(file, writer, reader);
    await migrate(database, sqliteMigrations, null);
    if (isFile) await database.watchFile();
    return database;
  } catch (cause) {
    await reader?.close();
    await writer.close();
    throw cause;
  }
}

async function prepare(writer: Connection, file: string): Promise<void> {
  const tables = await writer.rows(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  if (tables.length > 0 && !tables.some(({ name }) => name === 'sequential_migrations')) {
    throw new StoreProblem('wrong-file', `${file} is a database of another program.`);
  }
  if (tables.length === 0) {
    // This works only before the first table. It lets `shrink` free space without rewriting the whole file.
    await writer.rows('PRAGMA auto_vacuum = INCREMENTAL');
    await writer.rows(`PRAGMA application_id = ${applicationId}`);
  }
  await writer.rows('PRAGMA journal_mode = WAL');
  // The message `stored` promises that frames survive a power cut, so each commit waits for the disk.
  await writer.rows('PRAGMA synchronous = FULL');
  await writer.rows('PRAGMA foreign_keys = ON');
}
