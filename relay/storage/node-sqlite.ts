/**
 * SQLite through Node's own `node:sqlite`, for computers where the package `sqlite3` does not load.
 *
 * It is synchronous: while a statement runs, the relay does nothing else, and live frames wait that long. Most of that is
 * COMMIT, which waits for the disk: 0.2 ms (99 %: 1.1 ms) on a virtual disk, longer on a slow one. So each statement gets a
 * turn of the event loop to itself, and waiting for another program's lock happens between attempts, not inside SQLite.
 */
import { existsSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { SqlRow } from './sql.ts';
import type {
  OpenMode,
  SqliteConnection,
  SqliteLibrary,
  SqliteStatement,
  SqliteValue,
} from './sqlite-connection.ts';
import { sqliteCode } from './sqlite-errors.ts';

/** The part of `node:sqlite` that is used; the types of Node 20 do not have it. */
interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => DatabaseSync;
  /** On a thread of its own. Absent before Node 22.16 and 23.8. */
  readonly backup?: (from: DatabaseSync, to: string, options: { rate: number }) => Promise<number>;
}

interface DatabaseSync {
  prepare(statement: string): StatementSync;
  close(): void;
}

type NamedValues = Record<string, string | number | bigint | null>;

interface StatementSync {
  all(values: NamedValues): SqlRow[];
  run(values: NamedValues): { changes: number | bigint };
}

/** Pause between two attempts while another program holds a lock, ms. */
const lockPauseMs = 10;

/** All pages in one step: a back-up in several begins again whenever another connection writes. */
const allPages = 2_147_483_647;

/** @returns null when this Node has no SQLite, or has it only behind a flag (before 22.13) */
export function loadNodeSqlite(): SqliteLibrary | null {
  const sqlite = loadWithoutWarning();
  if (sqlite === null) return null;
  return {
    name: 'node:sqlite',
    open: async (file, { create, busyMs }) => {
      // DatabaseSync has no option for this.
      if (!create && !existsSync(file)) {
        throw Object.assign(new Error(`There is no file ${file}.`), { code: 'SQLITE_CANTOPEN' });
      }
      const database = await untilUnlocked(() => new sqlite.DatabaseSync(file), busyMs);
      return new NodeConnection(database, busyMs);
    },
    copy: async (file, target) => {
      const database = new sqlite.DatabaseSync(file);
      try {
        if (sqlite.backup === undefined) database.prepare('VACUUM INTO $1').run({ $1: target });
        else await sqlite.backup(database, target, { rate: allPages });
      } finally {
        database.close();
      }
    },
  };
}

/** Node 22 warns on the console that its SQLite is experimental. The user can do nothing about that. */
function loadWithoutWarning(): NodeSqlite | null {
  const { emitWarning } = process;
  const emitOthers = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite ')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  process.emitWarning = emitOthers as typeof emitWarning;
  try {
    return (process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined) ?? null;
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function untilUnlocked<T>(work: () => T, busyMs: OpenMode['busyMs']): Promise<T> {
  const end = performance.now() + busyMs;
  for (;;) {
    try {
      return work();
    } catch (cause) {
      if (sqliteCode(cause) !== 'SQLITE_BUSY' || performance.now() >= end) throw cause;
      await setTimeout(lockPauseMs);
    }
  }
}

class NodeConnection implements SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #busyMs: number;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(database: DatabaseSync, busyMs: number) {
    this.#database = database;
    this.#busyMs = busyMs;
  }

  async prepare(statement: string): Promise<SqliteStatement> {
    const prepared = await this.#inTurn(() => this.#database.prepare(statement));
    return {
      all: (values) => this.#inTurn(() => prepared.all(named(values))),
      run: (values) => this.#inTurn(() => Number(prepared.run(named(values)).changes)),
      // The garbage collector frees it.
      finalize: () => {},
    };
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#database.close()).catch(() => {});
  }

  /** One statement after another. Between two of them the event loop does everything else that is due. */
  #inTurn<T>(work: () => T): Promise<T> {
    const done = this.#turn.then(() => untilUnlocked(work, this.#busyMs));
    this.#turn = done.catch(() => {}).then(() => setImmediate());
    return done;
  }
}

/** Integers go as such, because SQLite would store other numbers in a text column as `1.0`. */
function named(values: readonly SqliteValue[]): NamedValues {
  return Object.fromEntries(
    values.map((value, i) => [`$${i + 1}`, Number.isSafeInteger(value) ? BigInt(value!) : value]),
  );
}
