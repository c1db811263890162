/** The Windows release of the present sources, made once for all test files that install it, also by later runs. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { releaseFileNames } from '../../scripts/package/announcement.ts';
import { projectVersion } from '../../scripts/package/program.ts';
import { releaseForWindows } from '../../scripts/package/windows/release.ts';
import { root } from '../../scripts/root.ts';
import { filesUnder } from '../../scripts/sources.ts';
import { until } from './until.ts';

const cache = join(root, '.cache', 'test-setup');
const addonName = 'node_sqlite3.node';

/** Of every file of the release. */
export const testReleaseDate = new Date('2026-01-01T00:00:00Z');

/** A test file that was ended while it made the release has left it unfinished after this time, ms. */
const makingMs = 240_000;

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
  const files = [
    'package.json',
    'package-lock.json',
    'dist/pages/build.json',
    ...dist.map((name) => `dist/${name}`),
    ...filesUnder('scripts/package', ''),
  ];
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Made by the first of the test files that ask; the others wait. Call `built` before. */
export async function windowsRelease(): Promise<WindowsRelease> {
  const folder = join(cache, keyOfSources());
  const making = `${folder}.making`;
  mkdirSync(cache, { recursive: true });
  await until(
    'the release is made',
    async () => {
      if (existsSync(folder)) return true;
      if (!begins(making)) return false;
      await make(folder).finally(() => rmSync(making, { recursive: true, force: true }));
      return true;
    },
    makingMs,
  );
  const { installed, portable } = releaseFileNames(projectVersion());
  return {
    setup: join(folder, installed),
    portable: join(folder, portable),
    addon: join(folder, addonName),
  };
}

/** @returns false: another test file makes it already */
function begins(making: string): boolean {
  try {
    mkdirSync(making);
    return true;
  } catch {
    const since = statSync(making, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > makingMs) rmSync(making, { recursive: true });
    return false;
  }
}

async function make(folder: string): Promise<void> {
  removeOlder();
  const work = mkdtempSync(join(cache, 'work-'));
  try {
    const [parts, release] = [join(work, 'parts'), join(work, 'release')];
    mkdirSync(release);
    await releaseForWindows(parts, release, { date: testReleaseDate, isFast: true });
    cpSync(join(parts, addonName), join(release, addonName));
    renameSync(release, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Removes the releases of other sources. */
function removeOlder(): void {
  for (const name of readdirSync(cache)) {
    const isRelease = /^[0-9a-f]{16}$/.test(name);
    if (isRelease) rmSync(join(cache, name), { recursive: true, force: true });
  }
}
