/** Files and folders that take long to make are made once, whole or not at all. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { madeOnce } from '../../scripts/made-once.ts';
import { temporaryFolder } from '../support/clean-up.ts';

test('two that want the same file make it once', async () => {
  const path = join(temporaryFolder(), 'new', 'file');
  let made = 0;
  const make = async (unfinished: string) => {
    made++;
    await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(unfinished, 'whole');
  };
  expect(await Promise.all([madeOnce(path, make), madeOnce(path, make)])).toEqual([path, path]);
  expect(await madeOnce(path, make)).toBe(path);
  expect(made).toBe(1);
});

test('what failed half-way is not there, and is made anew', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'kept');
  const fails = madeOnce(path, (unfinished) => {
    mkdirSync(unfinished);
    throw new Error('no space');
  });
  await expect(fails).rejects.toThrow('no space');
  expect(existsSync(path)).toBe(false);
  // Left by a process that was killed.
  mkdirSync(`${path}.part`);
  await madeOnce(path, (unfinished) => mkdirSync(unfinished));
  expect(readdirSync(folder)).toEqual(['kept']);
});
