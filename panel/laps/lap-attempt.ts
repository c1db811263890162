/**
 * Which samples of a stored lap are the lap. Under one number lie also attempts that were given up (the counter stays
 * when a session is restarted, or the car is put back to the pits), and a moment of the laps before and after it, as
 * counter and clock change in different samples. The lap's own clock tells them apart. Pure.
 */
import { clockFell, clockTold, drivenTimes } from '../../protocol/driven-time.ts';
import type { LapSamples } from './lap-samples.ts';

/** What a clock that was started again shows of the next lap is shorter than this, ms. */
const nextLapMs = 1_000;
/** A told lap time that is further from what was recorded belongs to something else, ms. */
export const toldLapMs = 1_000;
/** The beginning, or the line, was seen when a sample is so near to it, ms. */
const seenMs = 1_500;

export interface LapAttempt {
  /** Samples from `first` up to, not with, `end`. */
  readonly first: number;
  readonly end: number;
  /** ms driven since its clock began, of each of these samples: `timesMs[i - first]`. A pause takes none of it. */
  readonly timesMs: Float64Array;
  /** The game's clock was read; without one, the time begins with the first sample. */
  readonly hasClock: boolean;
  /** It was seen from where its clock began, and up to the end of the lap. */
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

/**
 * The last attempt, from where its clock starts to the line.
 * @param lapMs the lap's time as the game told it; null: not known
 * @returns null where nothing was recorded
 */
export function attemptOf(samples: LapSamples, lapMs: number | null): LapAttempt | null {
  if (samples.count === 0) return null;
  const hasClock = clockTold(samples);
  const [first, end] = hasClock ? lastRun(samples.clockMs, lapMs) : [0, samples.count];
  const timesMs = drivenTimes({
    packetId: samples.packetId.subarray(first, end),
    t: samples.publishedMs.subarray(first, end),
    clockMs: samples.clockMs.subarray(first, end),
  });
  const beganMs = timesMs[0]!;
  const endedMs = timesMs[timesMs.length - 1]!;
  return {
    first,
    end,
    timesMs,
    hasClock,
    fromStart: beganMs <= seenMs,
    toEnd: !hasClock || (lapMs !== null && Math.abs(lapMs - endedMs) <= seenMs),
  };
}

interface Run {
  readonly first: number;
  end: number;
  /** The clock at its first and its newest reading, ms. */
  readonly fromMs: number;
  toMs: number;
}

/** The samples between two starts of the clock that are the lap. */
function lastRun(clockMs: Float64Array, lapMs: number | null): [number, number] {
  const runs = runsOf(clockMs);
  const reaching = runs.filter(
    ({ toMs }) => lapMs !== null && Math.abs(lapMs - toMs) <= toldLapMs + seenMs,
  );
  const longest = runs.reduce((most, one) =>
    one.toMs - one.fromMs > most.toMs - most.fromMs ? one : most,
  );
  const run = longOf(reaching) ?? longOf(runs) ?? longest;
  return [started(clockMs, run), run.end];
}

/** The last one, but for a stub: the end of the lap before stands in front of the lap, and reaches a time too. */
function longOf(runs: readonly Run[]): Run | undefined {
  return runs.filter(({ fromMs, toMs }) => toMs - fromMs >= nextLapMs).at(-1);
}

function runsOf(clockMs: Float64Array): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < clockMs.length; i++) {
    const now = clockMs[i]!;
    const run = runs.at(-1);
    if (Number.isNaN(now)) {
      if (run !== undefined) run.end = i + 1;
    } else if (run === undefined || clockFell(run.toMs, now)) {
      runs.push({ first: i, end: i + 1, fromMs: now, toMs: now });
    } else {
      run.toMs = Math.max(run.toMs, now);
      run.end = i + 1;
    }
  }
  return runs;
}

/** A clock that waits for the start stands at 0: the lap begins with the last of those samples. */
function started(clockMs: Float64Array, { first, end }: Run): number {
  let at = first;
  while (at + 1 < end && clockMs[at] === 0 && clockMs[at + 1] === 0) at++;
  return at;
}
