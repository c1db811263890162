/** Folders of the user's are watched: also after they were deleted, renamed and made again. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, onTestFinished, test } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import { type FolderChange, watchFolder } from '../../../relay/files/folder-watch.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { until } from '../../support/until.ts';

let home: string;
let folder: string;
let told: FolderChange[];

beforeEach(() => {
  home = temporaryFolder();
  folder = join(home, 'themes');
  told = [];
});

function begin(): void {
  onTestFinished(watchFolder(folder, silentLog, (change) => told.push(change)));
}

const write = (name: string, text = '{}') => writeFileSync(join(folder, `${name}.json`), text);
const isTold = (name: string) => () =>
  told.some((change) => change !== 'everything' && change.has(name));

async function seesWrites(name: string): Promise<void> {
  write(name);
  await until(`${name} is told`, isTold(name));
}

test('a folder is made, and what is written in it is told by its name', async () => {
  begin();
  await seesWrites('everything');
});

test('a folder that is deleted is told, and watched again once it is there again', async () => {
  begin();
  await seesWrites('mine');
  rmSync(folder, { recursive: true });
  told = [];
  await until('its end is told', () => told.includes('everything'));
  told = [];
  mkdirSync(folder);
  await until('it is told', () => told.includes('everything'));
  await seesWrites('other');
});

test('a folder that is deleted and made again at once is watched again', async () => {
  begin();
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  write('early');
  await until('it is told', () => told.includes('everything'));
  await seesWrites('mine');
});

test('a folder that gives its name to another one is let go', async () => {
  begin();
  mkdirSync(join(home, 'next'));
  renameSync(folder, join(home, 'before'));
  renameSync(join(home, 'next'), folder);
  await until('it is told', () => told.includes('everything'));
  await seesWrites('mine');
});

test('a folder that cannot be made yet is watched once it is there', async () => {
  writeFileSync(folder, 'a file in its place');
  begin();
  rmSync(folder);
  mkdirSync(folder);
  await until('it is told', () => told.includes('everything'));
  await seesWrites('mine');
});

test('a file that is written all the time does not keep another one from being told', async () => {
  begin();
  const noise = setInterval(() => write('noise', `{"n": ${Math.random()}}`), 20);
  onTestFinished(() => clearInterval(noise));
  write('mine');
  await until('mine is told', isTold('mine'));
});
