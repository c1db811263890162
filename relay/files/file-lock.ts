/**
 * Lets one program at a time do something. A lock is a file, so that programs of other machines and containers with the same
 * folder see it too.
 */
import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import { notSaved } from './atomic-file.ts';
import { makeFolder } from './make-folder.ts';

export interface LockRules {
  /** Whether the program that holds the lock was killed. */
  isAbandoned(lock: string): Promise<boolean>;
  /** How long to wait for other programs, ms. */
  readonly waitMs: number;
  /** ms from one attempt to the next. */
  readonly retryMs: number;
}

/** A program of another machine is known by its lock's age only: a change takes far less time than this. */
const byAge: LockRules = {
  async isAbandoned(lock) {
    const stats = await stat(lock).catch(() => null);
    return stats !== null && Date.now() - stats.mtimeMs > limits.fileLockStaleMs;
  },
  waitMs: limits.fileLockWaitMs,
  retryMs: limits.fileLockRetryMs,
};

/**
 * Reads a file and writes it back while no other program does.
 * @throws RelayError `not-saved` when the lock cannot be had; whatever `work` throws
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  try {
    await makeFolder(dirname(file));
    await takeLock(lock, byAge);
  } catch (error) {
    throw notSaved(file, error);
  }
  try {
    return await work();
  } finally {
    await giveBack(lock);
  }
}

/** @throws the error of the file system: the lock cannot be had */
export async function takeLock(lock: string, rules: LockRules): Promise<void> {
  const untilMs = performance.now() + rules.waitMs;
  while (!(await create(lock, performance.now() > untilMs))) {
    if (await rules.isAbandoned(lock)) await removeAbandoned(lock, rules);
    else await pause(rules.retryMs);
  }
}

export async function giveBack(lock: string): Promise<void> {
  await rm(lock, { force: true }).catch(() => {});
}

/** One program at a time removes it: another would remove the lock of the program that takes it next. */
async function removeAbandoned(lock: string, rules: LockRules): Promise<void> {
  const removing = `${lock}.removing`;
  if (await create(removing)) {
    if (await rules.isAbandoned(lock)) await giveBack(lock);
    await giveBack(removing);
  } else if (await rules.isAbandoned(removing)) await giveBack(removing);
  else await pause(rules.retryMs);
}

/** @returns false: another program has it */
async function create(lock: string, isLast = false): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isLast || !isTaken(error)) throw error;
    return false;
  }
}

/** On Windows a file that is being deleted cannot be opened for a moment. */
function isTaken(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || (process.platform === 'win32' && ['EPERM', 'EACCES'].includes(code));
}
