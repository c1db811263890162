/**
 * `npm run bench -- [SECTION…]`: measures the project on this machine and prints a table for each section, and one of
 * all that has an aim. `--seconds N` is how long one measurement takes (20), `--quick` is 5 of them, `--minutes N` how
 * long the long ones watch, `--json FILE` writes the figures (`-`: to the standard output), `--as-built` measures
 * `dist/` as it is. Compares only within one run; never fails because of a time.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { parseArgs } from 'node:util';
import { nearest } from '../protocol/nearest.ts';
import { CannotMeasure, jsonRow, type Row, type Section } from './bench/section.ts';
import { sections } from './bench/sections.ts';
import { table } from './bench/table.ts';
import { build, isFresh } from './build.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    minutes: { type: 'string' },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    'as-built': { type: 'boolean', default: false },
  },
});

/** Work on the machine: 1.0 is one core busy over the last minute; Windows does not tell. */
function load(): number {
  return Number(loadavg()[0]!.toFixed(2));
}

function machine(): Record<string, string | number> {
  const processors = cpus();
  return {
    processors: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    loadBefore: load(),
  };
}

function wrongUse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

/** Named as words or with `--only`; all but the longest when none is. */
function wantedSections(): readonly Section[] {
  const known = sections.map((section) => section.name);
  const named = [...positionals, ...flags.only.split(',')].filter((name) => name !== '');
  for (const name of named) {
    if (known.includes(name)) continue;
    wrongUse(`There is no section "${name}"; did you mean ${nearest(name, known)}?`);
  }
  return sections.filter(({ name, onlyByName }) =>
    named.length === 0 ? onlyByName !== true : named.includes(name),
  );
}

const wanted = wantedSections();
openTemporaryFolderUntilExit();

/** null: not given. */
function positive(name: 'minutes' | 'seconds'): number | null {
  const text = flags[name];
  if (text === undefined) return null;
  if (!(Number(text) > 0)) wrongUse(`--${name} takes a number above 0.`);
  return Number(text);
}

const minutes = positive('minutes');
const seconds = positive('seconds') ?? (flags.quick ? 5 : 20);
if (!flags['as-built'] && !isFresh()) await build();

const about = machine();
const results: object[] = [];
const withAim: Row[] = [];
const isPiped = flags.json === '-';
const say = (text: string): void => {
  (isPiped ? process.stderr : process.stdout).write(text);
};
say(
  `${Object.entries(about)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ')}\n`,
);
for (const section of wanted) {
  const loadBefore = load();
  say(`\n${section.title}\n${section.method} Load before: ${loadBefore}.\n\n`);
  try {
    const rows = await section.run({
      seconds,
      minutes,
      note: (sentence) => process.stderr.write(`  ${sentence}\n`),
    });
    say(`${table(rows)}\n`);
    const { name, method } = section;
    results.push({ section: name, method, loadBefore, rows: rows.map(jsonRow) });
    withAim.push(...rows.filter(({ aim }) => aim !== undefined));
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    say(`not measured: ${error.message}\n`);
    results.push({ section: section.name, notMeasured: error.message });
  }
}
if (withAim.length > 0) {
  say(`\nAll that has an aim\n\n${table(withAim.map(({ values: _, ...row }) => row))}\n`);
}
const loadAfter = load();
say(`\nload after: ${loadAfter}\n`);
if (flags.json !== undefined) {
  const text = `${JSON.stringify({ machine: { ...about, loadAfter }, results }, null, 1)}\n`;
  if (isPiped) process.stdout.write(text);
  else writeFileSync(flags.json, text);
}
process.exit(0);
