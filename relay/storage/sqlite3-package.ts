/** SQLite through the npm package `sqlite3`, which runs statements on threads of its own. No other file imports it. */
import type { Database, RunResult, Statement } from 'sqlite3';
import { limits } from '../../protocol/limits.ts';
import type { SqlRow } from './sql.ts';
import type {
  SqliteConnection,
  SqliteLibrary,
  SqliteStatement,
  SqliteValue,
} from './sqlite-connection.ts';

/** @throws what the import throws when the package, or its compiled addon, is missing or does not fit */
export async function loadSqlite3(): Promise<SqliteLibrary> {
  const sqlite3 = (await import('sqlite3')).default as unknown as typeof import('sqlite3');
  const open: SqliteLibrary['open'] = (file, { create, busyMs }) =>
    new Promise((resolve, reject) => {
      const mode = sqlite3.OPEN_READWRITE | (create ? sqlite3.OPEN_CREATE : 0);
      const database = new sqlite3.Database(file, mode, (cause) => {
        if (cause !== null) {
          reject(cause);
          return;
        }
        database.configure('busyTimeout', busyMs);
        resolve(new PackageConnection(database));
      });
    });
  return {
    name: 'sqlite3',
    open,
    // A read transaction on a thread: neither the relay nor its writer waits.
    copy: async (file, target) => {
      const connection = await open(file, { create: false, busyMs: limits.storeBusyMs });
      try {
        const statement = await connection.prepare('VACUUM INTO $1');
        await statement.run([target]).finally(() => statement.finalize());
      } finally {
        await connection.close();
      }
    },
  };
}

class PackageConnection implements SqliteConnection {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  prepare(statement: string): Promise<SqliteStatement> {
    return new Promise((resolve, reject) => {
      const numbered = statement.replace(/\$(\d+)/g, '?$1');
      const prepared = this.#database.prepare(numbered, (cause: Error | null) => {
        if (cause === null) resolve(new PackageStatement(prepared));
        else reject(cause);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#database.close(() => resolve()));
  }
}

class PackageStatement implements SqliteStatement {
  readonly #statement: Statement;

  constructor(statement: Statement) {
    this.#statement = statement;
  }

  all(values: readonly SqliteValue[]): Promise<SqlRow[]> {
    return new Promise((resolve, reject) => {
      this.#statement.all<SqlRow>(values, (cause: Error | null, rows: SqlRow[]) => {
        if (cause === null) resolve(rows);
        else reject(cause);
      });
    });
  }

  run(values: readonly SqliteValue[]): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#statement.run(values, function (this: RunResult, cause: Error | null) {
        if (cause === null) resolve(this.changes);
        else reject(cause);
      });
    });
  }

  finalize(): void {
    this.#statement.finalize();
  }
}
