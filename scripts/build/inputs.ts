/** The sources of a build and their hash. Equal hashes mean that nothing has to be built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/** Sources of the demo car's lap, which is part of the pages. */
export const demoLapInputs = [
  'agent/demo',
  'agent/games/assetto-corsa/decode.ts',
  'agent/games/assetto-corsa/session-info.ts',
  'agent/games/assetto-corsa/layout.ts',
  'protocol',
  'relay/timing',
  'scripts/build/demo-lap.ts',
] as const;

/** Sources of the pages. Their hash is the build id that pages and relay compare. */
export const pageInputs = [
  ...demoLapInputs,
  'overlays',
  'panel',
  'protocol',
  'scripts/build',
  'scripts/build.ts',
  'package-lock.json',
] as const;

/** Sources of everything in `dist/`. */
export const allInputs = [
  ...pageInputs,
  'agent',
  'cli',
  'relay',
  'themes',
  'layouts',
  'apps',
  'docs',
  'package.json',
] as const;

/** Only the documents that become pages are part of a build: the output of benchmarks does not. */
function filesUnder(home: string, path: string, into: string[]): void {
  if (!existsSync(join(home, path))) return;
  const isDocs = path.split('/')[0] === 'docs';
  const entries = readdirSync(join(home, path), { withFileTypes: true });
  for (const entry of entries) {
    const inner = `${path}/${entry.name}`;
    if (inner === 'docs/benchmarks') continue;
    if (entry.isDirectory()) filesUnder(home, inner, into);
    else if (isDocs || !entry.name.endsWith('.md')) into.push(inner);
  }
}

/** Paths with `/`, relative to the repository, sorted: the same list on every system. */
export function inputFiles(inputs: readonly string[], home = root): string[] {
  const files: string[] = [];
  for (const input of inputs) {
    if (/\.\w+$/.test(input)) {
      if (existsSync(join(home, input))) files.push(input);
    } else {
      filesUnder(home, input, files);
    }
  }
  return files.sort();
}

/** @returns 16 hexadecimal digits that change with any name or content among the inputs. */
export function hashOf(inputs: readonly string[], home = root): string {
  const hash = createHash('sha256');
  for (const file of inputFiles(inputs, home)) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(home, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
