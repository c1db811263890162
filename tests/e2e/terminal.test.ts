/** The program in a terminal whose output nobody reads: it starts, drives, stores and ends as usual. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../scripts/processes.ts';
import { root } from '../../scripts/root.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { built, ownPages, program } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

need('python')('output that nobody reads', () => {
  test.each(['terminal', 'pipe'])('does not stop the program: %s', async (what) => {
    const port = await freePort();
    const words = ['demo', '--port', String(port), '--db', 'sqlite:try.db', '--log-level', 'debug'];
    const child = spawn(
      'python3',
      [join(root, 'tests/support/held-terminal.py'), what, process.execPath, program, ...words],
      {
        cwd: temporaryFolder(),
        env: { ...process.env, SEQUENTIAL_PAGES: ownPages() },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    onTestFinished(() => void child.stdin.end());
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const metric = async (name: string): Promise<number> => {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
        return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await answer.text())?.[1] ?? 0);
      } catch {
        return 0;
      }
    };
    const stored = 'sequential_store_frames_stored_total';
    await until('frames are stored', async () => (await metric(stored)) > 60);
    const before = await metric(stored);
    await until('more are stored', async () => (await metric(stored)) > before + 100);
    const startedAt = performance.now();
    child.stdin.write('end\n');
    await ended;
    expect(output).toMatch(/ended 0\n$/);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
