/** The config file as the panel changes it: never half written, never overwritten in silence. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedConfig } from '../../../cli/settings/config-edit.ts';
import { ConfigFile } from '../../../cli/settings/config-file.ts';
import { type FileSystem, systemFiles } from '../../../relay/files/atomic-file.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

const name = 'sequential.config.json';

function fileIn(folder: string, text: string | null, files?: FileSystem): ConfigFile {
  const file = join(folder, name);
  if (text !== null) writeFileSync(file, text);
  return new ConfigFile(file, files);
}

const set =
  (changes: Record<string, unknown>) => (content: Awaited<ReturnType<ConfigFile['read']>>) =>
    changedConfig(content.kind === 'good' ? content.config : null, changes);

test('a change is saved, and what else is in the file stays', async () => {
  const folder = temporaryFolder();
  const file = fileIn(folder, '\uFEFF{\r\n  "later": 1,\r\n  "hz": 60\r\n}');
  await file.update(set({ hz: 30 }));
  expect(readFileSync(file.file, 'utf8')).toBe('{\n  "later": 1,\n  "hz": 30\n}\n');
  expect(readdirSync(folder)).toEqual([name]);
});

test('changes at the same time are all kept', async () => {
  const file = fileIn(temporaryFolder(), null);
  await Promise.all([file.update(set({ hz: 30 })), file.update(set({ driver: 'A' }))]);
  expect(await file.read()).toMatchObject({ config: { hz: 30, driver: 'A' } });
});

test('a file that another program holds for a moment is replaced afterwards', async () => {
  let refusals = 3;
  const held: FileSystem = {
    ...systemFiles,
    platform: 'win32',
    wait: async () => {},
    rename: async (from, to) => {
      if (refusals-- > 0) throw Object.assign(new Error('held'), { code: 'EPERM' });
      await systemFiles.rename(from, to);
    },
  };
  const file = fileIn(temporaryFolder(), '{}', held);
  await file.update(set({ hz: 30 }));
  expect(await file.read()).toMatchObject({ config: { hz: 30 } });
});

test('a file that stays held is reported, and is as it was', async () => {
  const held: FileSystem = {
    ...systemFiles,
    platform: 'win32',
    now: () => 0,
    wait: async () => {
      held.now = () => 60_000;
    },
    rename: async () => {
      throw Object.assign(new Error('held'), { code: 'EPERM' });
    },
  };
  const folder = temporaryFolder();
  const file = fileIn(folder, '{"hz":60}', held);
  await expect(file.update(set({ hz: 30 }))).rejects.toMatchObject({ code: 'not-saved' });
  expect(readFileSync(file.file, 'utf8')).toBe('{"hz":60}');
  expect(readdirSync(folder)).toEqual([name]);
});

test('a broken file is kept under another name when a new one is begun, each time', async () => {
  const folder = temporaryFolder();
  const broken = '{ "hz": 60, }';
  for (const old of [`${name}.old`, `${name}.old-2`]) {
    const file = fileIn(folder, broken);
    expect(await file.read()).toMatchObject({ kind: 'broken' });
    await file.update(set({ hz: 30 }));
    expect(readFileSync(join(folder, old), 'utf8')).toBe(broken);
    expect(await file.read()).toMatchObject({ config: { hz: 30 } });
  }
});

test('a link to the file stays a link', async () => {
  const folder = temporaryFolder();
  const target = join(temporaryFolder(), 'real.json');
  writeFileSync(target, '{"hz":60}');
  symlinkSync(target, join(folder, name));
  await fileIn(folder, null).update(set({ hz: 30 }));
  expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual({ hz: 30 });
});
