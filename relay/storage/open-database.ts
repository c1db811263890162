/**
 * Opens the database that an address names. Loads a driver only when it is used, so that a missing driver disturbs nobody
 * else.
 */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Log } from '../../protocol/log.ts';
import { type Clock, systemClock } from './clock.ts';
import { locationOf, locationWarning } from './file-location.ts';
import { NoRecorder } from './no-recorder.ts';
import type { Recorder } from './recorder.ts';
import { SqlStore } from './sql-store.ts';
import type { Store } from './store.ts';
import { StoreProblem } from './store-problem.ts';
import { Writer } from './writer.ts';

export interface RecorderOptions {
  /** `sqlite:FILE`, `postgres://…`, `none`, or `memory:` for a database that is gone when the program ends. */
  db: string;
  log: Log;
  clock?: Clock;
  newOrigin?: () => string;
  /** Refuses a PostgreSQL database that has tables of another program and none of ours. */
  ownTablesOnly?: boolean;
  /** The oldest sessions are deleted when the database grows beyond this, bytes; absent: no limit. */
  sizeMaxBytes?: number;
}

/**
 * Starts recording, also while the database is away (not running, locked, disk full): it keeps trying, and `stats()` gives
 * the reason.
 * @throws StoreProblem that waiting does not solve: a missing driver, a wrong file, a newer database
 */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const {
    db,
    log,
    clock = systemClock,
    newOrigin = randomUUID,
    sizeMaxBytes,
    ownTablesOnly,
  } = options;
  if (db === 'none') return new NoRecorder();
  const writer = new Writer({
    kind: storeKind(db),
    connect: () => openStore(db, ownTablesOnly),
    log,
    clock,
    newOrigin,
    ...(sizeMaxBytes === undefined ? {} : { sizeMaxBytes }),
  });
  await warnOfLocation(db, log);
  await writer.start();
  await logFallback(db, log);
  return writer;
}

/** Logs which SQLite is used when it is not the usual one. Call it after opening, which throws when there is none. */
async function logFallback(db: string, log: Log): Promise<void> {
  if (storeKind(db) !== 'sqlite') return;
  const { chooseSqlite } = await import('./choose-sqlite.ts');
  const { library, reason } = await chooseSqlite();
  if (reason === null) return;
  log.info({ reason }, `The package sqlite3 could not be loaded. ${library.name} keeps the laps.`);
}

async function warnOfLocation(db: string, log: Log): Promise<void> {
  if (storeKind(db) !== 'sqlite' || isMemory(db)) return;
  const file = fileOf(db);
  const warning = locationWarning(await locationOf(file));
  if (warning === null) return;
  log.warn({ hint: warning.hint }, `Laps are kept in ${file}. ${warning.sentence}`);
}

function fileOf(db: string): string {
  return resolve(db.slice('sqlite:'.length));
}

function isMemory(db: string): boolean {
  return db === 'memory:';
}

export function storeKind(db: string): Store['kind'] {
  if (isMemory(db) || /^sqlite:[^:]/.test(db)) return 'sqlite';
  if (/^postgres(ql)?:\/\//.test(db)) return 'postgres';
  throw new StoreProblem('bad-address', 'This kind of database address is not known.');
}

/**
 * Opens a database. Creates it and migrates its tables if needed.
 * @param ownTablesOnly see `RecorderOptions`
 * @throws StoreProblem
 */
export async function openStore(db: string, ownTablesOnly = false): Promise<Store> {
  switch (storeKind(db)) {
    case 'sqlite': {
      const { memoryFile, openSqlite } = await import('./sqlite.ts');
      return new SqlStore(await openSqlite(isMemory(db) ? memoryFile : fileOf(db)));
    }
    case 'postgres': {
      const { openPostgres } = await import('./postgres.ts');
      return new SqlStore(await openPostgres(db, { ownTablesOnly }));
    }
  }
}

/** The recorder's options as a relay is started. */
export function recorderOptions(
  options: {
    readonly db: string;
    readonly dbSizeMaxMb?: number;
    readonly ownTablesOnly?: boolean;
  },
  log: Log,
): RecorderOptions {
  const { db, dbSizeMaxMb, ownTablesOnly = false } = options;
  const size = dbSizeMaxMb === undefined ? {} : { sizeMaxBytes: dbSizeMaxMb * 1e6 };
  return { db, log, ownTablesOnly, ...size };
}
