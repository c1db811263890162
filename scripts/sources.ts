/** The repository's source files and their imports, for the structure drawing and its tests. Reads text only. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root } from './root.ts';

const skippedFolders = new Set(['node_modules', 'dist', '.git', '.cache', 'output']);

export interface Source {
  /** Relative to the repository's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Files of the repository that it imports, types included. */
  readonly files: readonly string[];
  /** Packages and `node:` modules that it imports, types included: `pixi.js`, `@scope/name`, `node:fs`. */
  readonly packages: readonly string[];
}

/** Files below a folder of the repository whose names have this ending. */
export function filesUnder(folder: string, ending: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesUnder(path, ending);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const importForms = [
  // import x from 'y' · import type { x } from 'y' · export { x } from 'y'
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  // import 'y'
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  // import('y'), also as a type
  /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
  // require('y'), createRequire(…)('y')
  /\brequire\w*\s*\(\s*['"]([^'"]+)['"]/g,
  // process.getBuiltinModule('y')
  /\bgetBuiltinModule\s*\(\s*['"]([^'"]+)['"]/g,
  // vi.importActual<typeof import('y')> is caught above; new Worker(new URL('y', …)) runs a file of ours
  /new URL\(\s*['"](\.{1,2}\/[^'"]+\.ts)['"]/g,
];

/** The imported names, without those in comments. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const names = importForms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1]!));
  return [...new Set(names)];
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0]!;
}

export function readSource(path: string): Source {
  const text = readText(path);
  const imports = importsOf(text);
  const isFile = (name: string): boolean => name.startsWith('.');
  return {
    path,
    text,
    files: imports.filter(isFile).map((name) => posix.join(dirname(path), name)),
    packages: [...new Set(imports.filter((name) => !isFile(name)).map(packageOf))],
  };
}
