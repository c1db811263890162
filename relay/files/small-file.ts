/**
 * Reads a small file of the user's as text, whatever its encoding. Reads regular files only, up to a maximum size, and
 * never waits for a pipe or a device. Never throws.
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { readText, type TextFile } from '../../protocol/text-file.ts';

export type SmallFile = TextFile | { readonly kind: 'none' };

export type SmallBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | Exclude<SmallFile, { readonly kind: 'text' }>;

export interface SmallFileOptions {
  /** Of the file as it lies on the disk. */
  readonly bytesMax: number;
  /** `refuse`: for folders whose files are served. */
  readonly links: 'follow' | 'refuse';
}

/** Without them, opening a pipe without a writer never returns. Windows has neither flag. */
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
    return bytesIn(buffer, length, bytesMax);
  } catch (error) {
    return unreadable(error);
  } finally {
    await handle?.close().catch(() => {});
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

function bytesIn(buffer: Buffer, length: number, bytesMax: number): SmallBytes {
  // It may have grown, and virtual files of the system report size 0.
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

/** @returns null: it is a regular file */
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
