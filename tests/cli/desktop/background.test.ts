/** `open`, `stop` and `autostart` of the built program, with a stand-in for the desktop's `xdg-open` that writes down the address. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../../scripts/processes.ts';
import { temporaryFolder, withTest } from '../../support/clean-up.ts';
import { needThat } from '../../support/need.ts';
import { built, program } from '../../support/programs.ts';

const run = promisify(execFile);
const isLinux = process.platform === 'linux' ? null : 'this is no Linux';

let folder: string;
let port: string;

interface Result {
  readonly code: number;
  readonly output: string;
}

async function sequential(...words: readonly string[]): Promise<Result> {
  const env = {
    PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
    HOME: folder,
    SEQUENTIAL_DATA: join(folder, 'my data'),
    SEQUENTIAL_PORT: port,
  };
  try {
    const { stdout, stderr } = await run(process.execPath, [program, ...words], {
      env,
      cwd: folder,
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

const opened = () => readFileSync(join(folder, 'opened'), 'utf8').trim().split('\n');

async function instance(): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  return ((await response.json()) as { instance: unknown }).instance;
}

needThat(isLinux)('a program in the background', () => {
  beforeAll(built);

  beforeEach(async () => {
    folder = temporaryFolder();
    port = String(await freePort());
    mkdirSync(join(folder, 'bin'));
    const browser = join(folder, 'bin', 'xdg-open');
    writeFileSync(browser, `#!/bin/sh\necho "$1" >> '${join(folder, 'opened')}'\n`);
    chmodSync(browser, 0o755);
    withTest(() => sequential('stop'));
  });

  test('is started once, opens its panel with the token each time, and ends when it is told to', async () => {
    expect(await sequential('open')).toEqual({ code: 0, output: '' });
    const first = await instance();
    expect(await sequential('open')).toEqual({ code: 0, output: '' });
    expect(await instance()).toBe(first);
    const token = readFileSync(join(folder, 'my data', 'panel-token'), 'utf8').trim();
    const address = `http://127.0.0.1:${port}/#token=${token}`;
    expect(opened()).toEqual([address, address]);
    expect(await sequential('stop')).toEqual({ code: 0, output: 'Sequential has stopped.\n' });
    const log = readFileSync(join(folder, 'my data', 'sequential.log'), 'utf8');
    expect(log).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}relay {3}The relay has stopped\.$/m);
    // People send their log to others.
    expect(log).not.toContain(token);
  });

  test('is named by a second start, and left alone by the folder of another', async () => {
    await sequential('open', '--background');
    const second = await sequential('start');
    expect(second.code).toBe(1);
    expect(second.output).toContain(
      `already-running: Sequential is already running: http://127.0.0.1:${port}`,
    );
    const other = await sequential('stop', '--data', join(folder, 'other'));
    expect(other.code).toBe(1);
    expect(other.output).toContain('does not let this one stop it');
    expect(await instance()).toBeTypeOf('string');
  });

  test('gets paths as they were typed, and no key on its command line', async () => {
    const key = 'a-key-that-nobody-may-see';
    const words = ['--data', 'other data', '--db', 'sqlite:typed here.db', '--admin-key', key];
    expect(await sequential('open', '--background', ...words)).toEqual({ code: 0, output: '' });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['other data', 'typed here.db']));
    expect(readdirSync(join(folder, 'other data'))).toEqual(
      expect.arrayContaining(['panel-token', 'sequential.log']),
    );
    expect(readdirSync(join(folder, 'other data'))).not.toContain('other data');
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      let line = '';
      try {
        line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        // It has ended.
      }
      expect(line).not.toContain(key);
    }
    expect(await sequential('stop', '--admin-key', key)).toMatchObject({ code: 0 });
  });

  test('is found by its folder whatever its port, and nothing is restored over it', async () => {
    const other = String(await freePort());
    await sequential('open', '--background', '--port', other);
    const backup = join(folder, 'backup.zip');
    expect(await sequential('backup', backup)).toMatchObject({ code: 0 });
    const restored = await sequential('restore', backup);
    expect(restored.output).toContain(`Sequential is running: http://127.0.0.1:${other}`);
    expect(await sequential('open')).toEqual({ code: 0, output: '' });
    expect(opened()).toEqual([expect.stringContaining(`http://127.0.0.1:${other}/#token=`)]);
    expect(await sequential('stop')).toEqual({ code: 0, output: 'Sequential has stopped.\n' });
    expect(readdirSync(join(folder, 'my data'))).not.toContain('running.json');
    expect(await sequential('restore', backup)).toMatchObject({ code: 0 });
  });

  test.each(['{"address":"http://127.0.0.1:1"}', '{"address":5}', 'garbage', ''])(
    'is started although a killed one left %j behind',
    async (left) => {
      mkdirSync(join(folder, 'my data'));
      writeFileSync(join(folder, 'my data', 'running.json'), left);
      expect(await sequential('open', '--background')).toEqual({ code: 0, output: '' });
      expect(await sequential('stop')).toMatchObject({ code: 0 });
    },
  );

  test('is one program when it is opened twice at once', async () => {
    const both = await Promise.all([sequential('open'), sequential('open')]);
    expect(both).toEqual([
      { code: 0, output: '' },
      { code: 0, output: '' },
    ]);
  });

  test('needs a port by which it is found', async () => {
    const { code, output } = await sequential('open', '--port', '0');
    expect(code).toBe(2);
    expect(output).toContain('bad-setting');
  });

  test('is not there to stop before it is started', async () => {
    const { code, output } = await sequential('stop');
    expect(code).toBe(1);
    expect(output).toContain(`not-running: No Sequential runs at http://127.0.0.1:${port}.`);
  });

  test('says why it cannot start, and names its log', async () => {
    const wrong = await sequential('open', '--host', '203.0.113.7', '--key', 'long-enough');
    expect(wrong.code).toBe(1);
    expect(wrong.output).toContain(
      'did-not-start: Sequential did not start. This machine has no address 203.0.113.7.',
    );
    expect(wrong.output).toContain(join(folder, 'my data', 'sequential.log'));
  });

  test('names the config file that has a mistake', async () => {
    const file = join(folder, 'my data', 'sequential.config.json');
    mkdirSync(join(folder, 'my data'));
    writeFileSync(file, '{"hz":1000}');
    const { code, output } = await sequential('open');
    expect([code, output]).toEqual([2, expect.stringContaining(`Mend ${file}.`)]);
  });

  test('of a clone does not start with the system, and says what would', async () => {
    const { code, output } = await sequential('autostart', 'on');
    expect(code).toBe(1);
    expect(output).toContain('no-autostart');
  });
});
