/** What lies in a folder with data of a user, and how large it is. Files are only looked at, never opened. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { UserPart } from '../../protocol/program-answers.ts';
import { folderParts, settingsPlaces, type UserPlaces } from './user-files.ts';

export interface PartContents {
  readonly name: UserPart;
  /** Its file or folder; null: the laps are in another database. */
  readonly path: string | null;
  readonly files: number;
  readonly bytes: number;
  /** Time of the newest file, ms since 1970; 0: there is none. */
  readonly newestAt: number;
}

/** Laps first. Parts without files are listed too. */
export async function contentsOf(places: UserPlaces): Promise<PartContents[]> {
  const database = places.databaseFile;
  const laps = database === null ? [] : [database, `${database}-wal`, `${database}-shm`];
  const { files, ...size } = await sumOf(laps);
  const contents: PartContents[] = [
    // The log of a database is not a file of its own for people.
    { name: 'laps', path: database, files: Math.min(files, 1), ...size },
  ];
  for (const { part, folder, isName } of folderParts) {
    const path = join(places.user, folder);
    const names = (await readdir(path).catch(() => [])).filter(
      (name) => name.endsWith('.json') && isName(name),
    );
    const own = names.slice(0, limits.olderFilesMax).map((name) => join(path, name));
    contents.push({ name: part, path, ...(await sumOf(own)) });
  }
  const settings = settingsPlaces(places).map(({ path }) => path);
  contents.push({ name: 'settings', path: places.configFile, ...(await sumOf(settings)) });
  return contents;
}

/** @param paths of files, which may be missing */
export async function sumOf(
  paths: readonly string[],
): Promise<{ files: number; bytes: number; newestAt: number }> {
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  const sum = { files: 0, bytes: 0, newestAt: 0 };
  for (const known of found) {
    if (!known?.isFile()) continue;
    sum.files++;
    sum.bytes += known.size;
    sum.newestAt = Math.max(sum.newestAt, known.mtimeMs);
  }
  return sum;
}

/** All files of a folder and of those in it. */
export async function sumOfFolder(folder: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).slice(0, limits.backupFilesMax);
  return sumOf(files.map((entry) => join(entry.parentPath, entry.name)));
}
