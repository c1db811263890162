/**
 * Writes small files so that a reader, a crash or a full disk never meets half of one. On Windows an indexer, an
 * antivirus program or an editor may hold the old file for a moment: replacing it is tried again for some seconds.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';

const leftover = /\.\d+-[0-9a-f]{8}\.tmp$/;
/** What is younger may still be written by another program. */
const leftoverAgeMs = 60_000;
/** Readable and writable for the file's owner alone; Windows goes by the folder's rights instead. */
const ownerOnly = 0o600;

/** What replacing a file needs of the system. */
export interface FileSystem {
  readonly platform: NodeJS.Platform;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Brings the names in a folder to the disk. */
  syncFolder(folder: string): Promise<void>;
  /** ms of a clock that never goes back. */
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
  /** Passwords and keys: only the owner may read the file. */
  readonly isSecret?: boolean;
  readonly files?: FileSystem;
}

/**
 * Writes beside the file, makes sure that it is on the disk, and only then puts it in the place of the old one.
 * @throws RelayError `not-saved`; the old file is as it was
 */
export async function writeWhole(
  file: string,
  text: string,
  { isSecret = false, files = systemFiles }: WholeFileOptions = {},
): Promise<void> {
  const folder = dirname(file);
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const made = await mkdir(folder, { recursive: true });
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
    if (made !== undefined) await files.syncFolder(dirname(made));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw savingProblem(file, error);
  }
}

/** Takes a file away and stays away over a crash. @throws RelayError `not-saved` */
export async function removeWhole(file: string, files: FileSystem = systemFiles): Promise<void> {
  try {
    await patiently(() => files.remove(file), files);
    await files.syncFolder(dirname(file));
  } catch (error) {
    throw savingProblem(file, error);
  }
}

/** Gives a file another name, in the place of whatever has that name. @throws RelayError `not-saved` */
export async function renameWhole(
  from: string,
  to: string,
  files: FileSystem = systemFiles,
): Promise<void> {
  try {
    await replace(from, to, files);
    await files.syncFolder(dirname(to));
  } catch (error) {
    throw savingProblem(from, error);
  }
}

/** Puts a file in the place of another, as soon as nobody holds that any more. @throws as `rename` */
export function replace(from: string, to: string, files: FileSystem = systemFiles): Promise<void> {
  return patiently(() => files.rename(from, to), files);
}

/** What other programs cause by looking into a file. Elsewhere a refusal of rights is one that lasts. */
function isHeld(error: unknown, { platform }: FileSystem): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'EBUSY' || (platform === 'win32' && ['EPERM', 'EACCES'].includes(code));
}

async function patiently(work: () => Promise<void>, files: FileSystem): Promise<void> {
  const end = files.now() + limits.fileHeldMs;
  for (
    let waitMs: number = limits.fileRetryMsMin;
    ;
    waitMs = Math.min(2 * waitMs, limits.fileRetryMsMax)
  ) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isHeld(error, files) || files.now() + waitMs > end) throw error;
    }
    await files.wait(waitMs);
  }
}

/** A user's choice of who may read a file stays when it is written anew. null: the system's usual one. */
async function modeOf(file: string): Promise<number | null> {
  const known = await stat(file).catch(() => null);
  return known?.isFile() ? known.mode & 0o777 : null;
}

/** Takes the rights of everybody else from a file with secrets that is there already. Where there are none, nothing. */
export async function keepPrivate(file: string): Promise<void> {
  const known = await stat(file).catch(() => null);
  if (known?.isFile() && (known.mode & 0o077) !== 0) await chmod(file, ownerOnly).catch(() => {});
}

/** A name in a folder is safe from a crash only when the folder is on the disk. Windows and some shares cannot. */
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
  ENOSPC: ['the disk is full', 'Make some room on it and try again.'],
  EDQUOT: ['this user’s share of the disk is full', 'Make some room in it and try again.'],
  EROFS: ['the disk cannot be written to', 'Start the program in another folder.'],
  EACCES: [
    'this user may not write it',
    'Look whether it is write-protected, or in a folder of the system.',
  ],
  EPERM: [
    'this user may not write it',
    'Look whether it is write-protected, or open in another program.',
  ],
  EBUSY: ['another program holds it', 'Close what has it open and try again.'],
  EISDIR: ['there is a folder of that name', 'Rename the folder.'],
  EEXIST: ['where its folder would be is a file', 'Rename that file.'],
  ENOTDIR: ['where its folder would be is a file', 'Rename that file.'],
  EIO: ['the disk reports an error', 'Look after the disk, and keep a copy of what is on it.'],
};

function savingProblem(file: string, error: unknown): RelayError {
  if (error instanceof RelayError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const [reason, hint] = reasons[code] ?? ['the system refuses it', undefined];
  const named = code === '' ? '' : ` (${code})`;
  return new RelayError('not-saved', `${basename(file)} cannot be saved: ${reason}${named}.`, hint);
}

/** Removes from a folder what a program that was killed while it wrote has left beside its files. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => leftover.test(one))) {
    const file = join(folder, name);
    const facts = await stat(file).catch(() => null);
    if (facts === null || Date.now() - facts.mtimeMs < leftoverAgeMs) continue;
    await rm(file, { force: true }).catch(() => {});
  }
}
