/** The undo file: its owner, when another process loads it, and failing disks. */
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UndoFile } from '../../../../relay/obs/undo/undo-file.ts';
import type { SavedUndo } from '../../../../relay/obs/undo/undo-ledger.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { LogBook } from '../../../support/log-book.ts';
import { until } from '../../../support/until.ts';

const timing = { touchMs: 15, staleMs: 150 };
/** Greater than any process id. */
const ended = 5_000_001;

let folder: string;
let files: UndoFile[];
let log: LogBook;

beforeEach(() => {
  folder = temporaryFolder();
  files = [];
  log = new LogBook();
});

afterEach(() => {
  for (const file of files) file.close();
});

function fileOf(pid: number, inFolder = folder): UndoFile {
  const file = new UndoFile({ folder: inFolder, log, pid, timing });
  files.push(file);
  return file;
}

const entry = (source: string): SavedUndo => ({
  obs: 'localhost:4455',
  collection: 'rig',
  place: { kind: 'text', source },
  identity: { uuids: {}, scenes: ['Race'] },
  original: 'before',
  values: [{ rule: 'r', value: 'x' }],
});

/** Saves it and waits for the disk: a save alone waits for a slow disk only so long. */
async function saveOnDisk(file: UndoFile, entries: readonly SavedUndo[]): Promise<void> {
  await file.save(entries);
  await file.flush();
}

/** Opens the file and saves the entries it finds, as the program does. */
async function openAndSave(file: UndoFile): Promise<SavedUndo[]> {
  const found: SavedUndo[] = [];
  await file.open(async (entries) => {
    found.push(...entries);
    await saveOnDisk(file, found);
  });
  return found;
}

describe('the file', () => {
  test('exists while something must be undone, and contains all of it', async () => {
    const file = fileOf(ended);
    await saveOnDisk(file, [entry('A'), entry('B')]);
    expect(JSON.parse(readFileSync(join(folder, `${ended}.json`), 'utf8'))).toEqual([
      entry('A'),
      entry('B'),
    ]);
    await saveOnDisk(file, []);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('has the last of many simultaneous saves', async () => {
    const file = fileOf(ended);
    await Promise.all(['A', 'B', 'C'].map((name) => file.save([entry(name)])));
    // A save waits for a slow disk only so long.
    await file.flush();
    expect(readFileSync(join(folder, `${ended}.json`), 'utf8')).toContain('"C"');
  });

  test('that cannot be written is logged once and stops nothing', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file where the folder should be');
    const file = fileOf(ended, blocked);
    await saveOnDisk(file, [entry('A')]);
    await saveOnDisk(file, [entry('B')]);
    expect(log.warnings).toHaveLength(1);
    expect(log.warnings[0]?.sentence).toContain('after a crash it would stay');
  });
});

describe('the file of another process', () => {
  test('is loaded and removed when the process has ended, with a half-written copy', async () => {
    await saveOnDisk(fileOf(ended), [entry('A')]);
    writeFileSync(join(folder, `${ended}.json.${ended}-0123abcd.tmp`), '[{"pl');
    const next = fileOf(ended + 1);
    expect(await openAndSave(next)).toEqual([entry('A')]);
    expect(readdirSync(folder)).toEqual([`${ended + 1}.json`]);
  });

  test('is left alone while it runs', async () => {
    const other = fileOf(process.ppid);
    await saveOnDisk(other, [entry('A')]);
    const found = await openAndSave(fileOf(ended));
    await new Promise((resolve) => setTimeout(resolve, 4 * timing.staleMs));
    expect(found).toEqual([]);
    expect(readdirSync(folder)).toEqual([`${process.ppid}.json`]);
  });

  test('is loaded when only its process id is in use and the file no longer changes', async () => {
    const other = fileOf(process.ppid);
    await saveOnDisk(other, [entry('A')]);
    other.close();
    const found = await openAndSave(fileOf(ended));
    expect(found).toEqual([]);
    await until('it is loaded', () => found.length === 1);
    await until('its file is gone', () => !readdirSync(folder).includes(`${process.ppid}.json`));
  });

  test('is left alone while it runs, although the system clock is set back', async () => {
    const other = fileOf(process.ppid);
    await saveOnDisk(other, [entry('A')]);
    const future = new Date(Date.now() + 86_400_000);
    utimesSync(join(folder, `${process.ppid}.json`), future, future);
    const found = await openAndSave(fileOf(ended));
    await new Promise((resolve) => setTimeout(resolve, 4 * timing.staleMs));
    expect(found).toEqual([]);
  });

  test('with the same process id is loaded too', async () => {
    await saveOnDisk(fileOf(ended), [entry('A')]);
    const next = fileOf(ended);
    expect(await openAndSave(next)).toEqual([entry('A')]);
    expect(readdirSync(folder)).toEqual([`${ended}.json`]);
    await saveOnDisk(next, []);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['', '[', '{}', '[{}]', '[null]', '[{"obs":1}]', '"x"'])(
    'that is not valid (%s) is logged and removed',
    async (text) => {
      writeFileSync(join(folder, `${ended}.json`), text);
      writeFileSync(join(folder, 'note.txt'), 'left alone');
      expect(await openAndSave(fileOf(ended + 1))).toEqual([]);
      expect(log.warnings).toHaveLength(1);
      expect(readdirSync(folder)).toEqual(['note.txt']);
    },
  );
});
