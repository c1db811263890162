/** Decides the time of a lap: the time that the game reports, else the one of the lap clock. Pure. */
import type { BookState, LineEvidence } from './book-state.ts';
import { windowMs } from './lap-boundaries.ts';
import { changedSince } from './reported-value.ts';

/** The clock's time differs from the game's by at most this and one sample, ms. */
const clockToleranceMs = 30;
/** Usual greatest difference, ms. */
const clockNearMs = 3;

/** A time and its greatest error, ms. */
export interface LapTime {
  readonly ms: number;
  readonly toleranceMs: number;
}

const gameTime = (ms: number): LapTime => ({ ms, toleranceMs: 0 });

/** @returns null: neither time is known */
export function lapTimeOf(
  { lastLap, bestLap, moment }: BookState,
  evidence: LineEvidence,
  clockMs: number | null,
): LapTime | null {
  const from = evidence.beforeAt - windowMs;
  const toleranceMs = clockToleranceMs + evidence.at - evidence.beforeAt;
  // When the frames end right after the line, the game may not have reported the time yet.
  const isEarly = (moment?.at ?? 0) - evidence.at <= windowMs;
  const farMs = isEarly ? clockNearMs : toleranceMs;
  const isNear = (ms: number, most: number) => clockMs === null || Math.abs(ms - clockMs) <= most;
  const last = lastLap?.value ?? null;
  // Two laps can have the same time. A time that contradicts the clock belongs to the lap before.
  if (last !== null && (changedSince(lastLap, from) || isNear(last, farMs))) return gameTime(last);
  const best = bestLap?.value ?? null;
  // A new best time is the time of the lap that made it.
  if (last === null && best !== null && changedSince(bestLap, from) && isNear(best, toleranceMs)) {
    return gameTime(best);
  }
  return clockMs === null ? null : { ms: clockMs, toleranceMs };
}
