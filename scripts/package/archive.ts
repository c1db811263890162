/** Makes archives whose bytes depend on names and contents only: the order is fixed, and files have the release's date. */
import { execFile } from 'node:child_process';
import { createWriteStream, lutimesSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { ZipFile } from 'yazl';
import { filesOf } from './program.ts';

const run = promisify(execFile);

interface ArchiveOptions {
  /** Of every file in it. */
  readonly date: Date;
  /** It is made quickly instead of small. */
  readonly isFast: boolean;
}

/** @param folder its name becomes the archive's top folder */
export async function writeZip(
  folder: string,
  file: string,
  { date, isFast }: ArchiveOptions,
): Promise<void> {
  const zip = new ZipFile();
  // ZIP stores local times; this makes them the same in every time zone.
  const mtime = new Date(date.getTime() + date.getTimezoneOffset() * 60_000);
  for (const path of filesOf(folder)) {
    zip.addFile(join(folder, path), `${basename(folder)}/${path}`, {
      mtime,
      mode: 0o100_644,
      compressionLevel: isFast ? 0 : 9,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

/** @param folder its name becomes the archive's top folder */
export async function writeTarXz(
  folder: string,
  file: string,
  { date, isFast }: ArchiveOptions,
): Promise<void> {
  await run(
    'tar',
    [
      '--sort=name',
      '--format=gnu',
      `--mtime=@${date.getTime() / 1000}`,
      ...['--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w'],
      ...['-C', dirname(folder), '-cJf', file, basename(folder)],
    ],
    // With several threads xz cuts its blocks differently.
    { env: { ...process.env, XZ_OPT: isFast ? '-0 -T1' : '-9 -T1' } },
  );
}

/** Sets the release's date on every file and folder, for archives that store it. */
export function setDates(folder: string, date: Date): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) lutimesSync(path, date, date);
    else utimesSync(path, date, date);
  }
  utimesSync(folder, date, date);
}

/** Size of all files below a folder. */
export function sizeOf(folder: string): number {
  return filesOf(folder).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
}
