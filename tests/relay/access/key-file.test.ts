/** The list of keys on disk, changed by several programs. */
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { silentLog } from '../../../protocol/log.ts';
import { KeyFile } from '../../../relay/access/key-file.ts';
import { withNewKey } from '../../../relay/access/key-list.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

const at = new Date('2026-05-01T10:00:00Z');
/** A program of its own would have its own object too. */
const add = (folder: string, name: string) =>
  new KeyFile(folder, silentLog).update((keys) => withNewKey(keys, 'view', name, at));

test('keys that several programs make at once are all kept', async () => {
  const folder = temporaryFolder();
  const names = Array.from({ length: 8 }, (_, i) => `key ${i}`);
  await Promise.all(names.map((name) => add(folder, name)));
  const kept = await new KeyFile(folder, silentLog).read();
  expect(kept.map(({ name }) => name).sort()).toEqual(names);
  expect(readdirSync(folder).sort()).toEqual(['keys.json', 'keys.json.last-good']);
});

test('a change that fails lets the next one through', async () => {
  const folder = temporaryFolder();
  await add(folder, 'OBS');
  await expect(add(folder, 'obs')).rejects.toMatchObject({ code: 'key-name-taken' });
  await add(folder, 'Anna');
});

test('a program that was killed amid a change does not keep others from it', async () => {
  const folder = temporaryFolder();
  const lock = join(folder, 'keys.json.lock');
  writeFileSync(lock, '');
  const old = new Date(Date.now() - limits.fileLockStaleMs - 1_000);
  utimesSync(lock, old, old);
  await add(folder, 'OBS');
  expect(await new KeyFile(folder, silentLog).read()).toHaveLength(1);
});
