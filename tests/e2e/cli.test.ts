/** The built program as a user meets it: help, mistakes, a port in use, the end by signals and by force. */
import { spawnSync } from 'node:child_process';
import { cpSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { root } from '../../scripts/root.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { needThat } from '../support/need.ts';
import { built, isAlive, ownPages, program, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

const relay = ['relay', '--port', '0', '--db', 'none'];

test('runs where its packages are reached through a link, with its output in a pipe', async () => {
  const folder = temporaryFolder();
  const dist = dirname(program);
  cpSync(dist, join(folder, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'), 'junction');
  const started = run(relay, { entry: [join(folder, 'dist', 'sequential.js')] });
  expect((await fetch(`${await started.url()}/health`)).status).toBe(200);
});

describe('help and mistakes', () => {
  test('--version prints the version of the package and --help lists the commands', async () => {
    const version = run(['--version']);
    const help = run(['--help']);
    expect(await version.ended).toEqual({ code: 0, signal: null });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await help.ended).code).toBe(0);
    for (const command of ['start', 'demo', 'agent', 'relay']) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });

  test.each([
    [['strat'], /^Error unknown-command: There is no command "strat"; did you mean start\?/],
    [['relay', '--prot', '1'], /^Error unknown-setting: .*did you mean --port\?/],
    [['agent', '--hz', '1000'], /^Error bad-setting: --hz is 1000, but must be a number from 1/],
    [['start', '--port'], /^Error bad-setting: --port needs a value/],
    [['relay', '--config', 'nowhere.json'], /^Error bad-config-file: .*nowhere\.json is not there/],
    [[], /^Sequential \d/],
  ])('%j ends with code 2 and one sentence', async (words, sentence) => {
    const program = run(words);
    expect(await program.ended).toEqual({ code: 2, signal: null });
    expect(program.stderr).toMatch(sentence);
    expect(program.stderr).not.toMatch(/\n {4}at /);
    expect(program.stdout).toBe('');
  });

  test('a mistake in the config file of the current folder is named with its place', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sequential.config.json'), '{\n "prot": 5000\n}');
    const program = run(['relay'], { folder });
    expect((await program.ended).code).toBe(2);
    expect(program.stderr).toContain(
      'sequential.config.json has the unknown key "prot"; did you mean "port"?',
    );
  });

  test.runIf(process.platform !== 'win32')(
    'a folder of start that was deleted is one',
    async () => {
      const words = [temporaryFolder(), process.execPath, program];
      const script = 'cd "$0" && rmdir "$0" && exec "$1" "$2" relay --port 0 --db none';
      const ended = spawnSync('sh', ['-c', script, ...words], { encoding: 'utf8' });
      expect(ended).toMatchObject({ status: 1, stdout: '' });
      expect(ended.stderr).toMatch(/^Error folder-gone: .+\n {2}Change to a folder .+\n$/);
    },
  );

  test('a relay that is open to the network requires a key, and does not print it', async () => {
    const open = run(['relay', '--port', '0', '--db', 'none', '--host', '0.0.0.0']);
    expect((await open.ended).code).toBe(2);
    expect(open.stderr).toContain('--key');
    const key = 'a-secret-that-stays-one';
    const closed = run(['relay', '--port', '0', '--db', 'none', '--host', '0.0.0.0'], {
      environment: { SEQUENTIAL_KEY: key },
    });
    await closed.url();
    await closed.stop();
    expect(closed.stdout + closed.stderr).not.toContain(key);
  });
});

describe('a port in use', () => {
  test('is reported with the program that uses it, and ends with code 1', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const program = run(['relay', '--db', 'none', '--port', String(port)]);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.stderr).toContain(`Error port-taken: Port ${port} is already used by `);
    expect(program.stderr).toContain(`(process ${process.pid})`);
    expect(program.stderr).toContain(`--port ${port + 1}`);
  });
});

// Windows has no signals and no /proc; a closed channel ends a child there (tests/cli/parts/child-process.test.ts).
needThat(process.platform === 'linux' ? null : 'signals and /proc are needed, so Linux')(
  'the end',
  () => {
    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      '%s to start and its agent ends both with code 0 within 5 s',
      async (signal) => {
        const program = run(['start', '--port', '0']);
        const url = await program.url();
        expect((await fetch(`${url}/health`)).status).toBe(200);
        await program.printed(/Waiting for Assetto Corsa\./);
        const children = await childrenOf(program.pid);
        expect(children.length).toBe(1);
        // As a console does with Ctrl+C, and a service manager.
        for (const pid of children) process.kill(pid, signal);
        await setTimeout(500);
        expect(children.every(isAlive)).toBe(true);
        const startedAt = performance.now();
        program.signal(signal);
        expect(await program.ended).toEqual({ code: 0, signal: null });
        expect(performance.now() - startedAt).toBeLessThan(5_000);
        for (const pid of children) expect(isAlive(pid)).toBe(false);
        expect(program.stderr).toBe('');
      },
    );

    test('no agent runs after start was killed', async () => {
      const program = run(['start', '--port', '0']);
      await program.url();
      const children = await childrenOf(program.pid);
      expect(children.length).toBe(1);
      program.signal('SIGKILL');
      await program.ended;
      await until('the end of the agent', () => !children.some(isAlive));
    });

    test('an agent that dies is started again', async () => {
      const program = run(['start', '--port', '0']);
      await program.url();
      const [agent] = await childrenOf(program.pid);
      process.kill(agent!, 'SIGKILL');
      await program.printed(/The agent ended by itself; it starts again in 0\.5 s\./);
      await until('a new agent', async () =>
        (await childrenOf(program.pid)).some((pid) => pid !== agent),
      );
    });

    test('demo drives; a second one on the same pages explains itself and ends with code 1', async () => {
      const environment = { SEQUENTIAL_PAGES: ownPages() };
      const first = run(['demo', '--port', '0'], { environment });
      await first.printed(/agent +Driving\./);
      const second = run(['demo', '--port', '0', '--db', 'none'], { environment });
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.stderr).toMatch(/^Error pages-taken: /);
      expect(second.stderr).toMatch(/^Error part-failed: /m);
      expect(first.running).toBe(true);
      expect(await first.stop()).toEqual({ code: 0, signal: null });
      expect(first.stdout).not.toMatch(/anew|Careful|Failed/);
    });

    test('start waits for the game and prints that once', async () => {
      const program = run(['start', '--port', '0']);
      await program.printed(/agent .*wait/i);
      await program.stop();
      expect(program.stdout.match(/agent .*wait/gi)).toHaveLength(1);
    });

    test('log lines are JSON for programs with --log json', async () => {
      const program = run([...relay, '--log', 'json']);
      await program.printed(/^\{.*\}$/m);
      await program.stop();
      const lines = program.stdout.trim().split('\n');
      expect(JSON.parse(lines[0]!)).toMatchObject({ part: 'relay', level: 30 });
      for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
    });
  },
);

/** Process ids of the direct children, from /proc. Tests that need it are skipped on other systems. */
async function childrenOf(pid: number): Promise<number[]> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}
