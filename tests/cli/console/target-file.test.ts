/** What a command may overwrite. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTarget } from '../../../cli/console/target-file.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

test('a file is overwritten only by force, and what is no file never', () => {
  const folder = temporaryFolder();
  const [file, sub, link] = ['file', 'sub', 'link'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, '');
  mkdirSync(sub);
  symlinkSync(file, link);
  expect(() => checkTarget(file, false)).toThrow('already exists');
  expect(() => checkTarget(file, true)).not.toThrow();
  for (const other of [sub, link, '/dev/null']) {
    for (const isForced of [true, false]) {
      expect(() => checkTarget(other, isForced), other).toThrow(
        'not a file that can be overwritten',
      );
    }
  }
});

test('a name that is free, or cannot be reached, is left to the writing', () => {
  const folder = temporaryFolder();
  for (const name of ['new', 'a'.repeat(300), join('nowhere', 'x')]) {
    expect(() => checkTarget(join(folder, name), false)).not.toThrow();
  }
});
