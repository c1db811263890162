/** Lets one process at a time build into a folder: `npm start`, `npm run build` and the files of the tests share `dist/`. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { giveBack, type LockRules, takeLock } from '../../relay/files/file-lock.ts';
import { isRunning } from '../../relay/files/running-process.ts';

/** A holder writes its id right after it has made the file. */
const emptyMsMax = 5_000;

/** All processes are on this machine. */
const byProcess: LockRules = {
  async isAbandoned(lock) {
    try {
      const holder = readFileSync(lock, 'utf8');
      if (holder === '') return Date.now() - statSync(lock).mtimeMs > emptyMsMax;
      return !isRunning(Number(holder));
    } catch {
      // Given back meanwhile.
      return false;
    }
  },
  waitMs: Number.POSITIVE_INFINITY,
  retryMs: 50,
};

/**
 * Does the work once no other process holds the lock, and gives the lock back.
 * @param lock a file; its folder is made if needed
 */
export async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lock), { recursive: true });
  await takeLock(lock, byProcess);
  try {
    return await work();
  } finally {
    await giveBack(lock);
  }
}
