/** Runs Setup without questions. It ends this program, replaces it and starts it again (scripts/package/windows/setup.nsi). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { childVariable } from '../settings/setting-list.ts';
import { UpdateProblem } from './update-problem.ts';

/** A virus scanner may hold a file that is new. */
const tries = 5;
const pauseMs = 1_000;

/**
 * Resolves when Setup has ended, which it usually does after this program.
 * @throws UpdateProblem `update-setup-failed`
 */
export async function runSetup(file: string): Promise<void> {
  const { [childVariable]: _, ...environment } = process.env;
  for (let left = tries - 1; ; left--) {
    const setup = spawn(file, ['/S'], {
      detached: true,
      stdio: 'ignore',
      windowsHide: true,
      env: environment,
    });
    try {
      const [exitCode] = (await once(setup, 'exit')) as [number | null];
      if (exitCode === 0) return;
      throw new UpdateProblem(
        'update-setup-failed',
        exitCode === 5 ? 'Setup could not end this program.' : `Setup ended with code ${exitCode}.`,
      );
    } catch (error) {
      if (error instanceof UpdateProblem) throw error;
      if (left <= 0) {
        throw new UpdateProblem('update-setup-failed', 'Windows did not start Setup.', error);
      }
    }
    await pause(pauseMs);
  }
}
