/** The Windows release of the present sources, made once for all test files that install it. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { releaseFileNames } from '../../scripts/package/announcement.ts';
import { projectVersion } from '../../scripts/package/program.ts';
import { releaseForWindows } from '../../scripts/package/windows/release.ts';
import { root } from '../../scripts/root.ts';
import { filesUnder } from '../../scripts/sources.ts';

const cache = join(root, '.cache', 'test-setup');
const date = new Date('2026-01-01T00:00:00Z');

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

/** The file of Setup. Call `built` before. */
export async function windowsSetup(): Promise<string> {
  const folder = join(cache, keyOfSources());
  if (!existsSync(folder)) await make(folder);
  return join(folder, releaseFileNames(projectVersion()).installed);
}

async function make(folder: string): Promise<void> {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'work-'));
  try {
    const release = join(work, 'release');
    mkdirSync(release);
    await releaseForWindows(join(work, 'parts'), release, { date, isFast: true });
    renameSync(release, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
