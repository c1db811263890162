/** Folders are made with those above them, and what keeps one from being made ends the attempt. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { folderProblem, makeFolder, makeFolderNow } from '../../../relay/files/make-folder.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

async function problemOf(make: () => unknown): Promise<string | null> {
  try {
    await make();
    return null;
  } catch (error) {
    return folderProblem(error);
  }
}

test('says which folder is the first that was not there', async () => {
  expect(await makeFolder(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a'));
  expect(await makeFolder(join(folder, 'a', 'b', 'd'))).toBe(join(folder, 'a', 'b', 'd'));
  expect(await makeFolder(join(folder, 'a', 'b'))).toBeNull();
  expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true);
});

test('several at once make it once, whoever is first at each level', async () => {
  // Which of them is first differs from time to time.
  for (let i = 0; i < 50; i++) {
    const top = join(folder, `x${i}`);
    const path = join(top, 'y', 'z');
    const made = await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    expect(existsSync(path)).toBe(true);
    expect(made).toContain(top);
  }
});

describe.each([
  ['makeFolder', makeFolder],
  ['makeFolderNow', makeFolderNow],
])('%s', (_name, make) => {
  test('makes nothing where a file is in the way', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await problemOf(() => make(file))).toBe('there is a file of that name (EEXIST)');
    expect(await problemOf(() => make(join(file, 'a', 'b')))).toMatch(/^a part of its path is/);
    expect(await problemOf(() => make(join(folder, 'a'.repeat(300))))).toMatch(/too long/);
    expect(await problemOf(() => make(folder))).toBeNull();
  });

  test.runIf(process.platform === 'linux')('ends where the folder above takes none', async () => {
    expect(await problemOf(() => make('/proc/sequential'))).toMatch(/ENOENT/);
    expect(await problemOf(() => make('/proc/sequential/a/b'))).toMatch(/ENOENT/);
  });
});
