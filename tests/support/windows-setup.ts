/** The Windows release of the present sources, made once for all test files that install it, also by later runs. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce } from '../../scripts/made-once.ts';
import { releaseFileNames } from '../../scripts/package/announcement.ts';
import { projectVersion } from '../../scripts/package/program.ts';
import { releaseForWindows } from '../../scripts/package/windows/release.ts';
import { root } from '../../scripts/root.ts';
import { filesUnder } from '../../scripts/sources.ts';
import type { Tool } from '../../scripts/tools.ts';
import { wineReady } from '../../scripts/wine.ts';
import { type AtEnd, temporaryFolder } from './clean-up.ts';
import { need } from './need.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { built } from './programs.ts';
import { WindowsMachine } from './windows-machine.ts';

const cache = join(root, '.cache', 'test-setup');
const addonName = 'node_sqlite3.node';

/** Of every file of the release. */
export const testReleaseDate = new Date('2026-01-01T00:00:00Z');

/** `need` with all that makes and installs the release. */
export const needWindows = (...more: Tool[]) => need('wine', 'mingw', 'mingwCpp', 'nsis', ...more);

export interface WindowsRelease {
  readonly setup: string;
  readonly portable: string;
  /** The compiled addon inside, which need not be compiled again. */
  readonly addon: string;
}

/** Of everything that the release is made from. `dist/` must be fresh. */
function keyOfSources(): string {
  const hash = createHash('sha256');
  const dist = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.js'));
  const folders = ['dist/pages', 'dist/themes', 'dist/layouts', 'scripts/package'];
  const files = [
    'package.json',
    'package-lock.json',
    ...dist.map((name) => `dist/${name}`),
    ...folders.flatMap((folder) => filesUnder(folder, '')),
  ];
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Only one test file at a time may make it. */
async function windowsRelease(): Promise<WindowsRelease> {
  const folder = join(cache, keyOfSources());
  if (!existsSync(folder)) rmSync(cache, { recursive: true, force: true });
  await madeOnce(folder, make);
  const { installed, portable } = releaseFileNames(projectVersion());
  return {
    setup: join(folder, installed),
    portable: join(folder, portable),
    addon: join(folder, addonName),
  };
}

export interface ReadyWindows {
  readonly machine: WindowsMachine;
  readonly release: WindowsRelease;
  /** Of the test file, removed with it. */
  readonly folder: string;
}

/** A new Windows and the release to install in it. For `beforeAll`; takes minutes where the release is not made yet. */
export async function readyWindows(atEnd: AtEnd): Promise<ReadyWindows> {
  await oneAtATime('windows', atEnd);
  await built();
  await wineReady();
  const folder = temporaryFolder(atEnd);
  const release = await windowsRelease();
  return { machine: await WindowsMachine.start(release.setup, folder, atEnd), release, folder };
}

async function make(release: string): Promise<void> {
  const parts = join(cache, 'parts');
  mkdirSync(release);
  await releaseForWindows({ work: parts, release, date: testReleaseDate, isFast: true });
  cpSync(join(parts, addonName), join(release, addonName));
  rmSync(parts, { recursive: true, force: true });
}
