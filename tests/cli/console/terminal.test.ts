/** Nobody reads the program's output: it goes on, reports dropped lines later, and ends in time. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../support/clean-up.ts';
import { need } from '../../support/need.ts';
import { until } from '../../support/until.ts';

const talker = fileURLToPath(new URL('../fixtures/talker.ts', import.meta.url));
const holder = fileURLToPath(new URL('../../support/held-terminal.py', import.meta.url));

/** A program that logs ten lines a millisecond and whose terminal or pipe is not read. */
async function heldTalker(what: 'terminal' | 'pipe', how: 'stream' | 'thread', drainMs: number) {
  const folder = temporaryFolder();
  const portFile = join(folder, 'port');
  const words = [process.execPath, '--import', 'tsx', talker, how, portFile, String(drainMs)];
  const child = spawn('python3', [holder, what, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  // Whoever reads an empty line ends the program by force.
  onTestFinished(() => void child.stdin.end());
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until('it listens', () => existsSync(portFile));
  const port = readFileSync(portFile, 'utf8');
  const lines = async (): Promise<number> => {
    const signal = AbortSignal.timeout(2_000);
    return Number(await (await fetch(`http://127.0.0.1:${port}`, { signal })).text());
  };
  return {
    lines,
    lastRead: () => Number(/[\s\S]*Line (\d+) of many/.exec(said)?.[1] ?? 0),
    send: (word: 'release' | 'end') => child.stdin.write(`${word}\n`),
    ended: new Promise<string>((resolve) => child.once('close', () => resolve(said))),
  };
}

/** Far more than any pipe or terminal holds. */
const manyLines = 20_000;

const held = [
  ['a terminal that is held', 'terminal', 'stream'],
  ['a pipe that nobody reads', 'pipe', 'stream'],
  ['a terminal that blocks its writer, as that of Windows', 'terminal', 'thread'],
] as const;

need('python')('what stands still', () =>
  describe.each(held)('%s', (_name, what, how) => {
    test('does not block the program, which ends when asked', async () => {
      const program = await heldTalker(what, how, 300);
      await until('it has logged much', async () => (await program.lines()) > manyLines);
      const startedAt = performance.now();
      program.send('end');
      // A thread that cannot write can be ended by force only.
      expect(await program.ended).toMatch(how === 'thread' ? /ended -9\n$/ : /ended 7\n$/);
      expect(performance.now() - startedAt).toBeLessThan(3_000);
    });

    test('gets the waiting text and a line about dropped lines when it reads again', async () => {
      const program = await heldTalker(what, how, 10_000);
      await until('it has logged much', async () => (await program.lines()) > manyLines);
      program.send('release');
      const before = await program.lines();
      await until('it is read on', () => program.lastRead() > before);
      program.send('end');
      const said = await program.ended;
      expect(said).toMatch(/Careful: Lines were left out while nobody read them\. \(lines=\d+\)/);
      expect(said).toContain('The end.');
      const numbers = [...said.matchAll(/Line (\d+) of many/g)].map(([, number]) => Number(number));
      expect(numbers[0]).toBe(1);
      expect(numbers.at(-1)).toBeGreaterThan(before);
      expect(said.slice(-200)).toMatch(/ended 7\n$/);
    });
  }),
);
