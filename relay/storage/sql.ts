/**
 * What the store needs from a database driver. Statements use `$1`, `$2`, … and plain values for both databases; an
 * adapter translates them for its driver, and the driver's errors into `StoreProblem`.
 */
import type { Frame } from '../../protocol/frame.ts';

export type SqlValue = string | number | boolean | null;
export type SqlRow = Record<string, unknown>;

export interface Sql {
  rows(statement: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** @returns how many rows were changed */
  run(statement: string, values?: readonly SqlValue[]): Promise<number>;
}

/** How one database stores the frames of a chunk. */
export interface ChunkFormat {
  /** The columns that hold the frames, and their values, in the same order. */
  readonly columns: readonly string[];
  values(frames: readonly Frame[]): Promise<SqlValue[]>;
  /** The columns that `json` needs, as SQL. */
  readonly selected: string;
  /** JSON text of the array of frames in a row. */
  json(row: SqlRow): string;
}

export interface SqlDatabase {
  readonly kind: 'sqlite' | 'postgres';
  readonly chunks: ChunkFormat;
  /** Only reads; may run beside a transaction. */
  readonly reading: Sql;
  /**
   * All or nothing. The work may run a second time after a rollback.
   * @throws StoreProblem; when the connection broke, the transaction may or may not be stored
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Bytes of data, without free space. */
  sizeBytes(): Promise<number>;
  /** Returns the space of deleted rows to the disk, as far as the database can while it is in use. */
  shrink(): Promise<void>;
  /** Waits for running statements. May be called twice. */
  close(): Promise<void>;
}
