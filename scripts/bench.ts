/**
 * `npm run bench`: measures the project on this machine and prints tables. `--only latency,cpu` chooses sections,
 * `--json` prints JSON, `--quick` measures shorter. Compares only within one run; never fails because of a time.
 */
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { parseArgs } from 'node:util';
import { nearest } from '../protocol/nearest.ts';
import { CannotMeasure, type Row } from './bench/section.ts';
import { sections } from './bench/sections.ts';
import { build, isFresh } from './build.ts';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});

function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const lines = [
    ['', ...columns, 'unit'],
    ...rows.map((row) => [
      row.name,
      ...columns.map((column) => (column in row.values ? shown(row.values[column]!) : '')),
      row.unit,
    ]),
  ];
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]! + 2)))
        .join(''),
    )
    .join('\n');
}

function machine(): Record<string, string | number> {
  const processors = cpus();
  return {
    processors: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    // Others on the machine: 1.0 is one core busy over the last minute; Windows does not tell.
    loadBefore: Number(loadavg()[0]!.toFixed(2)),
  };
}

const wanted = flags.only === '' ? sections.map(({ name }) => name) : flags.only.split(',');
for (const name of wanted) {
  const known = sections.map((section) => section.name);
  if (!known.includes(name)) {
    process.stderr.write(`There is no section "${name}"; did you mean ${nearest(name, known)}?\n`);
    process.exit(2);
  }
}
if (!isFresh()) await build();

const about = machine();
const results: object[] = [];
const say = (text: string): void => {
  if (!flags.json) process.stdout.write(text);
};
say(
  `${Object.entries(about)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · ')}\n`,
);
for (const section of sections.filter(({ name }) => wanted.includes(name))) {
  say(`\n${section.title}\n${section.method}\n\n`);
  try {
    const rows = await section.run({
      seconds: flags.quick ? 5 : 20,
      note: (sentence) => process.stderr.write(`  ${sentence}\n`),
    });
    say(`${table(rows)}\n`);
    results.push({ section: section.name, method: section.method, rows });
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    say(`not measured: ${error.message}\n`);
    results.push({ section: section.name, notMeasured: error.message });
  }
}
const loadAfter = Number(loadavg()[0]!.toFixed(2));
say(`\nload after: ${loadAfter}\n`);
if (flags.json) {
  process.stdout.write(
    `${JSON.stringify({ machine: { ...about, loadAfter }, results }, null, 1)}\n`,
  );
}
process.exit(0);
