/** The present stint: laps since the last stop, and the tyres. Pure. */
import { limits } from '../../../protocol/limits.ts';
import type { TimingLap } from '../../../protocol/timing-summary.ts';

/**
 * Completed laps since the last stop, the lap of the stop not counted.
 * @param laps of the timing, which lists the newest only
 * @returns null: not known
 */
export function stintLaps(laps: readonly TimingLap[]): number | null {
  let count = 0;
  while (count < laps.length && !laps[laps.length - 1 - count]!.pitted) count++;
  const isKnown = count < laps.length || laps.length < limits.timingLapsMax;
  return isKnown ? count : null;
}

/** The letter in brackets at the end of the game's name of a compound: `M` of `Slick Medium (M)`; empty: there is none. */
export function compoundLetter(compound: string | undefined): string {
  return /\(([^()]{1,3})\)\s*$/.exec(compound ?? '')?.[1]?.trim() ?? '';
}
