/** User folders are watched, also after they were deleted, renamed and created again. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, onTestFinished, test } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import { type FolderChange, watchFolder } from '../../../relay/files/folder-watch.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { until } from '../../support/until.ts';

let home: string;
let folder: string;
let changes: FolderChange[];

beforeEach(() => {
  home = temporaryFolder();
  folder = join(home, 'themes');
  changes = [];
});

function begin(): void {
  onTestFinished(watchFolder(folder, silentLog, (change) => changes.push(change)));
}

const write = (name: string, text = '{}') => writeFileSync(join(folder, `${name}.json`), text);
const isReported = (name: string) => () =>
  changes.some((change) => change !== 'everything' && change.has(name));

async function seesWrites(name: string): Promise<void> {
  write(name);
  await until(`${name} is reported`, isReported(name));
}

test('a folder is created, and files in it are reported by name', async () => {
  begin();
  await seesWrites('everything');
});

test('a deleted folder is reported, and watched again once it exists again', async () => {
  begin();
  await seesWrites('mine');
  rmSync(folder, { recursive: true });
  changes = [];
  await until('its end is reported', () => changes.includes('everything'));
  changes = [];
  mkdirSync(folder);
  await until('it is reported', () => changes.includes('everything'));
  await seesWrites('other');
});

test('a folder that is deleted and created again at once is watched again', async () => {
  begin();
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  write('early');
  await until('it is reported', () => changes.includes('everything'));
  await seesWrites('mine');
});

test('a folder whose name another one gets is no longer watched', async () => {
  begin();
  mkdirSync(join(home, 'next'));
  renameSync(folder, join(home, 'before'));
  renameSync(join(home, 'next'), folder);
  await until('it is reported', () => changes.includes('everything'));
  await seesWrites('mine');
});

test('a folder that cannot be created yet is watched once it exists', async () => {
  writeFileSync(folder, 'a file in its place');
  begin();
  rmSync(folder);
  mkdirSync(folder);
  await until('it is reported', () => changes.includes('everything'));
  await seesWrites('mine');
});

test('a file that is written all the time does not delay the report of another one', async () => {
  begin();
  const noise = setInterval(() => write('noise', `{"n": ${Math.random()}}`), 20);
  onTestFinished(() => clearInterval(noise));
  write('mine');
  await until('mine is reported', isReported('mine'));
});
