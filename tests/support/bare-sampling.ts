/**
 * Measures how many samples this machine loses at the moment, without the program: one thread counts a step every
 * 3 ms, a second one polls the count and posts it to this thread. A quiet machine loses nothing. A test of the program
 * subtracts what a busy machine loses, so that only the program's own loss counts.
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
  /** When it was sampled. */
  readonly t: number;
  /** When this thread received it, monotonic. */
  readonly receivedMs: number;
}

// Each works as long as the demo car for a step or the agent for a sample: schedulers favour threads that never work.
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

const poller = `${clock}
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

  /** Starts the threads, which end with the test. @param hz samples a second; `'every'` polls for every step */
  static async start(hz: number | 'every'): Promise<BareSampling> {
    const cells = new Int32Array(new SharedArrayBuffer(8));
    const intervalMs = hz === 'every' ? 0 : 1000 / hz;
    const threads = [stepper, poller].map(
      (source) => new Worker(source, { eval: true, workerData: { cells, intervalMs } }),
    );
    onTestFinished(async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    });
    const bare = new BareSampling();
    const [, polling] = threads;
    polling!.on('message', ({ packetId, t }: { packetId: number; t: number }) => {
      bare.#samples.push({ packetId, t, receivedMs: monotonicMs() });
    });
    await once(polling!, 'message');
    return bare;
  }

  /** Samples received between two monotonic times, ms. */
  between(fromMs: number, toMs: number): readonly Sampled[] {
    return this.#samples.filter(({ receivedMs }) => receivedMs >= fromMs && receivedMs <= toMs);
  }
}

/** Missing shares by name, 0…1 each. */
export type Losses = Readonly<Record<string, number>>;

/** A quiet machine loses this share of the bare steps; only loss above it is subtracted. */
const quiet = 0.005;

/**
 * The program's own loss: the median over the windows. Twice the loss of the bare threads is subtracted, because
 * a sample of the program passes through twice as many threads that the machine can delay.
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
  const machineLoss = (machine: number) => 2 * Math.max(0, machine - quiet);
  const more = (name: string) =>
    pairs.map(({ ours, machine }) => ours[name]! - machineLoss(machine[name]!));
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

/** The rate of a straight line through all times: one that is late at an end of the window hardly changes it. */
export function perSecond(timesMs: readonly number[]): number {
  const middle = (timesMs.length - 1) / 2;
  const [firstMs = 0] = timesMs;
  let squares = 0;
  let products = 0;
  for (const [i, ms] of timesMs.entries()) {
    squares += (i - middle) ** 2;
    products += (i - middle) * (ms - firstMs);
  }
  return (1000 * squares) / products;
}

/** Relative distance of the sampling rate from 60 Hz. */
export function lossOfRate(samples: readonly Sampled[]): Losses {
  return { rate: Math.abs(perSecond(samples.map(({ t }) => t)) / 60 - 1) };
}

/** The share of written steps that were not sampled. */
export function lossesOfSteps(samples: readonly Sampled[]): Losses {
  const written = samples.at(-1)!.packetId - samples[0]!.packetId + 1;
  return { steps: 1 - samples.length / written };
}
