/**
 * One connection to SQLite as a library gives it; `sqlite3-package.ts` and `node-sqlite.ts` adapt theirs to it. Everything
 * rejects with the library's own error, which `sqlite-errors.ts` understands.
 */
import type { SqlRow } from './sql.ts';

export type SqliteValue = string | number | null;

export interface SqliteStatement {
  all(values: readonly SqliteValue[]): Promise<SqlRow[]>;
  /** @returns how many rows were changed */
  run(values: readonly SqliteValue[]): Promise<number>;
  /** Frees the statement, which is not used again. */
  finalize(): void;
}

export interface SqliteConnection {
  /** @param statement one statement, with `$1`, `$2`, … for its values */
  prepare(statement: string): Promise<SqliteStatement>;
  /** Waits for running statements. Never rejects. */
  close(): Promise<void>;
}

export interface OpenMode {
  /** Creates the file if it does not exist. */
  create: boolean;
  /** How long a statement waits for another program's lock, ms. */
  busyMs: number;
}

export interface SqliteLibrary {
  readonly name: 'sqlite3' | 'node:sqlite';
  open(file: string, mode: OpenMode): Promise<SqliteConnection>;
  /** Copies a database as it is at one moment, while others write to it. @param target a file that does not exist */
  copy(file: string, target: string): Promise<void>;
}
