/** Which time a lap has: the game's own, else the one of the lap's clock. Pure. */
import type { BookState, LineEvidence } from './book-state.ts';
import { windowMs } from './lap-boundaries.ts';
import { changedSince } from './reported-value.ts';

/** A time by the clock and the game's own differ by this at most, and by a sample, ms. */
const clockToleranceMs = 30;
/** As a rule they differ by no more than this, ms. */
const clockNearMs = 3;

/** ms; right but for the tolerance, ms. */
export interface LapTime {
  readonly ms: number;
  readonly toleranceMs: number;
}

const gameTime = (ms: number): LapTime => ({ ms, toleranceMs: 0 });

/** The game's own time, else the clock's. null: neither is known. */
export function lapTimeOf(
  { lastLap, bestLap, moment }: BookState,
  evidence: LineEvidence,
  clockMs: number | null,
): LapTime | null {
  const from = evidence.beforeAt - windowMs;
  const toleranceMs = clockToleranceMs + evidence.at - evidence.beforeAt;
  // The frames end right behind the line: the time may not be told yet.
  const isEarly = (moment?.at ?? 0) - evidence.at <= windowMs;
  const farMs = isEarly ? clockNearMs : toleranceMs;
  const isNear = (ms: number, most: number) => clockMs === null || Math.abs(ms - clockMs) <= most;
  const last = lastLap?.value ?? null;
  // Two laps of one time are legal; a time that the clock contradicts is that of the lap before.
  if (last !== null && (changedSince(lastLap, from) || isNear(last, farMs))) return gameTime(last);
  const best = bestLap?.value ?? null;
  // A new best time is the time of the lap that made it.
  if (last === null && best !== null && changedSince(bestLap, from) && isNear(best, toleranceMs)) {
    return gameTime(best);
  }
  return clockMs === null ? null : { ms: clockMs, toleranceMs };
}
