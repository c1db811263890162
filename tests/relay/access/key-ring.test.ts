/** The keys of a relay that runs: what happens to the file beside it opens nothing. */
import { rmSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import { keysFile } from '../../../relay/access/key-file.ts';
import { KeyRing } from '../../../relay/access/key-ring.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

let folder: string;
let ring: KeyRing;

beforeEach(async () => {
  folder = temporaryFolder();
  ring = await KeyRing.open(folder, silentLog, () => 0);
  await ring.add('view', 'OBS');
});

const names = () => ring.list().map(({ name }) => name);
const inFile = async () =>
  (await KeyRing.open(folder, silentLog, () => 0)).list().map(({ name }) => name);

test.each([
  ['the file is deleted', () => rmSync(keysFile(folder))],
  ['the file is empty', () => writeFileSync(keysFile(folder), '')],
  ['the file has a mistake', () => writeFileSync(keysFile(folder), '{"keys": 1}')],
])(
  'the keys stay when %s and no good list is left, and the next change writes all of them',
  async (_what, spoil) => {
    spoil();
    rmSync(`${keysFile(folder)}.last-good`);
    await ring.poll();
    expect(names()).toEqual(['OBS']);
    await ring.add('admin', 'Me');
    expect(names()).toEqual(['OBS', 'Me']);
    expect(await inFile()).toEqual(['OBS', 'Me']);
  },
);

test('a list that another program writes is followed, an empty one too', async () => {
  writeFileSync(keysFile(folder), '{"keys": []}');
  await ring.poll();
  expect(names()).toEqual([]);
});
