/**
 * `npm run build`: builds the programs for Node, the pages and the themes into `dist/`. `npm start` does it when a source
 * changed since the last build. Works from any working directory and writes nothing else.
 */
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { alone } from './build/alone.ts';
import { isFreshIn, recordFile } from './build/fresh.ts';
import { allInputs, hashOf, pageInputs } from './build/inputs.ts';
import { root } from './root.ts';

const dist = join(root, 'dist');
const record = join(root, recordFile);
const lock = join(dist, 'building.lock');

/** Programs for Node: name in `dist/`, source. */
export const programs = {
  sequential: 'cli/sequential.ts',
  'sampler-worker': 'agent/sampling/sampler-worker.ts',
  'export-worker': 'relay/laps/export-worker.ts',
  'tray-worker': 'cli/desktop/tray-worker.ts',
  fresh: 'scripts/build/fresh.ts',
} as const;

/** True when no source changed since the last build. */
export function isFresh(): boolean {
  return isFreshIn(root);
}

/** Libraries with native code, and optional ones of `pg` and `ws` that are not used. */
const external = ['koffi', 'sqlite3', 'pg-native', 'bufferutil', 'utf-8-validate'];

/** CommonJS libraries in the bundle load Node's modules with `require`. */
const requireBanner =
  "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);";

/**
 * How the programs are bundled, for `dist/` and for a release. Libraries are inside: a relay starts with 40 % less work
 * than when Node finds and reads the hundreds of their files.
 */
export const programOptions = {
  absWorkingDir: root,
  bundle: true,
  // A command loads its own parts only: the agent's process never loads the web server or a database.
  splitting: true,
  chunkNames: 'part-[hash]',
  metafile: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external,
  mainFields: ['module', 'main'],
  banner: { js: requireBanner },
  logLevel: 'warning',
} satisfies BuildOptions;

/** @param dist folder to write */
export async function buildPrograms(dist: string): Promise<void> {
  const entryPoints = Object.fromEntries(
    Object.entries(programs)
      .map(([name, source]) => [name, join(root, source)] as const)
      .filter(([, source]) => existsSync(source)),
  );
  const { build: bundle } = await import('esbuild');
  const { metafile } = await bundle({
    ...programOptions,
    entryPoints,
    outdir: dist,
    sourcemap: 'linked',
  });
  const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  for (const file of readdirSync(dist)) {
    if (/\.js(\.map)?$/.test(file) && !written.has(file)) rmSync(join(dist, file));
  }
}

/** @param folder emptied first */
export async function buildAllPages(
  folder: string,
  build: string,
  isDevelopment = false,
): Promise<void> {
  const { assetsAddress, buildPages } = await import('./build/pages.ts');
  const { buildPanel } = await import('./build/panel.ts');
  const { buildWatch } = await import('./build/watch.ts');
  await buildPages({ folder, build, isDevelopment });
  await buildWatch(folder, assetsAddress, build);
  await buildPanel(folder, assetsAddress, isDevelopment);
}

/** Copies theme and layout files with their schemas and pictures, which the relay serves, and the in-game apps. */
export function copyServed(dist: string): void {
  for (const folder of ['themes', 'layouts', 'apps']) {
    rmSync(join(dist, folder), { recursive: true, force: true });
    cpSync(join(root, folder), join(dist, folder), { recursive: true });
  }
}

async function buildAll(): Promise<void> {
  const madeFrom = hashOf(allInputs);
  rmSync(record, { force: true });
  const results = await Promise.allSettled([
    buildPrograms(dist),
    buildAllPages(join(dist, 'pages'), hashOf(pageInputs)),
  ]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  copyServed(dist);
  writeFileSync(record, JSON.stringify({ madeFrom }));
}

/**
 * Builds everything. It loads the bundler itself, so that `isFresh` stays quick; `isFresh` is false until a build
 * succeeds. @throws Error with the reason
 */
export function build(): Promise<void> {
  return alone(lock, buildAll);
}

/** Builds when a source has changed since the last build; of several processes that ask for it one builds. */
export async function buildIfStale(): Promise<void> {
  if (isFresh()) return;
  await alone(lock, async () => {
    if (!isFresh()) await buildAll();
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const startedAt = performance.now();
  try {
    await build();
    console.log(`Built dist/ in ${Math.round(performance.now() - startedAt)} ms.`);
  } catch (error) {
    // The bundler prints its own errors with their places.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
