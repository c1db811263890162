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

export type FuzzFinding =
  | { readonly kind: 'crash'; readonly input: number; readonly error: unknown }
  | { readonly kind: 'hang'; readonly input: number; readonly ms: number };

export interface FuzzEnd {
  readonly inputs: number;
  readonly slowestMs: number;
  readonly finding: FuzzFinding | null;
}

export interface FuzzOptions {
  readonly seed: number;
  /** The run ends at whichever comes first. */
  readonly untilMs: number;
  readonly inputsMax: number;
  /** The only input whose time counts; absent: all. */
  readonly timedInput?: number;
  /** Called before each input, for a watchdog. */
  readonly begun?: (input: number) => void;
}

/** Gives inputs to a parser until the time is over or one fails. The same seed gives the same inputs. */
async function runOnce(
  { name }: FuzzTarget,
  parser: FuzzParser,
  options: FuzzOptions,
): Promise<FuzzEnd> {
  const { seed, untilMs, inputsMax, timedInput, begun } = options;
  const random = createRandom(seed, name);
  let slowestMs = 0;
  let cpu = process.cpuUsage();
  let cpuReadMs = performance.now();
  let input = 0;
  for (; input < inputsMax; input++) {
    begun?.(input);
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
      return { inputs: input + 1, slowestMs, finding: { kind: 'crash', input, error } };
    }
    const endedMs = performance.now();
    if (endedMs - startedMs > Math.min(slowestMs, inputMsMax)) {
      // Another program may have had the core.
      const { user, system } = process.cpuUsage(cpu);
      const ms = Math.min(endedMs - startedMs, (user + system) / 1000);
      slowestMs = Math.max(slowestMs, ms);
      if (ms > inputMsMax && (timedInput ?? input) === input) {
        return { inputs: input + 1, slowestMs, finding: { kind: 'hang', input, ms } };
      }
    }
    if (endedMs > untilMs) return { inputs: input + 1, slowestMs, finding: null };
    if (input % inputsPerTurn === 0) await new Promise((resume) => setImmediate(resume));
  }
  return { inputs: input, slowestMs, finding: null };
}

/** A slow input is given again so often: a collection of garbage or a busy machine is slow once. */
const replays = 3;

/** Runs a target with a new parser. A slow input counts only if it is slow each time the same inputs are given to another one. */
export async function runTarget(target: FuzzTarget, options: FuzzOptions): Promise<FuzzEnd> {
  const { inputs, slowestMs, finding } = await runNew(target, options);
  if (finding?.kind !== 'hang') return { inputs, slowestMs, finding };
  const untilMs = Number.POSITIVE_INFINITY;
  const again = { ...options, untilMs, inputsMax: inputs, timedInput: finding.input };
  let end: FuzzEnd = { inputs, slowestMs, finding };
  for (let replay = 0; replay < replays && end.finding?.kind === 'hang'; replay++) {
    end = await runNew(target, again);
  }
  return { ...end, inputs };
}

async function runNew(target: FuzzTarget, options: FuzzOptions): Promise<FuzzEnd> {
  const parser = await target.open();
  try {
    return await runOnce(target, parser, options);
  } finally {
    await parser.close?.();
  }
}
