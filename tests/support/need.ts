/**
 * `need('wine')('the agent on Windows', () => { … })` is `describe` for tests that need a program of the machine.
 * Without the program the suite is skipped and a line gives the reason; with CI=true it fails. It installs nothing.
 */
import { describe, test } from 'vitest';
import { type Tool, tools } from '../../scripts/tools.ts';

/** A sentence that names the missing tools; null: none is missing. */
export function missing(...names: Tool[]): string | null {
  const absent = names.filter((name) => tools[name].find() === null);
  if (absent.length === 0) return null;
  const titles = absent.map((name) => tools[name].title).join(' and ');
  const packages = absent.flatMap((name) => tools[name].debian).join(' ');
  return `${titles} not found on this machine (Debian: apt-get install ${packages})`;
}

/**
 * Like `missing`, for a requirement that is not a program, for instance an operating system.
 * @param reason null when the tests can run, else why not.
 */
export function needThat(reason: string | null): (name: string, suite: () => void) => void {
  return (name, suite) => {
    if (reason === null) {
      describe(name, suite);
    } else if (process.env.CI === 'true') {
      describe(name, () => {
        test('has what it needs', () => {
          throw new Error(`${reason}; with CI=true nothing may be skipped for that.`);
        });
      });
    } else {
      console.warn(`skipped: ${name}: ${reason}`);
      describe.skip(`${name} (skipped: ${reason})`, suite);
    }
  };
}

export function need(...names: Tool[]): (name: string, suite: () => void) => void {
  return needThat(missing(...names));
}

export const needDemoCar = needThat(
  process.platform === 'linux' || process.platform === 'win32'
    ? null
    : 'the demo car drives on Windows and Linux',
);
