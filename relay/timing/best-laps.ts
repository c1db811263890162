/**
 * Finds the fastest of the laps that count; `countsForBests` in `lap-validity.ts` is the rule, and `comparison-key.ts` says which
 * laps may be compared. `laps-view.ts` in `relay/storage/migrations` says the same in SQL.
 * Best sectors are in `sector-times.ts`. Pure.
 */
import { countsForBests } from './lap-validity.ts';

/** The values that decide whether a stored lap can be a best lap. */
export interface BestCandidate {
  readonly lapMs: number | null;
  readonly valid: boolean | null;
  readonly fromLine: boolean | null;
}

/** See `countsForBests`. */
function counts<T extends BestCandidate>(lap: T): lap is T & { lapMs: number } {
  const { lapMs: timeMs, valid, fromLine } = lap;
  return countsForBests({ timeMs, valid, fromLine: fromLine !== false });
}

/** The fastest lap that counts; the first of equal ones. */
export function fastest<T extends BestCandidate>(
  laps: readonly T[],
): (T & { lapMs: number }) | null {
  let best: (T & { lapMs: number }) | null = null;
  for (const lap of laps) {
    if (counts(lap) && (best === null || lap.lapMs < best.lapMs)) best = lap;
  }
  return best;
}
