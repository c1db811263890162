/**
 * Decides whether a lap is valid and counts for the best laps. Live pages, database and exports all use this result.
 * `comparison-key.ts` says which laps can be compared with each other. Pure.
 */

/** This many tyres off the track are a cut, when the game does not report validity. */
const tyresOutCut = 3;

/** What is known of a lap when it is complete. */
export interface LapEvidence {
  readonly lapMs: number | null;
  /** Greatest error of a time that comes from the lap clock, ms; 0: the game reported the time. */
  readonly toleranceMs: number;
  /** `bestLapTime` during the lap, ms. null: the game knew none. undefined: not published. */
  readonly bestBefore: number | null | undefined;
  /** The same once the lap was complete. */
  readonly bestAfter: number | null | undefined;
  /** Most tyres off the track at once during the lap; null: not published. */
  readonly tyresOutMax: number | null;
  /** Every part of the lap was seen. */
  readonly whole: boolean;
}

/**
 * Assetto Corsa has no flag for an invalid lap, but an invalid lap does not become the `bestLapTime`.
 * @returns null: not known
 */
export function lapValidity(evidence: LapEvidence): boolean | null {
  const { lapMs, toleranceMs, bestBefore, bestAfter, tyresOutMax, whole } = evidence;
  if (lapMs === null) return null;
  if (bestAfter !== undefined) {
    const becameBest = bestAfter === lapMs && bestBefore !== undefined && bestBefore !== lapMs;
    if (becameBest) return true;
    if (bestAfter === null || bestAfter > lapMs + toleranceMs) return false;
  }
  if (tyresOutMax !== null && tyresOutMax >= tyresOutCut) return false;
  return whole && tyresOutMax !== null ? true : null;
}

/** The values that decide whether a lap can be a best lap. */
export interface CountableLap {
  readonly timeMs: number | null;
  readonly valid: boolean | null;
  /** false: the beginning of the lap was not seen. */
  readonly fromLine: boolean;
}

/**
 * A lap counts for the best laps unless it has no time, is invalid, or its beginning was not seen.
 */
export function countsForBests(lap: CountableLap): boolean {
  return lap.timeMs !== null && lap.valid !== false && lap.fromLine;
}
