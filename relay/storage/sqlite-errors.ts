/** Turns SQLite's errors into problems that a person understands. */
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { locationOf, locationWarning } from './file-location.ts';
import { StoreProblem, type StoreProblemCode } from './store-problem.ts';

/** A disk with less room counts as full: SQLite sometimes reports a full disk as an input/output error. */
const fullBelowBytes = 256 * 1024;

/** Problems that a network share or a synchronised folder causes. */
const causedByLocation: ReadonlySet<StoreProblemCode> = new Set([
  'locked',
  'read-only',
  'input-output',
  'corrupt',
]);

/** SQLite's result codes by number. `node:sqlite` gives numbers, the package `sqlite3` names. */
const resultCodes: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  15: 'SQLITE_PROTOCOL',
  23: 'SQLITE_AUTH',
  26: 'SQLITE_NOTADB',
};

/** SQLite's name for what went wrong; another text, maybe empty, for any other error. */
export function sqliteCode(cause: unknown): string {
  const { code, errcode } = (cause ?? {}) as { code?: unknown; errcode?: unknown };
  // The low byte is the result code, the rest says more about it.
  if (typeof errcode === 'number') return resultCodes[errcode & 0xff] ?? '';
  return String(code ?? '');
}

export async function sqliteProblem(cause: unknown, file: string): Promise<StoreProblem> {
  if (cause instanceof StoreProblem) return cause;
  const problem = await problemOf(cause, file);
  const warning = causedByLocation.has(problem.code)
    ? locationWarning(await locationOf(file))
    : null;
  if (warning === null) return problem;
  const { code, message } = problem;
  return new StoreProblem(code, `${message} ${warning.sentence}`, cause, warning.hint);
}

async function problemOf(cause: unknown, file: string): Promise<StoreProblem> {
  switch (sqliteCode(cause)) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
    case 'SQLITE_PROTOCOL':
      return new StoreProblem('locked', `Another program has locked the database ${file}.`, cause);
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
    case 'SQLITE_AUTH':
      return new StoreProblem('read-only', `The database ${file} cannot be written.`, cause);
    case 'SQLITE_CANTOPEN':
      return cannotOpen(file, cause);
    case 'SQLITE_FULL':
      return diskFull(file, cause);
    case 'SQLITE_IOERR':
      if (await isFull(file)) return diskFull(file, cause);
      return new StoreProblem(
        'input-output',
        `The disk reported an error for the database ${file}.`,
        cause,
      );
    case 'SQLITE_CORRUPT':
      return new StoreProblem('corrupt', `The database file ${file} is damaged.`, cause);
    case 'SQLITE_NOTADB':
      return new StoreProblem('wrong-file', `${file} is not a database of Sequential.`, cause);
    default:
      return new StoreProblem('refused', `The database ${file} did not accept the data.`, cause);
  }
}

function diskFull(file: string, cause: unknown): StoreProblem {
  return new StoreProblem(
    'disk-full',
    `There is no disk space left for the database ${file}.`,
    cause,
  );
}

async function isFull(file: string): Promise<boolean> {
  const disk = await statfs(dirname(file)).catch(() => null);
  // File systems without blocks, such as /proc, are never full.
  return disk !== null && disk.blocks > 0 && disk.bavail * disk.bsize < fullBelowBytes;
}

async function cannotOpen(file: string, cause: unknown): Promise<StoreProblem> {
  const folder = dirname(file);
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    return new StoreProblem('no-folder', `There is no folder ${folder} for the database.`, cause);
  }
  if (await isFull(file)) return diskFull(file, cause);
  return new StoreProblem('read-only', `The database ${file} cannot be written.`, cause);
}
