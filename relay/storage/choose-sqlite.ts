/** Chooses the library for SQLite: the package `sqlite3`, or `node:sqlite` where the package does not load. */
import { messageOf } from '../../protocol/explained-error.ts';
import { loadNodeSqlite } from './node-sqlite.ts';
import type { SqliteLibrary } from './sqlite-connection.ts';
import { loadSqlite3 } from './sqlite3-package.ts';
import { StoreProblem } from './store-problem.ts';

export interface ChosenSqlite {
  readonly library: SqliteLibrary;
  /** Why `sqlite3` did not load; null: it did. */
  readonly reason: string | null;
}

/** @throws StoreProblem `driver-missing` */
export async function chooseSqlite(): Promise<ChosenSqlite> {
  try {
    return { library: await loadSqlite3(), reason: null };
  } catch (cause) {
    const library = loadNodeSqlite();
    if (library !== null) return { library, reason: firstLine(cause) };
    throw new StoreProblem(
      'driver-missing',
      `The SQLite driver (sqlite3) could not be loaded, and Node ${process.versions.node} has no SQLite of its own.`,
      cause,
      'Start Sequential with Node 22.13 or newer, install its driver, or choose another database.',
    );
  }
}

/** The errors of missing addons list every path that was tried. */
function firstLine(cause: unknown): string {
  const text = messageOf(cause);
  return text.split('\n', 1)[0]!;
}
