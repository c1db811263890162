/** Every parser that faces the network or a stranger's file gets changed inputs for a while, as `npm run fuzz` does for longer. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { targets } from '../../../scripts/fuzz/targets.ts';
import { root } from '../../../scripts/root.ts';
import { patienceMs } from '../../support/until.ts';

/** A run by hand takes as long as one likes. */
const minutesInTests = 2;

/** Of each parser: a free machine reads a hundred thousand of most, a busy one few of the slowest. */
const inputsMin = 20;

/** Time to start, and for the inputs that each parser gets at least, ms. */
const besidesMs = 5 * patienceMs;

/** Another try would have other inputs, so a finding is never tried again. */
const once = { timeout: minutesInTests * 60_000 + besidesMs, retry: 0 };

test(
  'every parser reads or refuses each input in time, without an error and without growing',
  once,
  async () => {
    // One process: the other core is for the other test.
    const words = ['--minutes', String(minutesInTests), '--workers', '1'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join(root, 'scripts/fuzz.ts'), ...words],
      { cwd: root },
    ).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${error.stdout}\n${error.stderr}`);
    });
    const [, findings] = /^\d+ inputs, (\d+) findings$/m.exec(stdout) ?? [];
    expect(Number(findings), stdout).toBe(0);
    for (const { name } of targets) {
      const line = new RegExp(`^${name} +(\\d+) inputs`, 'm').exec(stdout);
      expect(Number(line?.[1]), stdout).toBeGreaterThanOrEqual(inputsMin);
    }
  },
);
