/** Supervised child processes: restarted when they die, ended with their parent. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { SupervisedChild } from '../../../cli/parts/child-process.ts';
import { LogBook } from '../../support/log-book.ts';
import { isAlive } from '../../support/programs.ts';
import { until } from '../../support/until.ts';

const entry = fileURLToPath(new URL('../fixtures/child.mjs', import.meta.url));

function supervised(how: string) {
  const log = new LogBook();
  const child = new SupervisedChild({ name: 'child', entry, args: [how], environment: {}, log });
  onTestFinished(() => child.stop());
  child.start();
  return { child, log };
}

test('a child that dies is restarted with growing pauses', async () => {
  const { child, log } = supervised('dies');
  const first = child.pid!;
  await until('two restarts', () => log.sentences.length >= 2);
  expect(log.sentences).toEqual([
    'The child ended by itself; it starts again in 0.5 s.',
    'The child ended by itself; it starts again in 1 s.',
  ]);
  expect(isAlive(first)).toBe(false);
});

test('stop ends a child through its channel, may be called twice, and prevents restarts', async () => {
  const { child, log } = supervised('ends');
  const pid = child.pid!;
  expect(isAlive(pid)).toBe(true);
  await Promise.all([child.stop(), child.stop()]);
  expect(isAlive(pid)).toBe(false);
  child.start();
  expect(child.pid).toBeUndefined();
  expect(log.sentences).toEqual([]);
});

test('a paused child has no process, and one that is resumed at once starts only after the old one has gone', async () => {
  const { child, log } = supervised('ends');
  const first = child.pid!;
  const paused = child.pause();
  expect(child.pid).toBeUndefined();
  child.start();
  expect(child.pid).toBeUndefined();
  await paused;
  expect(isAlive(first)).toBe(false);
  await until('the next process', () => child.pid !== undefined);
  expect(child.pid).not.toBe(first);
  expect(log.sentences).toEqual([]);
});

test('the last of several wishes counts for a child that is still ending', async () => {
  const { child } = supervised('ends');
  const paused = child.pause();
  child.start();
  void child.pause();
  await paused;
  await child.pause();
  expect(child.pid).toBeUndefined();
  child.start();
  expect(isAlive(child.pid!)).toBe(true);
});

test('stop waits for a child that a pause is ending, and nothing starts it again', async () => {
  const { child } = supervised('hangs');
  const pid = child.pid!;
  void child.pause();
  child.start();
  await child.stop();
  expect(isAlive(pid)).toBe(false);
  child.start();
  expect(child.pid).toBeUndefined();
});

test('a child that waits to be restarted is not restarted while it is paused', async () => {
  const { child, log } = supervised('dies');
  await until('its end', () => log.sentences.length === 1);
  await child.pause();
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(child.pid).toBeUndefined();
  expect(log.sentences).toHaveLength(1);
});

test('a child that does not react is ended by force in time', async () => {
  const { child } = supervised('hangs');
  const pid = child.pid!;
  const startedAt = performance.now();
  await child.stop();
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(isAlive(pid)).toBe(false);
});

test('a child ends by itself when its parent is killed', async () => {
  const script = fileURLToPath(new URL('../fixtures/parent.ts', import.meta.url));
  const parent = spawn(process.execPath, ['--import', 'tsx', script, entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const text = await new Promise<string>((resolve) => {
    parent.stdout.setEncoding('utf8').once('data', resolve);
  });
  const pid = Number(/child (\d+)/.exec(text)![1]);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until('the end of the child', () => !isAlive(pid));
});
