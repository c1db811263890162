/**
 * `npm run bench -- [SECTION…]`: measures the built program on this machine and prints a table for each section.
 * `--seconds N` is the length of one measurement (20), `--quick` is 5 of them, `--minutes N` the length of the soak,
 * `--viewers N` the viewers of the cluster (3000).
 * `--against FILE` measures another build (its `dist/sequential.js`) in turn with ours and prints ratios; `--rounds N` is how
 * often each is measured (1, with another build 3). `--within N` begins no section after N minutes and names those left
 * out. `--write` also writes docs/benchmarks/SECTION.txt; `--as-built` does not build first. Figures compare only within
 * one run; a missed aim fails nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nearest } from '../protocol/nearest.ts';
import { cars } from './bench/cars.ts';
import { chunks } from './bench/chunks.ts';
import { cluster } from './bench/cluster.ts';
import { cost } from './bench/cost.ts';
import { latency } from './bench/latency.ts';
import { load } from './bench/load.ts';
import { motionToPhoton } from './bench/motion-to-photon.ts';
import { pages } from './bench/pages.ts';
import { ourProgram } from './bench/programs.ts';
import { combine, type Round, table } from './bench/results.ts';
import { CannotMeasure, type Figure, type Section } from './bench/section.ts';
import { soak } from './bench/soak.ts';
import { start } from './bench/start.ts';
import { storage } from './bench/storage.ts';
import { walk } from './bench/walk.ts';
import { build, isFresh } from './build.ts';
import { root } from './root.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

const sections = [
  latency,
  cost,
  cars,
  load,
  chunks,
  motionToPhoton,
  pages,
  start,
  walk,
  storage,
  soak,
  cluster,
];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string' },
    minutes: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    viewers: { type: 'string' },
    within: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    'as-built': { type: 'boolean', default: false },
  },
});

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

/** null: not given. */
function positive(name: 'minutes' | 'rounds' | 'seconds' | 'viewers' | 'within'): number | null {
  const text = flags[name];
  if (text === undefined) return null;
  if (!(Number(text) > 0)) refuse(`--${name} takes a number above 0.`);
  return Number(text);
}

function wantedSections(): readonly Section[] {
  const known = sections.map(({ name }) => name);
  for (const name of positionals) {
    if (!known.includes(name))
      refuse(`There is no section "${name}"; did you mean ${nearest(name, known)}?`);
  }
  return sections.filter(({ name, onlyByName }: Section) =>
    positionals.length === 0 ? onlyByName !== true : positionals.includes(name),
  );
}

function machineText(): string {
  const processors = cpus();
  return [
    `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${type()} ${release()}`,
    `Node ${process.version}`,
    new Date().toISOString().slice(0, 10),
  ].join(' · ');
}

/** Work on the machine: 1.0 is one core busy over the last minute; 0 on Windows. */
function loadText(): string {
  return loadavg()[0]!.toFixed(1);
}

const wanted = wantedSections();
const minutes = positive('minutes');
const viewers = positive('viewers');
const within = positive('within');
const seconds = positive('seconds') ?? (flags.quick ? 5 : 20);
const against = flags.against === undefined ? null : resolve(flags.against);
const rounds = positive('rounds') ?? (against === null ? 1 : 3);
openTemporaryFolderUntilExit();
if (!flags['as-built'] && !isFresh()) await build();

function measure(section: Section, program: string): Promise<Figure[]> {
  const note = (sentence: string): void => void process.stderr.write(`  ${sentence}\n`);
  return section.measure({ program, seconds, minutes, viewers, note });
}

/** Which build is first alternates, so that a machine that gets slower hits both. */
async function measureRounds(section: Section): Promise<Round[]> {
  const measured: Round[] = [];
  for (let i = 0; i < rounds; i++) {
    process.stderr.write(`${section.name}, round ${i + 1} of ${rounds}\n`);
    const isOtherFirst = against !== null && i % 2 === 1;
    const otherFirst = isOtherFirst ? await measure(section, against) : null;
    const ours = await measure(section, ourProgram);
    const other = otherFirst ?? (against === null ? null : await measure(section, against));
    measured.push({ ours, other });
  }
  return measured;
}

const leftOut: string[] = [];
for (const section of wanted) {
  if (within !== null && performance.now() > within * 60_000) {
    leftOut.push(section.name);
    continue;
  }
  const loadBefore = loadText();
  let text: string;
  try {
    text = table(combine(await measureRounds(section)), rounds);
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    text = `not measured: ${error.message}`;
  }
  const how = [
    `${rounds} round${rounds === 1 ? '' : 's'} of measurements of ${seconds} s`,
    ...(against === null ? [] : ['both builds in turn']),
    `load of the machine before ${loadBefore}, after ${loadText()}`,
  ].join(', ');
  const report = `${section.title}\n${section.method}\n${machineText()}\n${how}\n\n${text}\n`;
  process.stdout.write(`\n${report}`);
  if (!flags.write) continue;
  const folder = join(root, 'docs', 'benchmarks');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${section.name}.txt`), report);
}
if (leftOut.length > 0)
  process.stdout.write(`\nNot begun within ${within} minutes: ${leftOut.join(', ')}\n`);
process.exit(0);
