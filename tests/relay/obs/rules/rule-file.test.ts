/** The config file, watched for new rules. */
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import { RuleFile, type RuleSections } from '../../../../relay/obs/rules/rule-file.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { asSaved } from '../../../support/encodings.ts';
import { until } from '../../../support/until.ts';

let folder: string;
let file: string;
let reads: RuleSections[];
let watched: RuleFile;

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'sequential.config.json');
  reads = [];
  watched = new RuleFile({
    file,
    log: silentLog,
    inUse: { obs: null, rules: [] },
    onChange: (read) => reads.push(read),
    intervalMs: 20,
  });
});

afterEach(() => {
  watched.close();
  watched.close();
});

const config = (scene: string): string =>
  JSON.stringify({ port: 5000, triggers: [{ name: 'r', on: 'paused', do: [{ scene }] }] });

test('a file is read when it appears, changes and is replaced', async () => {
  writeFileSync(file, config('A'));
  await until('it was read', () => reads.length === 1);
  writeFileSync(file, config('Second'));
  await until('it was read again', () => reads.length === 2);
  // Editors write beside it and put the new file in its place.
  writeFileSync(`${file}.new`, `\uFEFF${config('Third one')}`);
  renameSync(`${file}.new`, file);
  await until('it was read a third time', () => reads.length === 3);
  expect(reads.map(({ rules }) => rules[0]!.do[0])).toEqual([
    { scene: 'A' },
    { scene: 'Second' },
    { scene: 'Third one' },
  ]);
  expect(watched.problems).toEqual([]);
});

test('a file in UTF-16 is read, one in an older encoding is reported, and a pipe blocks nothing', async () => {
  writeFileSync(file, asSaved(config('Grün'), 'utf-16le'));
  await until('it was read', () => reads.length === 1);
  writeFileSync(file, Buffer.from(config('Blau ü'), 'latin1'));
  await until('it was refused', () => watched.problems.length > 0);
  expect(watched.problems[0]).toContain('save it as UTF-8');
  rmSync(file);
  execFileSync('mkfifo', [file]);
  await until('the pipe was seen', () => watched.problems[0]?.includes('a pipe') === true);
  rmSync(file);
  writeFileSync(file, config('After it'));
  await until('it was read again', () => reads.length === 2);
});

test('a replacement with the same time and size is read', async () => {
  const time = new Date(1_700_000_000_000);
  for (const [name, scene] of [
    ['first', 'One'],
    ['other', 'Two'],
  ] as const) {
    writeFileSync(join(folder, name), config(scene));
    utimesSync(join(folder, name), time, time);
  }
  renameSync(join(folder, 'first'), file);
  await until('it was read', () => reads.length === 1);
  renameSync(join(folder, 'other'), file);
  await until('it was read again', () => reads.length === 2);
});

test('the same rules again are not a change', async () => {
  writeFileSync(file, config('A'));
  await until('it was read', () => reads.length === 1);
  // Another section, the same rules.
  writeFileSync(file, config('A').replace('5000', '50001'));
  await watched.check();
  await watched.check();
  expect(reads).toHaveLength(1);
});

test('broken JSON keeps the old rules and is reported with its place, not its text', async () => {
  writeFileSync(file, '{\n  "obs": { "password": "pass-w0rd", },\n}');
  await until('it is reported', () => watched.problems.length > 0);
  expect(watched.problems[0]).toMatch(
    /^The config file is not valid JSON at line 2, column \d+\.$/,
  );
  expect(reads).toEqual([]);
});

test('wrong rules keep the old ones, and each mistake is reported', async () => {
  writeFileSync(file, '{"triggers": [{ "name": "r", "on": "pause", "do": [{ "sceen": "A" }] }]}');
  await until('it is reported', () => watched.problems.length > 0);
  expect(watched.problems).toEqual([
    'triggers[0].on: Unknown event "pause"; did you mean "paused"?',
    'triggers[0].do[0]: Unknown action "sceen"; did you mean "scene"?',
  ]);
  writeFileSync(file, config('A'));
  await until('it is right again', () => watched.problems.length === 0);
  expect(reads).toHaveLength(1);
});

test('a removed file is reported, and its rules stay', async () => {
  writeFileSync(file, config('A'));
  await until('it was read', () => reads.length === 1);
  rmSync(file);
  await until('it is reported', () => watched.problems.length > 0);
  expect(watched.problems[0]).toContain('ENOENT');
  expect(reads).toHaveLength(1);
});
