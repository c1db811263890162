/**
 * What the store needs of a database library, and no more. Statements are written once with `$1`, `$2`, … and plain
 * values; an adapter translates them for its library and its errors into `StoreProblem`.
 */
import type { Frame } from '../../protocol/frame.ts';

export type SqlValue = string | number | boolean | null;
export type SqlRow = Record<string, unknown>;

export interface Sql {
  rows(statement: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** @returns how many rows were changed */
  run(statement: string, values?: readonly SqlValue[]): Promise<number>;
}

/** How one database keeps the frames of a chunk. */
export interface ChunkFormat {
  /** The columns besides those of the contract that hold them, and their values, in the same order. */
  readonly columns: readonly string[];
  values(frames: readonly Frame[]): Promise<SqlValue[]>;
  /** What to select for `json`, as SQL. */
  readonly selected: string;
  /** JSON text of the array of frames from a row with the selected columns. */
  json(row: SqlRow): string;
}

export interface SqlDatabase {
  readonly kind: 'sqlite' | 'postgres';
  readonly chunks: ChunkFormat;
  /** For looking only; may run beside a transaction. */
  readonly reading: Sql;
  /**
   * All or nothing. The work may be run a second time after its first run was rolled back.
   * @throws StoreProblem; after it the outcome may be unknown when the connection broke
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Bytes that hold data. */
  sizeBytes(): Promise<number>;
  /** Gives the room that deleted rows left back to the disk, as far as the database can while it is in use. */
  shrink(): Promise<void>;
  /** Waits for what runs. May be called twice. */
  close(): Promise<void>;
}
