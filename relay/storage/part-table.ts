/**
 * Tables of what belongs to sessions beside their frames: which value is in which column, described once for reading and
 * writing.
 */
import { cleanText } from './jsonb.ts';
import type { Sql, SqlRow, SqlValue } from './sql.ts';
import { asMs, asText, numberOrNull } from './sql-rows.ts';
import { StoreProblem } from './store-problem.ts';

/** How a column holds values of a kind. */
interface ColumnKind<V> {
  read(value: unknown): V;
  write(value: V): SqlValue;
}

export const number: ColumnKind<number> = { read: Number, write: (value) => value };
export const maybeNumber: ColumnKind<number | null> = {
  read: numberOrNull,
  write: (value) => value,
};
export const text: ColumnKind<string> = { read: String, write: cleanText };
export const truth: ColumnKind<boolean> = { read: Boolean, write: (value) => value };
/** ms since 1970. */
export const time: ColumnKind<number> = { read: asMs, write: asText };
/** A text column with JSON. */
export const json = <V>(): ColumnKind<V> => ({
  read: (value) => JSON.parse(String(value)) as V,
  write: (value) => JSON.stringify(value),
});

/** @throws StoreProblem `session-gone` */
export function mustExist(sessionID: string, isThere: boolean): void {
  if (isThere) return;
  throw new StoreProblem('session-gone', `The session ${sessionID} was deleted.`);
}

export class PartTable<T extends object> {
  readonly #name: string;
  readonly #keys: number;
  readonly #columns: readonly [keyof T, string, ColumnKind<T[keyof T]>][];

  /**
   * @param keys how many of the first columns tell the rows of a session apart
   * @param columns the column of each value, and its kind
   */
  constructor(
    name: string,
    keys: number,
    columns: { readonly [F in keyof T]-?: readonly [string, ColumnKind<T[F]>] },
  ) {
    this.#name = name;
    this.#keys = keys;
    const fields = Object.keys(columns) as (keyof T)[];
    this.#columns = fields.map((field) => {
      const [column, kind] = columns[field];
      return [field, column, kind as ColumnKind<T[keyof T]>];
    });
  }

  #read(row: SqlRow): T {
    const values = this.#columns.map(([field, column, kind]) => [field, kind.read(row[column])]);
    return Object.fromEntries(values) as T;
  }

  /**
   * What belongs to a session.
   * @param rest SQL behind the condition on the session: its order, and more conditions
   * @param values of `rest`, from `$2` on
   */
  async of(sql: Sql, sessionID: string, rest: string, ...values: SqlValue[]): Promise<T[]> {
    const statement = `SELECT * FROM ${this.#name} WHERE session_uuid = $1 ${rest}`;
    return (await sql.rows(statement, [sessionID, ...values])).map((row) => this.#read(row));
  }

  /**
   * Adds rows; those that are there stay as they are. Runs in a transaction. Safe to repeat.
   * @throws StoreProblem `session-gone`
   */
  async add(sql: Sql, sessionID: string, all: readonly T[]): Promise<void> {
    const there = await sql.rows('SELECT 1 FROM sessions WHERE session_uuid = $1', [sessionID]);
    mustExist(sessionID, there.length > 0);
    const columns = ['session_uuid', ...this.#columns.map(([, column]) => column)];
    const places = columns.map((_, i) => `$${i + 1}`);
    const statement = `INSERT INTO ${this.#name} (${columns.join(', ')}) VALUES (${places.join(', ')})
      ON CONFLICT (${columns.slice(0, this.#keys + 1).join(', ')}) DO NOTHING`;
    for (const one of all) {
      const values = this.#columns.map(([field, , kind]) => kind.write(one[field]));
      await sql.run(statement, [sessionID, ...values]);
    }
  }
}
