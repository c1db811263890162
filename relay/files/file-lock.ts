/**
 * Lets one program at a time read a file and write it back. A lock is a file beside it, so that programs of other machines and
 * containers with the same folder see it too.
 */
import { open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import { notSaved } from './atomic-file.ts';
import { makeFolder } from './make-folder.ts';

/** @throws RelayError `not-saved` when the lock cannot be had; whatever `work` throws */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  try {
    await makeFolder(dirname(file));
    await take(lock);
  } catch (error) {
    throw notSaved(file, error);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true }).catch(() => {});
  }
}

async function take(lock: string): Promise<void> {
  const untilMs = performance.now() + limits.fileLockWaitMs;
  for (;;) {
    try {
      await (await open(lock, 'wx')).close();
      return;
    } catch (error) {
      if (!isTaken(error) || performance.now() > untilMs) throw error;
    }
    if (await isAbandoned(lock)) await rm(lock, { force: true });
    else await pause(limits.fileLockRetryMs);
  }
}

/** On Windows a file that is being deleted cannot be opened for a moment. */
function isTaken(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || (process.platform === 'win32' && ['EPERM', 'EACCES'].includes(code));
}

/** Its program was killed: a change takes far less time than this. */
async function isAbandoned(lock: string): Promise<boolean> {
  const stats = await stat(lock).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > limits.fileLockStaleMs;
}
