/**
 * Migrates a database with numbered steps of plain SQL, forward only, in one transaction. Refuses a database with steps that
 * this program does not know, and does not change it.
 */
import type { Sql, SqlDatabase } from '../sql.ts';
import { StoreProblem } from '../store-problem.ts';

export interface Migration {
  /** From 1, without holes. A step that was released never changes. */
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
  /** Fills the new columns from existing rows, after the statements. */
  readonly fill?: (sql: Sql) => Promise<void>;
}

const table = `CREATE TABLE IF NOT EXISTS sequential_migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
)`;

/**
 * @param lock statement that locks out other programs until the transaction ends; null: none
 * @param check throws when no tables may be created in this database
 */
export async function migrate(
  database: SqlDatabase,
  migrations: readonly Migration[],
  lock: string | null,
  check: (sql: Sql) => Promise<void> = async () => {},
): Promise<void> {
  await database.transaction(async (sql) => {
    if (lock !== null) await sql.rows(lock);
    await check(sql);
    await sql.run(table);
    const at = await appliedThrough(sql);
    const known = migrations.length;
    if (at > known) {
      throw new StoreProblem(
        'newer-database',
        `The database is of version ${at}; this Sequential knows versions up to ${known}.`,
      );
    }
    for (const { number, name, statements, fill } of migrations.slice(at)) {
      for (const statement of statements) await sql.run(statement);
      await fill?.(sql);
      await sql.run(
        'INSERT INTO sequential_migrations (number, name, applied_at) VALUES ($1, $2, $3)',
        [number, name, new Date().toISOString()],
      );
    }
  });
}

async function appliedThrough(sql: Sql): Promise<number> {
  const [row] = await sql.rows('SELECT max(number) AS number FROM sequential_migrations');
  return Number(row?.number ?? 0);
}
