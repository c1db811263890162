/** Lets one process at a time build into a folder: `npm start`, `npm run build` and the files of the tests share `dist/`. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning } from '../../relay/files/running-process.ts';

const pollMs = 50;
/** A holder writes its id right after it has made the file. */
const emptyMsMax = 5_000;

function isLeftBehind(lock: string): boolean {
  try {
    const holder = readFileSync(lock, 'utf8');
    if (holder === '') return Date.now() - statSync(lock).mtimeMs > emptyMsMax;
    return !isRunning(Number(holder));
  } catch {
    // Given back meanwhile.
    return false;
  }
}

/** @returns false while another process that lives holds the lock */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // A killed holder leaves the file behind.
  if (isLeftBehind(lock)) rmSync(lock, { force: true });
  return false;
}

/**
 * Does the work once no other process holds the lock, and gives the lock back.
 * @param lock a file; its folder is made if needed
 */
export async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(lock), { recursive: true });
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, pollMs));
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
