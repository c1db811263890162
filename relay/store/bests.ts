/** Which laps are the best ones. Pure; the SQL databases say the same in a view. */
import type { SessionFacts } from '../../protocol/session.ts';

/** Equal for sessions whose laps may be compared; null when one of driver, car and track is not known. */
export function comparisonKey(facts: SessionFacts): string | null {
  const { driverName, car, track, trackConfiguration } = facts;
  if (!driverName || !car || !track) return null;
  return JSON.stringify([driverName, car, track, trackConfiguration ?? '']);
}

/** A lap that the game is known not to count is no best; one of which nothing is known may be. */
export function counts<T extends { lapMs: number | null; valid: boolean | null }>(
  lap: T,
): lap is T & { lapMs: number } {
  return lap.lapMs !== null && lap.valid !== false;
}

/** The fastest that counts; of equal ones the first. */
export function fastest<T extends { lapMs: number | null; valid: boolean | null }>(
  laps: readonly T[],
): (T & { lapMs: number }) | null {
  let best: (T & { lapMs: number }) | null = null;
  for (const lap of laps) {
    if (counts(lap) && (best === null || lap.lapMs < best.lapMs)) best = lap;
  }
  return best;
}
