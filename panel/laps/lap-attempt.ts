/**
 * Selects the samples of a stored lap that belong to the completed attempt. A lap number also covers attempts that were
 * given up (restarting the session or returning to the pits keeps the number), and a moment of the laps before and
 * after, as number and clock change in different samples. The lap's clock separates them. Pure.
 */
import { clockFell, drivenTimes, hasLapClock } from '../../protocol/driven-time.ts';
import type { LapSamples } from './lap-samples.ts';

/** A run of the clock shorter than this is the beginning of the next lap, ms. */
const nextLapMs = 1_000;
/** A published lap time that differs more from the recording belongs to another lap, ms. */
export const lapTimeToleranceMs = 1_000;
/** The start and the end of the lap are recorded when a sample is this close, ms. */
const edgeMs = 1_500;

export interface LapAttempt {
  /** Samples from `first` up to and excluding `end`. */
  readonly first: number;
  readonly end: number;
  /** ms driven since the clock started, for each of these samples: `timesMs[i - first]`. Pauses do not count. */
  readonly timesMs: Float64Array;
  /** The game's clock is known. Without it, time begins with the first sample. */
  readonly hasClock: boolean;
  /** The start of the clock and the end of the lap are recorded. */
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

/**
 * The last attempt, from the start of its clock to the line.
 * @param lapMs the lap's time from the game; null: not known
 * @returns null: there are no samples
 */
export function attemptOf(samples: LapSamples, lapMs: number | null): LapAttempt | null {
  if (samples.count === 0) return null;
  const hasClock = hasLapClock(samples);
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
    fromStart: beganMs <= edgeMs,
    toEnd: !hasClock || (lapMs !== null && Math.abs(lapMs - endedMs) <= edgeMs),
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
    ({ toMs }) => lapMs !== null && Math.abs(lapMs - toMs) <= lapTimeToleranceMs + edgeMs,
  );
  const longest = runs.reduce((most, one) =>
    one.toMs - one.fromMs > most.toMs - most.fromMs ? one : most,
  );
  const run = lastLongRun(reaching) ?? lastLongRun(runs) ?? longest;
  return [started(clockMs, run), run.end];
}

/** The last run that is not a stub. */
function lastLongRun(runs: readonly Run[]): Run | undefined {
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

/** While the clock waits for the start it is 0. The lap begins with the last of these samples. */
function started(clockMs: Float64Array, { first, end }: Run): number {
  let at = first;
  while (at + 1 < end && clockMs[at] === 0 && clockMs[at + 1] === 0) at++;
  return at;
}
