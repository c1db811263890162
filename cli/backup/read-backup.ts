/**
 * Reads a back-up and unpacks it into a folder. Garbage, files that unpack to more than they say, and names that lead
 * elsewhere are refused; nothing outside the folder is touched.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../../relay/errors.ts';
import { notSaved } from '../../relay/files/atomic-file.ts';
import { makeFolder } from '../../relay/files/make-folder.ts';
import { type BackupList, badBackup, type ListedFile, listName, readList } from './backup-list.ts';

/** @throws RelayError `bad-backup`, `newer-backup`, `not-saved` */
export async function unpackBackup(file: string, folder: string): Promise<BackupList> {
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { autoClose: false, strictFileNames: true });
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw badBackup(
      isMissing ? 'It is not there.' : 'It is not a ZIP archive, or it is incomplete.',
    );
  }
  try {
    const entries = await entriesOf(zip);
    const listed = entries.get(listName);
    if (listed === undefined) throw badBackup('It is not a back-up of Sequential.');
    const list = readList(await textOf(zip, listed));
    entries.delete(listName);
    if (entries.size !== list.files.length || list.files.some(({ name }) => !entries.has(name))) {
      throw badBackup('Its files are not those of its list.');
    }
    await checkRoom(list, folder);
    for (const one of list.files) await unpack(zip, entries.get(one.name)!, one, folder);
    return list;
  } catch (error) {
    throw problemOf(error);
  } finally {
    zip.close();
  }
}

/** Errors of the disk are not the archive's fault. */
function problemOf(error: unknown): unknown {
  if (error instanceof RelayError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    return notSaved('What is in the back-up', error);
  }
  return badBackup('It is damaged.');
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const tooMany = badBackup(`It holds more than ${limits.backupFilesMax} files.`);
  if (zip.entryCount > limits.backupFilesMax + 1) throw tooMany;
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw badBackup('It holds a file twice.');
    entries.set(entry.fileName, entry);
    if (entries.size > limits.backupFilesMax + 1) throw tooMany;
  }
  return entries;
}

async function textOf(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > limits.backupListBytesMax) {
    throw badBackup('Its list of files is too large.');
  }
  const parts: Buffer[] = [];
  for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** @throws RelayError `not-saved` when the disk has no room for the files */
async function checkRoom({ files }: BackupList, folder: string): Promise<void> {
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  const disk = await statfs(folder).catch(() => null);
  if (disk === null || disk.bavail * disk.bsize > bytes + limits.backupSpareBytes) return;
  const mb = Math.ceil(bytes / 1e6);
  throw new RelayError(
    'not-saved',
    `The disk has no room for this back-up, which unpacks to ${mb} MB.`,
    'Free some space on it and try again.',
  );
}

async function unpack(zip: ZipFile, entry: Entry, file: ListedFile, folder: string): Promise<void> {
  const wrong = badBackup(`Its file ${file.name} is damaged.`);
  if (entry.uncompressedSize !== file.bytes) throw wrong;
  const path = join(folder, ...file.name.split('/'));
  await makeFolder(dirname(path));
  const hash = createHash('sha256');
  let bytes = 0;
  const checked = new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      hash.update(part);
      done(bytes > file.bytes ? wrong : null, part);
    },
  });
  // Before the file: a stream to it that no pipeline watches would end the program with its error.
  const source = await zip.openReadStreamPromise(entry);
  // Readable by the user only: settings hold passwords.
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(source, checked, target);
  if (bytes !== file.bytes || hash.digest('hex') !== file.sha256) throw wrong;
}
