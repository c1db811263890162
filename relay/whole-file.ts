/** Writes small files so that a reader, a crash or a full disk never meets half of one. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const leftover = /\.\d+-[0-9a-f]{8}\.tmp$/;
/** What is younger may still be written by another program. */
const leftoverAgeMs = 60_000;

/** Writes beside the file, makes sure that it is on the disk, and only then puts it in the place of the old one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(beside, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Removes from a folder what a program that was killed while it wrote has left beside its files. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => leftover.test(one))) {
    const file = join(folder, name);
    const facts = await stat(file).catch(() => null);
    if (facts === null || Date.now() - facts.mtimeMs < leftoverAgeMs) continue;
    await rm(file, { force: true }).catch(() => {});
  }
}
