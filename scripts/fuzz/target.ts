/** One parser that faces the network, and the run of one: how long each input takes, and what grows. */
import { createRandom, type Random } from '../../agent/demo/random.ts';

/** A parser with its state, if it keeps one. */
export interface FuzzParser {
  /**
   * Makes one input from the random numbers.
   * @returns gives it to the parser; throws for anything that the parser does not refuse in its own way
   */
  next(random: Random): () => void | Promise<void>;
  close?(): void | Promise<void>;
}

export interface FuzzTarget {
  readonly name: string;
  open(): FuzzParser | Promise<FuzzParser>;
}

/** Runs what may refuse its input with an error of this class. */
export function allowing(
  kind: abstract new (...words: never[]) => Error,
  act: () => unknown,
): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
  }
}

/** A target without state. */
export function pure(name: string, next: (random: Random) => () => void): FuzzTarget {
  return { name, open: () => ({ next }) };
}

/** An input that takes longer is a hang, ms. */
export const inputMsMax = 50;

/** Inputs between two turns of the event loop, in which timers fire. */
const inputsPerTurn = 64;

/** Reading the processor's clock takes as long as parsing a packet, so inputs share a reading for this time, ms. */
const cpuReadingMsMax = 2;

/** The input is counted from 0, with the seed that gives it. */
export type FuzzFinding = { readonly seed: number; readonly input: number } & (
  | { readonly kind: 'crash'; readonly error: unknown }
  | { readonly kind: 'hang'; readonly ms: number }
);

export interface FuzzEnd {
  readonly inputs: number;
  readonly slowestMs: number;
  readonly finding: FuzzFinding | null;
}

export interface FuzzOptions {
  readonly seed: number;
  /** The run ends at whichever comes first, the time only after the first inputs. */
  readonly untilMs: number;
  readonly inputsMax: number;
  /** absent: 0 */
  readonly inputsMin?: number;
  /** The only input whose time counts; absent: all. */
  readonly timedInput?: number;
  /** Called before each input, for a watchdog. */
  readonly begun?: (input: number, seed: number) => void;
}

/** Gives inputs to a parser until the time is over or one fails. The same seed gives the same inputs. */
async function runOnce(
  { name }: FuzzTarget,
  parser: FuzzParser,
  options: FuzzOptions,
): Promise<FuzzEnd> {
  const { seed, untilMs, inputsMax, inputsMin = 0, timedInput, begun } = options;
  const random = createRandom(seed, name);
  let slowestMs = 0;
  let cpu = process.cpuUsage();
  let cpuReadMs = performance.now();
  let input = 0;
  for (; input < inputsMax; input++) {
    begun?.(input, seed);
    const read = parser.next(random);
    const startedMs = performance.now();
    if (startedMs - cpuReadMs > cpuReadingMsMax) {
      cpu = process.cpuUsage();
      cpuReadMs = startedMs;
    }
    try {
      const running = read();
      if (running !== undefined) await running;
    } catch (error) {
      return { inputs: input + 1, slowestMs, finding: { kind: 'crash', seed, input, error } };
    }
    const endedMs = performance.now();
    if (endedMs - startedMs > Math.min(slowestMs, inputMsMax)) {
      // Another program may have had the core.
      const { user, system } = process.cpuUsage(cpu);
      const ms = Math.min(endedMs - startedMs, (user + system) / 1000);
      if (ms > inputMsMax && (timedInput ?? input) === input) {
        return { inputs: input + 1, slowestMs, finding: { kind: 'hang', seed, input, ms } };
      }
      slowestMs = Math.max(slowestMs, ms);
    }
    if (endedMs > untilMs && input + 1 >= inputsMin) {
      return { inputs: input + 1, slowestMs, finding: null };
    }
    if (input % inputsPerTurn === 0) await new Promise((resume) => setImmediate(resume));
  }
  return { inputs: input, slowestMs, finding: null };
}

/** So often a slow input is given again. A collection of garbage, or other programs on the machine, slow down some of them. */
const replays = 10;

/** Between the seeds of two parts of a run. Processes that run beside one another have seeds that differ by less. */
const seedStep = 1_000;

/**
 * Runs a target with a new parser. A slow input counts only if it is slow each time the same inputs are given to another
 * one; else the machine paused, and the run goes on with another seed.
 */
export async function runTarget(target: FuzzTarget, options: FuzzOptions): Promise<FuzzEnd> {
  let inputs = 0;
  let slowestMs = 0;
  for (let { seed } = options; ; seed += seedStep) {
    const part = { ...options, seed, inputsMax: options.inputsMax - inputs };
    const end = await runNew(target, part);
    inputs += end.inputs;
    slowestMs = Math.max(slowestMs, end.slowestMs);
    const isSlow = end.finding?.kind === 'hang';
    const finding = isSlow ? await findingAgain(target, part, end.finding) : end.finding;
    if (!isSlow || finding !== null) return { inputs, slowestMs, finding };
  }
}

/** Gives the same inputs to new parsers. @returns the slow input with its shortest time; null: it is not slow each time */
async function findingAgain(
  target: FuzzTarget,
  options: FuzzOptions,
  first: FuzzFinding & { readonly kind: 'hang' },
): Promise<FuzzFinding | null> {
  const { input } = first;
  const untilMs = Number.POSITIVE_INFINITY;
  const again = { ...options, untilMs, inputsMax: input + 1, timedInput: input };
  let { ms } = first;
  for (let replay = 0; replay < replays; replay++) {
    const { finding } = await runNew(target, again);
    if (finding?.kind !== 'hang') return finding;
    ms = Math.min(ms, finding.ms);
  }
  return { ...first, ms };
}

async function runNew(target: FuzzTarget, options: FuzzOptions): Promise<FuzzEnd> {
  const parser = await target.open();
  try {
    return await runOnce(target, parser, options);
  } finally {
    await parser.close?.();
  }
}
