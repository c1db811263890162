/**
 * `npm test`: checks style and types, builds, runs all tests, and ends with one line of counts. Tests that passed only on
 * a second try are listed before it. Missing programs are installed as root on Debian, else listed; their tests are then
 * skipped, or fail with CI=true. Words after `--` go to vitest (`npm test -- tests/agent`).
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bins, runNode, runThrough } from './processes.ts';
import { root } from './root.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';
import {
  type Counts,
  closingLines,
  countsOf,
  type Retried,
  retriedOf,
  sumOf,
} from './test-counts.ts';
import { onPath, type Tool, tools } from './tools.ts';

function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== null;
}

/** Debian packages of the missing tools. The bundled browser counts as installed. */
function lackingPackages(): string[] {
  return Object.values(tools)
    .filter((tool) => tool.find() === null)
    .flatMap((tool) => tool.debian);
}

async function installLacking(): Promise<void> {
  const packages = lackingPackages();
  if (packages.length === 0) return;
  if (canInstall()) {
    process.stdout.write(`Installing from Debian: ${packages.join(' ')}\n`);
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    await runThrough('apt-get', ['update', '-q'], quiet);
    await runThrough(
      'apt-get',
      ['install', '-q', '-y', '--no-install-recommends', ...packages],
      quiet,
    );
  }
  for (const name of Object.keys(tools) as Tool[]) {
    const { title, debian, find } = tools[name];
    if (find() !== null) continue;
    process.stdout.write(
      `skipped: tests that need ${title}, which is not on this machine (Debian: ${debian.join(' ')})\n`,
    );
  }
}

async function runVitest(
  words: readonly string[],
): Promise<{ counts: Counts; retried: Retried[] }> {
  const file = join(tmpdir(), 'report.json');
  const exitCode = await runNode([
    bins.vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...words,
  ]);
  let report: string | null = null;
  try {
    report = readFileSync(file, 'utf8');
  } catch {
    // The counts then have one failure.
  }
  return { counts: countsOf(report, exitCode), retried: retriedOf(report) };
}

const checks: readonly { title: string; words: readonly string[] }[] = [
  { title: 'style', words: [bins.biome, 'ci', '.'] },
  // Agent, relay and cli are checked without the browser's types; tests and scripts need both kinds.
  { title: 'types of the programs', words: [bins.tsc, '-p', 'tsconfig.node.json'] },
  { title: 'types of scripts and tests', words: [bins.tsc, '-p', 'tsconfig.json'] },
  { title: 'types of the overlays', words: [bins.tsc, '-p', 'overlays/tsconfig.json'] },
  { title: 'types of the panel', words: [bins.tsc, '-p', 'panel/tsconfig.json'] },
  { title: 'build', words: ['--import', 'tsx', 'scripts/build.ts'] },
];

await installLacking();
openTemporaryFolderUntilExit();
const counts: Counts[] = [];
for (const { title, words } of checks) {
  const exitCode = await runNode(words);
  process.stdout.write(`${exitCode === 0 ? 'passed' : 'FAILED'}: ${title}\n`);
  counts.push({ passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 });
}
const tests = await runVitest(process.argv.slice(2));
counts.push(tests.counts);
const total = sumOf(counts);
const shortOf = (file: string) => relative(root, file).replaceAll('\\', '/');
const lines = closingLines(total, tests.retried, shortOf);
process.stdout.write(`\n${lines.join('\n')}\n`);
process.exit(total.failed === 0 ? 0 : 1);
