/** Writes a back-up: a ZIP archive of the user's files, with a list of them at its end. It streams, whatever their size. */
import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { ZipFile } from 'yazl';
import type { BackupList, ListedFile } from './backup-list.ts';
import { listName, listText } from './backup-list.ts';
import { folderParts, knownFile, settingsPlaces, type UserPlaces } from './user-files.ts';

/** A file to put into a back-up. */
export interface BackupSource {
  /** In the archive. */
  readonly name: string;
  readonly path: string;
}

/** The user's files but for the laps. Those too large for the program to read are left out. */
export async function filesOfUser(places: UserPlaces): Promise<BackupSource[]> {
  const found = settingsPlaces(places);
  for (const { folder, isName } of folderParts) {
    const names = (await readdir(join(places.user, folder)).catch(() => [])).toSorted();
    for (const name of names) {
      if (!name.endsWith('.json') || !isName(name)) continue;
      found.push({ name: `${folder}/${name}`, path: join(places.user, folder, name) });
    }
  }
  const isUsable = await Promise.all(
    found.map(async ({ name, path }) => {
      const known = await stat(path).catch(() => null);
      return known?.isFile() === true && known.size <= knownFile(name)!.bytesMax;
    }),
  );
  return found.filter((_, index) => isUsable[index]);
}

/**
 * @param sources with their laps
 * @returns the archive's bytes. It fails when a file cannot be read.
 */
export function backupStream(
  sources: readonly BackupSource[],
  about: Omit<BackupList, 'files'>,
): Readable {
  const zip = new ZipFile();
  const files: ListedFile[] = [];
  const mtime = new Date(about.createdAt);
  const output = zip.outputStream as Readable;
  const fail = (error: unknown): void => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  zip.on('error', fail);
  for (const { name, path } of sources) {
    // Session files are packed already. A database is large, and its frames pack well at any level.
    const options = name.endsWith('.gz') ? { compress: false } : { compressionLevel: 1 };
    zip.addReadStreamLazy(name, { mtime, ...options }, (give) => {
      give(null, summed(createReadStream(path), name, files, fail));
    });
  }
  zip.addReadStreamLazy(listName, { mtime }, (give) => {
    give(null, Readable.from([Buffer.from(listText({ ...about, files }))]));
  });
  zip.end();
  return output;
}

/** Notes size and hash of a file in the list when it has been read. */
function summed(
  stream: ReadStream,
  name: string,
  files: ListedFile[],
  fail: (error: unknown) => void,
): Readable {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      bytes += part.length;
      done(null, part);
    },
    flush(done) {
      files.push({ name, bytes, sha256: hash.digest('hex') });
      done();
    },
  });
  stream.once('error', fail);
  return stream.pipe(through);
}
