/**
 * Looks at a database file before SQLite does, so that a wrong or cut-off file gets a clear answer. Only reads, and
 * never while this process has the file open in SQLite: closing any handle on it would drop SQLite's locks (POSIX).
 */
import { open, stat } from 'node:fs/promises';
import { StoreProblem } from './problem.ts';

/** Of SQLite's file format: the first 16 bytes, and where page size, change counter, page count and its validity stand. */
const magic = 'SQLite format 3\0';
const headerBytes = 100;
const at = { pageSize: 16, changes: 24, pages: 28, pagesValidFor: 92 } as const;

/**
 * Passes when there is no file yet, or an empty one, or what looks like a whole database.
 * @throws StoreProblem `wrong-file` or `corrupt`
 */
export async function inspectFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null || (found.isFile() && found.size === 0)) return;
  if (!found.isFile()) throw new StoreProblem('wrong-file', `${file} is not a file.`);
  const header = await readHeader(file);
  if (header === null) return;
  const begins = header.subarray(0, magic.length).toString('latin1');
  if (!magic.startsWith(begins.slice(0, magic.length))) {
    throw new StoreProblem('wrong-file', `${file} is not a database of Sequential.`);
  }
  if (header.length < headerBytes) throw cutOff(file);
  const isCounted = header.readUInt32BE(at.changes) === header.readUInt32BE(at.pagesValidFor);
  const stored = header.readUInt16BE(at.pageSize);
  const pageSize = stored === 1 ? 65_536 : stored;
  // With a log beside it the file may lag behind what its header says; SQLite mends that when it opens both.
  const log = await stat(`${file}-wal`).catch(() => null);
  if (
    isCounted &&
    (log?.size ?? 0) === 0 &&
    found.size < pageSize * header.readUInt32BE(at.pages)
  ) {
    throw cutOff(file);
  }
}

function cutOff(file: string): StoreProblem {
  return new StoreProblem('corrupt', `The database file ${file} is cut off.`);
}

/** Null when it may not be read: SQLite will say so. */
async function readHeader(file: string): Promise<Buffer | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What names the file itself, so that a file that was deleted or replaced while it is open is noticed. */
export async function fileIdentity(file: string): Promise<string | null> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.dev}:${found.ino}`;
}
