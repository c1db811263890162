/** Builds of one folder follow one another, whichever processes start them. */
import { spawnSync } from 'node:child_process';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alone } from '../../../scripts/build/alone.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

test('two that want the same folder work one after the other', async () => {
  const lock = join(temporaryFolder(), 'new', 'lock');
  const steps: string[] = [];
  const work = (name: string) =>
    alone(lock, async () => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} ends`);
    });
  await Promise.all([work('first'), work('second')]);
  expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(existsSync(lock)).toBe(false);
});

test('work that fails gives the lock back and its error on', async () => {
  const lock = join(temporaryFolder(), 'lock');
  const fails = alone(lock, () => Promise.reject(new Error('no space')));
  await expect(fails).rejects.toThrow('no space');
  expect(await alone(lock, async () => 'done')).toBe('done');
});

test('a process that was killed keeps nobody waiting', async () => {
  const lock = join(temporaryFolder(), 'lock');
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(lock, String(pid));
  expect(await alone(lock, async () => 'done')).toBe('done');
  writeFileSync(lock, '');
  utimesSync(lock, 0, 0);
  expect(await alone(lock, async () => 'done')).toBe('done');
});
