/**
 * Checks a database file before SQLite opens it, so that a wrong or truncated file gets a clear error. It must not run
 * while this process has the file open in SQLite, because closing any handle drops SQLite's POSIX locks.
 */
import { open, stat } from 'node:fs/promises';
import { StoreProblem } from './store-problem.ts';

/** SQLite's file header: its first bytes and length, and the offsets of the numbers that are read. */
const magic = 'SQLite format 3\0';
const headerBytes = 100;
const at = { pageSize: 16, changes: 24, pages: 28, pagesValidFor: 92 } as const;

/**
 * Accepts a missing or empty file, and whatever looks like a complete database.
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
  // A file with a log beside it may be shorter than its header says; SQLite repairs that when it opens both.
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
  return new StoreProblem('corrupt', `The database file ${file} is incomplete.`);
}

/** null: the file may not be read, and SQLite reports that itself. */
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

/** Identifies the file on its disk. It changes when the file is deleted or replaced. */
export async function fileIdentity(file: string): Promise<string | null> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.dev}:${found.ino}`;
}
