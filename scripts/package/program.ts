/**
 * Makes the program of a release: `dist/` with pages, themes, layouts and all libraries but the native ones, which lie
 * beside it. The same sources give the same bytes.
 */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { build as bundle } from 'esbuild';
import type { UpdateSource } from '../../cli/command.ts';
import type { Distribution } from '../../protocol/update-status.ts';
import { aboutFolder, licenceTexts, packagesOf, pagePackages } from '../build/licences.ts';
import { copyServed, isFresh, programOptions, programs } from '../build.ts';
import { root } from '../root.ts';
import type { ReleasedPackage } from './bill-of-materials.ts';
import { fetchPackage, lockedPackage, nodeForLinux, nodeForWindows } from './registry.ts';
import { buildSqliteAddon } from './sqlite-addon.ts';

export interface ReleaseOptions {
  /** Folder for the parts, emptied first. */
  readonly work: string;
  /** Folder that receives the archives. */
  readonly release: string;
  /** Of every file. */
  readonly date: Date;
  /** For tests: archives are hardly compressed, and the addon is compiled without optimising. */
  readonly isFast?: boolean;
  /** A compiled `node_sqlite3.node`, so that it is not compiled again. */
  readonly addon?: string;
}

/** What one kind of release has made. */
export interface Release {
  readonly files: readonly string[];
  /** npm packages inside. */
  readonly packages: readonly ReleasedPackage[];
}

/** @param folder as `packagesOf` names it */
export function aboutPackage(folder: string): ReleasedPackage {
  const { name, version, license: licence = 'NOASSERTION' } = aboutFolder(folder);
  return { name, version, licence };
}

interface Project {
  readonly version: string;
  /** Where releases are announced; absent until the first one is prepared. */
  readonly updates?: UpdateSource;
}

function project(): Project {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Project;
}

export function projectVersion(): string {
  return project().version;
}

/** The part of `package.json` that lets a release look for updates. */
export function updatesOfProject(): { readonly updates?: UpdateSource } {
  const { updates } = project();
  return updates === undefined ? {} : { updates };
}

/**
 * Writes `dist/`, `package.json` and `LICENSES.txt` into a folder. Needs a fresh `dist/` of the project for the pages.
 * @param natives packages with native code that will lie beside it
 * @returns the npm packages inside
 */
export async function writeProgram(
  app: string,
  distribution: Exclude<Distribution, 'source'>,
  natives: readonly string[] = ['koffi', 'sqlite3'],
): Promise<readonly ReleasedPackage[]> {
  if (!isFresh()) throw new Error('dist/ is older than the sources: run npm run build first.');
  const dist = join(app, 'dist');
  mkdirSync(dist, { recursive: true });
  const { fresh: _, ...released } = programs;
  const { metafile } = await bundle({
    ...programOptions,
    entryPoints: released,
    outdir: dist,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
  });
  cpSync(join(root, 'dist', 'pages'), join(dist, 'pages'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  });
  copyServed(dist);
  const about = {
    name: 'sequential',
    version: projectVersion(),
    license: 'MIT',
    type: 'module',
    distribution,
    ...updatesOfProject(),
  };
  writeFileSync(join(app, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  const inside = packagesOf(Object.keys(metafile.inputs));
  const ofPages = pagePackages(join(dist, 'pages', 'assets'));
  const packages = [...new Set([...inside, ...ofPages, ...natives])].sort();
  const own = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  const line = '-'.repeat(100);
  writeFileSync(
    join(app, 'LICENSES.txt'),
    `Sequential ${about.version}\n\n${own}\n\n${line}\n\n${licenceTexts(packages)}`,
  );
  return packages.map(aboutPackage);
}

/** koffi at run time: its loader and the addon of one system. */
const koffiFiles = [
  'package.json',
  'LICENSE.txt',
  'index.js',
  'index.cjs',
  'src/koffi/index.js',
  'src/koffi/index.cjs',
  'src/koffi/src/static.js',
  'src/koffi/src/static.cjs',
];

/** @param addon the compiled `node_sqlite3.node` */
async function writeNativeLibraries(
  app: string,
  system: 'windows' | 'linux',
  addon: string,
): Promise<void> {
  const modules = join(root, 'node_modules');
  const into = join(app, 'node_modules');
  for (const file of koffiFiles) copy(join(modules, 'koffi', file), join(into, 'koffi', file));
  const name = system === 'windows' ? 'koffi-win32-x64' : 'koffi-linux-x64';
  const folder = await fetchPackage(lockedPackage(`@koromix/${name}`));
  const target = join(into, '@koromix', name);
  cpSync(folder, target, { recursive: true, filter: (path) => !/\.(lib|md)$/.test(path) });
  for (const file of ['package.json', 'LICENSE', 'lib/sqlite3.js', 'lib/trace.js']) {
    copy(join(modules, 'sqlite3', file), join(into, 'sqlite3', file));
  }
  // The package's own file searches for the addon where a compiler may have left it.
  writeFileSync(
    join(into, 'sqlite3', 'lib', 'sqlite3-binding.js'),
    "module.exports = require('./node_sqlite3.node');\n",
  );
  copy(addon, join(into, 'sqlite3', 'lib', 'node_sqlite3.node'));
}

/** What both systems' releases begin with: an empty folder, the version, and the compiled addon. */
export async function beginRelease(
  system: 'windows' | 'linux',
  { work, addon: compiled, isFast }: ReleaseOptions,
): Promise<{ version: string; addon: string }> {
  emptied(work);
  const addon = compiled ?? join(work, 'node_sqlite3.node');
  if (compiled === undefined) await buildSqliteAddon(system, addon, isFast);
  return { version: projectVersion(), addon };
}

/**
 * Writes the program into `app/` of a folder, with its native libraries and the licences beside it.
 * @returns the npm packages inside, and the folder of Node's files
 */
export async function writeApp(
  folder: string,
  system: 'windows' | 'linux',
  distribution: Exclude<Distribution, 'source'>,
  addon: string,
): Promise<{ packages: readonly ReleasedPackage[]; node: string }> {
  const app = join(folder, 'app');
  const packages = await writeProgram(app, distribution);
  await writeNativeLibraries(app, system, addon);
  renameSync(join(app, 'LICENSES.txt'), join(folder, 'LICENSES.txt'));
  const node = await fetchPackage(system === 'windows' ? nodeForWindows : nodeForLinux);
  return { packages, node: join(node, 'bin') };
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** Files below a folder, with `/`, sorted. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

export function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
