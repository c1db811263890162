/**
 * What this machine lets through right now, without any of the program: a thread counts a step every 3 ms, a second
 * one looks at the count and tells it to this thread. On a quiet machine nothing of it is lost; what is lost of it on
 * a busy one, the program cannot have either. Beside a test of the program it says how much of a loss is ours.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import { percentile } from '../../scripts/bench/statistics.ts';

/** A sample: of the program or bare. Times in ms on any clock of one rate. */
export interface Sampled {
  /** Number of the step. */
  readonly packetId: number;
  /** When it was taken. */
  readonly t: number;
  /** When it came to this thread, monotonic. */
  readonly receivedMs: number;
}

// They work about as long as the demo car for a step and the agent for a sample: who never works is let in first.
// Cells: 0 counts the steps, 1 is waited on and never changes. In plain JavaScript, as threads have no loader.
const clock = `
  const { workerData: { cells, intervalMs }, parentPort } = require('node:worker_threads');
  const now = () => Number(process.hrtime.bigint()) / 1e6;
  const wait = (ms) => { if (ms > 0) Atomics.wait(cells, 1, 0, ms); };
  const work = (ms) => { for (const untilMs = now() + ms; now() < untilMs; ); };
  let dueMs = now();`;

const stepper = `${clock}
  for (;;) {
    dueMs += 3;
    wait(dueMs - now());
    work(0.1);
    Atomics.add(cells, 0, 1);
  }`;

const looker = `${clock}
  let seen = 0;
  for (;;) {
    dueMs += intervalMs;
    wait(dueMs - now());
    let packetId = Atomics.load(cells, 0);
    while (packetId === seen) {
      wait(0.25);
      packetId = Atomics.load(cells, 0);
    }
    seen = packetId;
    const t = now();
    work(0.2);
    parentPort.postMessage({ packetId, t });
    if (intervalMs === 0) dueMs = t;
    else while (dueMs + intervalMs < t) dueMs += intervalMs;
  }`;

export class BareSampling {
  readonly #samples: Sampled[] = [];

  /** Begins; ended with the test. @param hz samples a second; `'every'` looks for every step */
  static async start(hz: number | 'every'): Promise<BareSampling> {
    const cells = new Int32Array(new SharedArrayBuffer(8));
    const intervalMs = hz === 'every' ? 0 : 1000 / hz;
    const threads = [stepper, looker].map(
      (source) => new Worker(source, { eval: true, workerData: { cells, intervalMs } }),
    );
    onTestFinished(async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    });
    const bare = new BareSampling();
    const [, looking] = threads;
    looking!.on('message', ({ packetId, t }: { packetId: number; t: number }) => {
      bare.#samples.push({ packetId, t, receivedMs: monotonicMs() });
    });
    await once(looking!, 'message');
    return bare;
  }

  /** What was taken and came within the time, both monotonic ms. */
  between(fromMs: number, toMs: number): readonly Sampled[] {
    return this.#samples.filter(({ receivedMs }) => receivedMs >= fromMs && receivedMs <= toMs);
  }
}

/** Shares of what should be there and is not, 0…1 each, by what they are of. */
export type Losses = Readonly<Record<string, number>>;

/** So much of the bare steps a quiet machine loses too: it excuses nothing. */
const quiet = 0.005;

/**
 * What was lost without an excuse: the median over the windows. Twice what the bare threads lost at the same time is
 * excused, as the program's way leads through twice as many threads that can be held up.
 */
export function lostByUs(
  windows: readonly (readonly Sampled[])[],
  bare: BareSampling,
  lossesOf: (samples: readonly Sampled[]) => Losses,
  lossesOfBare = lossesOf,
): Losses {
  const pairs = windows.map((samples) => {
    const [first, last] = [samples[0]!, samples.at(-1)!];
    return {
      ours: lossesOf(samples),
      machine: lossesOfBare(bare.between(first.receivedMs, last.receivedMs)),
    };
  });
  const names = Object.keys(pairs[0]!.ours);
  const excused = (machine: number) => 2 * Math.max(0, machine - quiet);
  const more = (name: string) =>
    pairs.map(({ ours, machine }) => ours[name]! - excused(machine[name]!));
  return Object.fromEntries(names.map((name) => [name, percentile(more(name), 0.5)]));
}

/** Five windows of one length, one after another. */
export function fiveWindows(samples: readonly Sampled[]): readonly Sampled[][] {
  const size = Math.floor(samples.length / 5);
  return [0, 1, 2, 3, 4].map((i) => samples.slice(i * size, (i + 1) * size));
}

/** Differences of neighbours. */
export function steps(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => value - values[i]!);
}

export function perSecond(timesMs: readonly number[]): number {
  return ((timesMs.length - 1) * 1000) / (timesMs.at(-1)! - timesMs[0]!);
}

/** How far the rate of taking is from 60 Hz. */
export function lossOfRate(samples: readonly Sampled[]): Losses {
  return { rate: Math.abs(perSecond(samples.map(({ t }) => t)) / 60 - 1) };
}

/** Steps that were written and not taken. */
export function lossesOfSteps(samples: readonly Sampled[]): Losses {
  const written = samples.at(-1)!.packetId - samples[0]!.packetId + 1;
  return { steps: 1 - samples.length / written };
}
