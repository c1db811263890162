/**
 * `npm run dev`: runs the demo from the sources. It rebuilds what changes, reloads open pages, and restarts the programs
 * when their code changes. Words after `--` go to `sequential demo`. It builds into `dist-dev/`, which tests never touch.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SupervisedChild } from '../cli/parts/child-process.ts';
import type { Log } from '../protocol/log.ts';
import { allInputs, inputFiles } from './build/inputs.ts';
import { buildAllPages, buildPrograms, copyServed } from './build.ts';
import { SourceChanges } from './dev/source-changes.ts';
import { root } from './root.ts';

const dist = join(root, 'dist-dev');
const pages = join(dist, 'pages');
/** Pages are built here and then moved, so that a browser never loads half a build. */
const nextPages = join(dist, 'next-pages');

const pollMs = 200;

interface BuildPart {
  readonly name: string;
  /** Matches the paths of its sources. */
  readonly sources: RegExp;
  readonly build: () => Promise<void>;
}

const programs: BuildPart = {
  name: 'programs',
  sources: /^(agent|relay|cli|protocol)\//,
  build: () => buildPrograms(dist),
};

const parts: readonly BuildPart[] = [
  programs,
  {
    name: 'pages',
    sources: /^(overlays|panel|protocol|themes|docs)\//,
    build: buildReloadingPages,
  },
  {
    name: 'themes and layouts',
    sources: /^(themes|layouts)\//,
    build: async () => copyServed(dist),
  },
];

function print(sentence: string): void {
  process.stdout.write(`dev: ${sentence}\n`);
}

const printSentence = (_fields: object, sentence: string): void => print(sentence);
const log: Log = {
  debug: () => {},
  info: printSentence,
  warn: printSentence,
  error: printSentence,
};

/** Adds `live-reload.js` to every page. The build id stays the same, so the relay itself reloads none of them. */
async function buildReloadingPages(): Promise<void> {
  await buildAllPages(nextPages, 'development', true);
  const files = inputFiles(['.'], nextPages);
  const tag = '<script type="module" src="/assets/live-reload.js"></script>\n  </head>';
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const path = join(nextPages, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('</head>', tag));
  }
  cpSync(nextPages, pages, { recursive: true });
  const assets = join(pages, 'assets');
  cpSync(join(root, 'scripts', 'dev', 'live-reload.js'), join(assets, 'live-reload.js'));
  // Pages reload as soon as this file changes, so it is written last.
  const build = JSON.stringify({ build: Date.now() });
  writeFileSync(join(assets, 'live-reload.json'), build);
  const kept = new Set([...files, './assets/live-reload.js', './assets/live-reload.json']);
  for (const file of inputFiles(['.'], pages)) if (!kept.has(file)) rmSync(join(pages, file));
}

/** Parts whose sources changed since they were built. */
const stale = new Set(parts);

async function buildPart(part: BuildPart): Promise<void> {
  const startedAt = performance.now();
  try {
    await part.build();
  } catch (error) {
    // esbuild prints where the mistake is.
    print(`The ${part.name} could not be built: ${(error as Error).message}`);
    return;
  }
  stale.delete(part);
  print(`Built the ${part.name} in ${Math.round(performance.now() - startedAt)} ms.`);
}

async function buildStaleParts(): Promise<void> {
  await Promise.all([...stale].map(buildPart));
}

function startDemo(): SupervisedChild {
  const demo = new SupervisedChild({
    name: 'demo',
    entry: join(dist, 'sequential.js'),
    args: ['demo', ...process.argv.slice(2)],
    environment: {},
    log,
    onRefusal: () => print('The demo ended. It starts again after the next change of its code.'),
  });
  demo.start();
  return demo;
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort());
}

function untilNextPoll(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pollMs);
    function done(): void {
      clearTimeout(timer);
      stopping.signal.removeEventListener('abort', done);
      resolve();
    }
    stopping.signal.addEventListener('abort', done);
  });
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const changes = new SourceChanges(root, allInputs);
await buildStaleParts();
/** The programs run older code than was built. */
let isOutdated = true;
let demo: SupervisedChild | null = null;
while (!stopping.signal.aborted) {
  if (isOutdated && stale.size === 0) {
    isOutdated = false;
    await demo?.stop();
    demo = startDemo();
  }
  await untilNextPoll();
  const changed = changes.read();
  if (changed.some((file) => file.startsWith('scripts/'))) {
    print('The build itself changed: end `npm run dev` and start it again.');
  }
  const changedParts = parts.filter(({ sources }) => changed.some((file) => sources.test(file)));
  for (const part of changedParts) stale.add(part);
  isOutdated ||= changedParts.includes(programs);
  if (changedParts.length > 0) await buildStaleParts();
}
await demo?.stop();
process.exit(0);
