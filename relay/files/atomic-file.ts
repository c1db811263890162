/**
 * Replaces small files atomically: neither a reader nor a crash nor a full disk leaves half a file. On Windows an indexer,
 * an antivirus program or an editor may hold the old file for a moment, so replacing it is retried for some seconds.
 */
import { randomBytes } from 'node:crypto';
import { chmod, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';
import { RelayError } from '../errors.ts';
import { makeFolder } from './make-folder.ts';

const leftover = /\.\d+-[0-9a-f]{8}\.tmp$/;
/** A younger one may still be in use by another process. */
const leftoverAgeMs = 60_000;
/** Read and write for the owner only; Windows uses the folder's rights instead. */
const ownerOnly = 0o600;

/** The system calls behind replacing a file; tests fake them. */
export interface FileSystem {
  readonly platform: NodeJS.Platform;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Flushes the names in a folder to disk. */
  syncFolder(folder: string): Promise<void>;
  /** ms of a monotonic clock. */
  now(): number;
  wait(ms: number): Promise<void>;
}

export const systemFiles: FileSystem = {
  platform: process.platform,
  rename,
  remove: (file) => rm(file, { force: true }),
  syncFolder,
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export interface WholeFileOptions {
  /** It holds passwords or keys: only its owner may read it. */
  readonly isSecret?: boolean;
  readonly files?: FileSystem;
}

/**
 * Writes a temporary file beside it, flushes that to disk, and then renames it over the old file.
 * @throws RelayError `not-saved`; the old file is as it was
 */
export async function writeWhole(
  file: string,
  text: string | Uint8Array,
  { isSecret = false, files = systemFiles }: WholeFileOptions = {},
): Promise<void> {
  const folder = dirname(file);
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const made = await makeFolder(folder);
    const mode = isSecret ? ownerOnly : await modeOf(file);
    const handle = await open(beside, 'wx', mode ?? 0o666);
    try {
      if (mode !== null) await handle.chmod(mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(beside, file, files);
    await files.syncFolder(folder);
    if (made !== null) await files.syncFolder(dirname(made));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw notSaved(file, error);
  }
}

/** Removes a file; a crash does not bring it back. @throws RelayError `not-saved` */
export async function removeWhole(file: string, files: FileSystem = systemFiles): Promise<void> {
  try {
    await retryWhileHeld(() => files.remove(file), files);
    await files.syncFolder(dirname(file));
  } catch (error) {
    throw notSaved(file, error);
  }
}

/** Renames a file over whatever has the new name. @throws RelayError `not-saved` */
export async function renameWhole(
  from: string,
  to: string,
  files: FileSystem = systemFiles,
): Promise<void> {
  try {
    await replace(from, to, files);
    await files.syncFolder(dirname(to));
  } catch (error) {
    throw notSaved(from, error);
  }
}

/** Renames a file over another, once no other program holds that. @throws like `rename` */
export function replace(from: string, to: string, files: FileSystem = systemFiles): Promise<void> {
  return retryWhileHeld(() => files.rename(from, to), files);
}

/** Whether another program holds the file for a moment. Outside Windows missing rights are permanent. */
function isHeld(error: unknown, { platform }: FileSystem): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'EBUSY' || (platform === 'win32' && ['EPERM', 'EACCES'].includes(code));
}

const retryPauses = { minMs: limits.fileRetryMsMin, maxMs: limits.fileRetryMsMax };

async function retryWhileHeld(work: () => Promise<void>, files: FileSystem): Promise<void> {
  const end = files.now() + limits.fileHeldMs;
  for (let failures = 0; ; failures++) {
    const waitMs = retryPauseMs(failures, retryPauses);
    try {
      await work();
      return;
    } catch (error) {
      if (!isHeld(error, files) || files.now() + waitMs > end) throw error;
    }
    await files.wait(waitMs);
  }
}

/** The rights that the user has given the file; null: the system's default. */
async function modeOf(file: string): Promise<number | null> {
  const known = await stat(file).catch(() => null);
  return known?.isFile() ? known.mode & 0o777 : null;
}

/** Removes the rights of others from an existing file with secrets. */
export async function keepPrivate(file: string): Promise<void> {
  const known = await stat(file).catch(() => null);
  if (known?.isFile() && (known.mode & 0o077) !== 0) await chmod(file, ownerOnly).catch(() => {});
}

/** A new name survives a crash only once its folder is flushed. Windows and some network shares cannot do that. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') throw error;
  } finally {
    await handle.close().catch(() => {});
  }
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['the disk is full', 'Free some space on it and try again.'],
  EDQUOT: ['this user’s share of the disk is full', 'Free some space in it and try again.'],
  EROFS: ['the disk cannot be written to', 'Start Sequential with another folder: --data FOLDER.'],
  EACCES: [
    'this user may not write it',
    'Check whether it is write-protected or in a system folder.',
  ],
  EPERM: [
    'this user may not write it',
    'Check whether it is write-protected or open in another program.',
  ],
  EBUSY: ['another program holds it', 'Close what has it open and try again.'],
  EISDIR: ['there is a folder of that name', 'Rename the folder.'],
  EEXIST: ['where its folder would be is a file', 'Rename that file.'],
  ENOTDIR: ['where its folder would be is a file', 'Rename that file.'],
  ENOENT: ['its folder is not there', 'Make the folder first.'],
  EIO: ['the disk reports an error', 'Check the disk, and keep a copy of what is on it.'],
};

/** Explains why a file could not be written. @param error of Node */
export function notSaved(file: string, error: unknown): RelayError {
  if (error instanceof RelayError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const [reason, hint] = reasons[code] ?? ['the system refuses it', undefined];
  const named = code === '' ? '' : ` (${code})`;
  return new RelayError('not-saved', `${basename(file)} cannot be saved: ${reason}${named}.`, hint);
}

/** Removes temporary files that a killed process left in a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const file of await temporaryFiles(folder)) {
    const stats = await stat(file).catch(() => null);
    if (stats === null || Date.now() - stats.mtimeMs < leftoverAgeMs) continue;
    await rm(file, { force: true }).catch(() => {});
  }
}

/** Removes the temporary files of one file at once: the process that wrote it has ended. */
export async function removeLeftoversOf(file: string): Promise<void> {
  for (const beside of await temporaryFiles(dirname(file)))
    if (basename(beside).replace(leftover, '') === basename(file))
      await rm(beside, { force: true });
}

async function temporaryFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => leftover.test(name)).map((name) => join(folder, name));
}
