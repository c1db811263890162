/**
 * `npm run package -- windows|linux|npm|all`: makes the downloads in `release/`. It needs Linux with Debian's
 * `g++-mingw-w64-x86-64`, `nsis` and `xz-utils`. The same commit gives the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, isFresh } from './build.ts';
import {
  billOfMaterials,
  type RegistryPackage,
  type ReleasedPackage,
} from './package/bill-of-materials.ts';
import { releaseForLinux } from './package/linux/release.ts';
import { releaseForNpm } from './package/npm-release.ts';
import { projectVersion } from './package/program.ts';
import { lockedPackage, nodeForLinux, nodeForWindows } from './package/registry.ts';
import { releaseForWindows } from './package/windows/release.ts';
import { wingetManifest } from './package/windows/winget.ts';
import { root } from './root.ts';

interface Target {
  readonly make: typeof releaseForNpm;
  readonly runtimes: readonly RegistryPackage[];
}

const targets: Readonly<Record<string, Target>> = {
  windows: {
    make: releaseForWindows,
    runtimes: [nodeForWindows, lockedPackage('@koromix/koffi-win32-x64')],
  },
  linux: {
    make: releaseForLinux,
    runtimes: [nodeForLinux, lockedPackage('@koromix/koffi-linux-x64')],
  },
  npm: { make: releaseForNpm, runtimes: [] },
};

/** Largest sizes of what people download, MB. A release that is larger fails. */
const sizeMaxMb: readonly (readonly [RegExp, number])[] = [
  [/-Setup-.*\.exe$/, 28],
  [/-windows\.zip$/, 42],
  [/\.(deb|tar\.xz)$/, 35],
  [/-npm\.tgz$/, 5],
];

/** @throws Error that names the first file that is too large */
function checkSizes(files: readonly string[]): void {
  for (const file of files) {
    const max = sizeMaxMb.find(([pattern]) => pattern.test(file))?.[1];
    const size = statSync(file).size / 1e6;
    if (max !== undefined && size > max) {
      throw new Error(`${basename(file)} has ${size.toFixed(1)} MB, but ${max} are allowed.`);
    }
  }
}

/** The commit's date, or `SOURCE_DATE_EPOCH`: a release does not depend on when it is built. */
export function releaseDate(): Date {
  const given = process.env.SOURCE_DATE_EPOCH;
  const seconds =
    given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return new Date(Number(seconds) * 1000);
}

/** @param release folder that receives the files */
export async function makeRelease(names: readonly string[], release: string): Promise<string[]> {
  if (!isFresh()) await build();
  mkdirSync(release, { recursive: true });
  const date = releaseDate();
  const made: string[] = [];
  for (const name of names) {
    const target = targets[name]!;
    const work = join(root, '.cache', 'release', name);
    const { files, packages } = await target.make({ work, release, date });
    const list = join(release, `sequential-${projectVersion()}-${name}.cdx.json`);
    writeFileSync(list, billOfMaterialsText(packages, target.runtimes, date));
    checkSizes(files);
    made.push(...files, list);
  }
  writeSums(release);
  const setup = made.find((file) => file.endsWith('.exe'));
  if (setup !== undefined) writeWinget(release, setup);
  return made;
}

function billOfMaterialsText(
  packages: readonly ReleasedPackage[],
  runtimes: readonly RegistryPackage[],
  date: Date,
): string {
  return `${JSON.stringify(billOfMaterials(projectVersion(), packages, runtimes, date), null, 2)}\n`;
}

/** Only where the release's address is known: a manifest with a wrong one is worse than none. */
export function writeWinget(release: string, setup: string): void {
  const { RELEASE_URL: url } = process.env;
  if (url === undefined) return;
  const manifest = wingetManifest({
    version: projectVersion(),
    setupUrl: `${url.replace(/\/$/, '')}/${basename(setup)}`,
    setupSha256: createHash('sha256').update(readFileSync(setup)).digest('hex'),
  });
  const folder = join(release, 'winget');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(manifest)) writeFileSync(join(folder, name), text);
}

/** SHA-256 of every file of the folder, as `sha256sum --check` reads it. */
export function writeSums(release: string): void {
  const sums = readdirSync(release, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'SHA256SUMS')
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const hash = createHash('sha256').update(readFileSync(join(release, name)));
      return `${hash.digest('hex')}  ${name}\n`;
    });
  writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
}

if (process.argv[1] === import.meta.filename) {
  const [wanted = 'all'] = process.argv.slice(2);
  const names = wanted === 'all' ? Object.keys(targets) : [wanted];
  if (names.some((name) => !(name in targets))) {
    console.error(
      `There is no release "${wanted}"; the choices are ${Object.keys(targets).join(', ')} and all.`,
    );
    process.exit(2);
  }
  const startedAt = performance.now();
  for (const file of await makeRelease(names, join(root, 'release'))) {
    console.log(
      `${(statSync(file).size / 1e6).toFixed(1).padStart(6)} MB  release/${basename(file)}`,
    );
  }
  console.log(`Made in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
}
