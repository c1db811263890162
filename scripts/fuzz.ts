/**
 * `npm run fuzz -- --minutes 10`: gives changed inputs to every parser that faces the network or a stranger's file, on all
 * cores. Each input must be read or refused within 50 ms, and memory must not grow. `--target NAME` runs one parser, `--seed N`
 * repeats a run. A finding is printed with the command that repeats it.
 */
import { fork } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import type { FuzzReport, FuzzTask } from './fuzz/worker.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

/** Without a report for so long a worker hangs in an input, ms. On a busy machine it may get no core for many seconds. */
const silentMsMax = 60_000;

/** A worker reports about once a second, so the input that hangs is behind the reported one. */
const inputsPerReport = 200_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    target: { type: 'string' },
    seed: { type: 'string' },
    inputs: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});

interface Total {
  inputs: number;
  slowestMs: number;
}

const totals = new Map<string, Total>();
const findings: string[] = [];

function command(name: string, seed: number, inputs: number): string {
  return `npm run fuzz -- --target ${name} --seed ${seed} --inputs ${inputs}`;
}

function noteReport(report: FuzzReport): void {
  if (report.kind === 'begun') return;
  const { name, inputs, slowestMs, problem } = report;
  const total = totals.get(name) ?? { inputs: 0, slowestMs: 0 };
  total.inputs += inputs;
  total.slowestMs = Math.max(total.slowestMs, slowestMs);
  totals.set(name, total);
  if (problem === null) return;
  const { what, seed, inputs: shown } = problem;
  findings.push(`${name}: ${what}\n  ${command(name, seed, shown)}`);
}

function runWorker(task: FuzzTask): Promise<void> {
  return new Promise((resolve) => {
    const file = new URL('./fuzz/worker.ts', import.meta.url);
    const child = fork(file, [], { execArgv: ['--expose-gc', '--import', 'tsx'] });
    let last: FuzzReport | null = null;
    let watchdog: NodeJS.Timeout;
    const expect = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        const { name, seed, input } = last as FuzzReport & { kind: 'begun' };
        findings.push(
          `${name}: an input does not end\n  ${command(name, seed, input + inputsPerReport)}`,
        );
        child.kill('SIGKILL');
      }, silentMsMax);
    };
    child.on('message', (report: FuzzReport) => {
      if (report.kind === 'begun') last = report;
      noteReport(report);
      expect();
    });
    child.on('exit', (code, signal) => {
      clearTimeout(watchdog);
      if (code !== 0 && signal !== 'SIGKILL') {
        findings.push(
          `A worker ended with ${code ?? signal}; its last input: ${JSON.stringify(last)}`,
        );
      }
      resolve();
    });
    child.send(task);
  });
}

openTemporaryFolderUntilExit();
// It takes what other programs leave of the processor: a slow input is measured by the processor's clock.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const inputsMax = values.inputs === undefined ? null : Number(values.inputs);
const workers = inputsMax === null ? Number(values.workers) : 1;
const ms = inputsMax === null ? Number(values.minutes) * 60_000 : null;
if (!Number.isFinite(firstSeed) || !(workers >= 1) || (ms !== null && !(ms > 0))) {
  console.error('Say for instance: npm run fuzz -- --minutes 2 [--target NAME] [--seed NUMBER]');
  process.exit(2);
}
console.log(`Seed ${firstSeed}, ${workers} workers.`);
await Promise.all(
  Array.from({ length: workers }, (_, i) =>
    runWorker({ seed: firstSeed + i, ms, inputsMax, target: values.target ?? null }),
  ),
);
for (const [name, { inputs, slowestMs }] of totals) {
  console.log(
    `${name.padEnd(16)} ${String(inputs).padStart(10)} inputs, slowest ${slowestMs.toFixed(1)} ms`,
  );
}
const inputs = [...totals.values()].reduce((sum, one) => sum + one.inputs, 0);
console.log(`${inputs} inputs, ${findings.length} findings`);
for (const finding of findings) console.log(`\n${finding}`);
process.exitCode = findings.length === 0 && inputs > 0 ? 0 : 1;
