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
  const code = String((cause as { code?: unknown } | null)?.code ?? '');
  switch (code) {
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
      return new StoreProblem('input-output', `The disk failed under the database ${file}.`, cause);
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
  return disk !== null && disk.bavail * disk.bsize < fullBelowBytes;
}

async function cannotOpen(file: string, cause: unknown): Promise<StoreProblem> {
  const folder = dirname(file);
  const found = await stat(folder).catch(() => null);
  if (found === null) {
    return new StoreProblem('no-folder', `There is no folder ${folder} for the database.`, cause);
  }
  if (await isFull(file)) return diskFull(file, cause);
  return new StoreProblem('read-only', `The database ${file} cannot be written.`, cause);
}
