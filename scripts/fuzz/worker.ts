/**
 * A process of `npm run fuzz`: runs all targets in turn with one seed, and reports the result of each. A crash, an input that
 * takes too long, and memory that keeps growing are problems.
 */
import { type FuzzFinding, type FuzzTarget, runTarget } from './target.ts';
import { targets } from './targets.ts';

export interface FuzzTask {
  readonly seed: number;
  /** Of all targets together; null: until `inputsMax`. */
  readonly ms: number | null;
  readonly inputsMax: number | null;
  /** null: all. */
  readonly target: string | null;
}

export type FuzzReport =
  | { readonly kind: 'begun'; readonly name: string; readonly seed: number; readonly input: number }
  | {
      readonly kind: 'ended';
      readonly name: string;
      readonly inputs: number;
      readonly slowestMs: number;
      /** null: nothing was found. */
      readonly problem: FuzzProblem | null;
    };

/** What was found, and how many inputs of which seed show it again. */
export interface FuzzProblem {
  readonly what: string;
  readonly seed: number;
  readonly inputs: number;
}

/** Memory in use may grow by this much in the second half of a target's time, bytes: caches still fill up a little. */
const growthBytesMax = 24_000_000;

/** Of each target, however busy the machine is: it reads a few of the slowest parser's a second. */
const inputsMin = 20;

function send(report: FuzzReport): void {
  process.send?.(report);
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function wordsFor(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function problemOf(finding: FuzzFinding): FuzzProblem {
  const { seed, input } = finding;
  const isSlow = finding.kind === 'hang';
  const what = isSlow ? `an input took ${finding.ms.toFixed(0)} ms` : wordsFor(finding.error);
  return { what, seed, inputs: input + 1 };
}

let current = { name: '', seed: 0, input: 0 };

async function runOne(
  target: FuzzTarget,
  { seed, inputsMax }: FuzzTask,
  ms: number,
): Promise<void> {
  const { name } = target;
  const begunMs = performance.now();
  let middleBytes: number | null = null;
  let lastBytes = 0;
  // Measured inside the run, because a parser with state is closed at its end.
  const measured: FuzzTarget = {
    name,
    async open() {
      const parser = await target.open();
      return {
        next: (random) => parser.next(random),
        close: async () => {
          lastBytes = usedBytes();
          await parser.close?.();
        },
      };
    },
  };
  let reportedMs = 0;
  const end = await runTarget(measured, {
    seed,
    untilMs: begunMs + ms,
    inputsMax: inputsMax ?? Number.POSITIVE_INFINITY,
    inputsMin,
    begun(input, seed) {
      current = { name, seed, input };
      const passedMs = performance.now() - begunMs;
      if (middleBytes === null && passedMs > ms / 2) middleBytes = usedBytes();
      if (passedMs - reportedMs < 1_000 && input > 0) return;
      reportedMs = passedMs;
      send({ kind: 'begun', name, seed, input });
    },
  });
  const { inputs, slowestMs, finding } = end;
  const grownBytes = middleBytes === null ? 0 : lastBytes - middleBytes;
  const growth =
    grownBytes > growthBytesMax
      ? { what: `memory grew by ${(grownBytes / 1e6).toFixed(1)} MB`, seed, inputs }
      : null;
  const problem = finding === null ? growth : problemOf(finding);
  send({ kind: 'ended', name, inputs, slowestMs, problem });
}

process.once('message', (task: FuzzTask) => {
  const { ms, target } = task;
  const fail = (error: unknown): void => {
    const { name, seed, input } = current;
    const inputs = input + 1;
    const problem = { what: wordsFor(error), seed, inputs };
    send({ kind: 'ended', name, inputs, slowestMs: 0, problem });
    process.disconnect();
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const chosen = targets.filter(({ name }) => target === null || name === target);
  const run = async (): Promise<void> => {
    for (const one of chosen) {
      await runOne(one, task, ms === null ? Number.POSITIVE_INFINITY : ms / chosen.length);
    }
    process.exit(0);
  };
  void run().catch(fail);
});
