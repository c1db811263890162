/** Every parser that faces the network gets changed inputs for a while, as `npm run fuzz` does for longer. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/root.ts';

/** Of two processes together; a run by hand takes as long as one likes. */
const cpuSecondsInTests = 30;
const workers = 2;

/** Far less than a free machine does in the time. */
const inputsMin = 50_000;

test('every parser reads or refuses each input in time, without an error and without growing', async () => {
  const minutes = cpuSecondsInTests / workers / 60;
  const words = ['--minutes', String(minutes), '--workers', String(workers)];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', join(root, 'scripts/fuzz.ts'), ...words],
    { cwd: root },
  ).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  });
  const [, inputs, findings] = /^(\d+) inputs, (\d+) findings$/m.exec(stdout) ?? [];
  expect(Number(findings), stdout).toBe(0);
  expect(Number(inputs), stdout).toBeGreaterThan(inputsMin);
}, 120_000);
