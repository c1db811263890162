/**
 * Makes a folder and the missing ones above it, and says why one cannot be made. Node's own `recursive` never returns where
 * the folder above is there and takes no new one (`/proc`), and names another cause on a disk that is read-only.
 */
import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @returns the uppermost folder that was made; null: it was there. @throws as `mkdir` */
export async function makeFolder(folder: string): Promise<string | null> {
  try {
    return await makeOne(folder);
  } catch (error) {
    const above = dirname(folder);
    if (!isMissing(error) || above === folder) throw error;
    // Where the folder above is there, somebody else made it just now, or it takes no new one: the second try tells.
    const made = (await isFolder(above)) ? null : await makeFolder(above);
    return (await makeOne(folder)) === null ? made : (made ?? folder);
  }
}

/** @returns the folder; null: it was there */
async function makeOne(folder: string): Promise<string | null> {
  try {
    await mkdir(folder);
    return folder;
  } catch (error) {
    if (await isFolder(folder)) return null;
    throw error;
  }
}

/** `makeFolder` at once, for the start of a program. */
export function makeFolderNow(folder: string): void {
  try {
    makeOneNow(folder);
  } catch (error) {
    const above = dirname(folder);
    if (!isMissing(error) || above === folder) throw error;
    if (!isFolderNow(above)) makeFolderNow(above);
    makeOneNow(folder);
  }
}

function makeOneNow(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isFolderNow(folder)) throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of its path is a file',
  ENOENT: 'the drive or folder in which it would be is not there, or takes no folder',
  EACCES: 'this user may not make it',
  EPERM: 'this user may not make it',
  EROFS: 'the disk cannot be written to',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user’s share of the disk is full',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'a link in its path leads back to itself',
  EIO: 'the disk reports an error',
};

/** Why a folder could not be made, for a sentence. @param error of Node */
export function folderProblem(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = reasons[code] ?? 'the system refuses it';
  return code === '' ? reason : `${reason} (${code})`;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

function isFolderNow(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
