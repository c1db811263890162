/**
 * Reads a small file of the user's: a regular file only, never more of it than was agreed, and as text whatever
 * encoding it has. A pipe or a device in its place is named and never waited for. Never throws.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { readText, type TextFile } from '../../protocol/text-file.ts';

export type SmallFile = TextFile | { readonly kind: 'none' };

export type SmallBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | Exclude<SmallFile, { readonly kind: 'text' }>;

export interface SmallFileOptions {
  /** Of the file as it lies on the disk. */
  readonly bytesMax: number;
  /** `refuse`: a link is named and not followed, for folders whose files are served. */
  readonly links: 'follow' | 'refuse';
}

/** A pipe without a writer would hold an ordinary `open` for ever. Windows has neither flag. */
const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;

export async function readSmallFile(file: string, options: SmallFileOptions): Promise<SmallFile> {
  return asText(await readSmallBytes(file, options));
}

export async function readSmallBytes(
  file: string,
  { bytesMax, links }: SmallFileOptions,
): Promise<SmallBytes> {
  let handle: FileHandle | undefined;
  try {
    const refused = links === 'refuse' ? linkProblem(await lstat(file)) : null;
    if (refused !== null) return other(refused);
    handle = await open(file, flagsFor(links));
    const stats = await handle.stat();
    const problem = kindProblem(stats) ?? sizeProblem(stats.size, bytesMax);
    if (problem !== null) return other(problem);
    const buffer = Buffer.allocUnsafe(bytesMax + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      ({ bytesRead: read } = await handle.read(buffer, length, buffer.length - length, null));
    }
    return taken(buffer, length, bytesMax);
  } catch (error) {
    return unreadable(error);
  } finally {
    await handle?.close().catch(() => {});
  }
}

/** The synchronous form of `readSmallFile`, for the start of a program. */
export function readSmallFileNow(file: string, { bytesMax, links }: SmallFileOptions): SmallFile {
  let handle: number | undefined;
  try {
    const refused = links === 'refuse' ? linkProblem(lstatSync(file)) : null;
    if (refused !== null) return other(refused);
    handle = openSync(file, flagsFor(links));
    const stats = fstatSync(handle);
    const problem = kindProblem(stats) ?? sizeProblem(stats.size, bytesMax);
    if (problem !== null) return other(problem);
    const buffer = Buffer.allocUnsafe(bytesMax + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(handle, buffer, length, buffer.length - length, null);
    }
    return asText(taken(buffer, length, bytesMax));
  } catch (error) {
    return unreadable(error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function flagsFor(links: SmallFileOptions['links']): number {
  return O_RDONLY | O_NONBLOCK | (links === 'refuse' ? O_NOFOLLOW : 0);
}

function other(problem: string): SmallBytes & SmallFile {
  return { kind: 'other', problem };
}

function asText(read: SmallBytes): SmallFile {
  return read.kind === 'bytes' ? readText(read.bytes) : read;
}

function taken(buffer: Buffer, length: number, bytesMax: number): SmallBytes {
  // It may have grown since, and files that the system makes up as they are read say that they have no size.
  const problem = sizeProblem(length, bytesMax);
  return problem === null ? { kind: 'bytes', bytes: buffer.subarray(0, length) } : other(problem);
}

function sizeProblem(size: number, bytesMax: number): string | null {
  return size > bytesMax ? `It is too large: it may have ${bytesMax} bytes at most.` : null;
}

function linkProblem(stats: Stats): string | null {
  return stats.isSymbolicLink()
    ? 'It is a link; put a copy of the file itself here.'
    : kindProblem(stats);
}

/** What is no file with contents of its own; null: it is one. */
function kindProblem(stats: Stats): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'It is a folder.';
  if (stats.isFIFO()) return 'It is a pipe, not a file.';
  if (stats.isSocket()) return 'It is a socket, not a file.';
  return 'It is a device, not a file.';
}

function unreadable(error: unknown): Exclude<SmallFile, { readonly kind: 'text' }> {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return { kind: 'none' };
    case 'ENXIO':
      return { kind: 'other', problem: 'It is a socket, not a file.' };
    case 'ELOOP':
      return { kind: 'other', problem: 'It is a link; put a copy of the file itself here.' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'other', problem: `This user may not read it (${code}).` };
    case 'EBUSY':
      return { kind: 'other', problem: 'Another program holds it (EBUSY).' };
    default:
      return { kind: 'other', problem: `It cannot be read (${code ?? String(error)}).` };
  }
}
