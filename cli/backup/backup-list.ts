/**
 * `sequential-backup.json`, the list of files in a back-up: written last, read first. What is not in the list is not
 * unpacked. It reads nothing.
 */
import * as z from 'zod';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../../relay/errors.ts';
import { knownFile } from './user-files.ts';

export const listName = 'sequential-backup.json';
const format = 'sequential-backup';
/** Raised when an older Sequential could not restore a back-up any more. */
const version = 1;

const fileSchema = z.strictObject({
  /** In the archive, with slashes. */
  name: z.string().max(300),
  bytes: z.int().min(0).max(limits.backupBytesMax),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const listSchema = z.object({
  format: z.literal(format),
  version: z.int().min(1),
  /** Version of Sequential. */
  program: z.string().max(100),
  /** ms since 1970, up to the last moment of ECMAScript's dates */
  createdAt: z.int().min(0).max(limits.dateMsMax),
  /** Sessions whose laps are in it; null: none. */
  sessions: z.int().min(0).nullable(),
  files: z.array(fileSchema).max(limits.backupFilesMax),
});

export type ListedFile = z.output<typeof fileSchema>;
export type BackupList = Omit<z.output<typeof listSchema>, 'format' | 'version'>;

export function listText(list: BackupList): string {
  return `${JSON.stringify({ format, version, ...list }, null, 1)}\n`;
}

/** @throws RelayError `bad-backup`, `newer-backup` */
export function readList(text: string): BackupList {
  const json = readJson(text);
  const value = json.ok ? json.value : null;
  const head = z.object({ format: z.literal(format), version: z.int().min(1) }).safeParse(value);
  if (!head.success) throw badBackup('It is not a back-up of Sequential.');
  if (head.data.version > version) {
    throw new RelayError(
      'newer-backup',
      'This back-up was made by a newer Sequential.',
      'Update this one first.',
    );
  }
  const list = listSchema.safeParse(value);
  if (!list.success) throw badBackup('Its list of files is damaged.');
  checkFiles(list.data.files);
  const { program, createdAt, sessions, files } = list.data;
  return { program, createdAt, sessions, files };
}

function checkFiles(files: readonly ListedFile[]): void {
  const names = new Set<string>();
  let bytes = 0;
  for (const { name, bytes: size } of files) {
    const known = knownFile(name);
    if (known === null)
      throw badBackup(
        `It holds a file that does not belong in a back-up: ${JSON.stringify(name.slice(0, 80))}.`,
      );
    if (size > known.bytesMax) throw badBackup(`Its file ${name} is too large.`);
    // Windows' file systems do not tell upper and lower case apart.
    names.add(name.toLowerCase());
    bytes += size;
  }
  if (names.size !== files.length) throw badBackup('It holds a file twice.');
  if (bytes > limits.backupBytesMax) throw badBackup('It is too large.');
}

export function badBackup(problem: string): RelayError {
  return new RelayError('bad-backup', `This file cannot be restored. ${problem}`);
}
