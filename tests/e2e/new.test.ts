/** `npm run new`: what it writes passes the compiler, the build and its own tests as it stands. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { endsOfFile } from '../support/clean-up.ts';
import { copyRepository } from '../support/repository-copy.ts';

const atEnd = endsOfFile();
let folder: string;

beforeAll(() => {
  folder = copyRepository(atEnd);
});

/** Runs Node in the copy. @returns what it printed. @throws Error with what it printed when it failed */
function node(...words: string[]): string {
  const { VITEST: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(`node ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

function scaffold(...words: string[]): string {
  return node('--import', 'tsx', join('scripts', 'new.ts'), ...words);
}

function checkStyle(path: string): void {
  node(join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'ci', path);
}

function compile(project: string): void {
  node(join('node_modules', 'typescript', 'bin', 'tsc'), '-p', project);
}

function runTests(...words: string[]): void {
  node(join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...words);
}

test('an overlay is built and listed, and its test passes', { timeout: 180_000 }, () => {
  expect(scaffold('overlay', 'top-speed')).toContain('tests/overlays/top-speed');
  compile('overlays/tsconfig.json');
  checkStyle('overlays/top-speed');
  runTests('tests/overlays/top-speed', 'tests/documents.test.ts');
  node('--import', 'tsx', join('scripts', 'build.ts'));
  const listed = readFileSync(join(folder, 'dist', 'pages', 'overlays.json'), 'utf8');
  expect(listed).toContain('"top-speed"');
});

test('a theme passes the tests of themes but for its picture', { timeout: 180_000 }, () => {
  scaffold('theme', 'mine');
  checkStyle('themes/mine.json');
  runTests('tests/protocol/theme-schema.test.ts', '-t', '^(?!.*mine: has a small picture)');
  runTests('tests/documents.test.ts', 'tests/overlays/core/page/entrance.test.ts');
});

test('a game compiles, and its tests pass', { timeout: 180_000 }, () => {
  scaffold('game', 'acx');
  compile('tsconfig.node.json');
  runTests('tests/agent/games/acx');
});

test('a name that is taken or unusable is refused', () => {
  expect(() => scaffold('overlay', 'gear')).toThrow(/is there already/);
  expect(() => scaffold('overlay', '../gear')).toThrow(/A name is made of/);
  expect(() => scaffold('car', 'mine')).toThrow(/npm run new -- overlay\|theme\|game NAME/);
});
