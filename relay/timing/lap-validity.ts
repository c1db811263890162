/** Whether a lap counts. The one place where that is decided: live pages, the database and exports all read its result. Pure. */

/** Off the track with this many tyres is a cut, where the game says nothing. */
const tyresOutCut = 3;

/** What is known of a lap when it is complete. */
export interface LapEvidence {
  readonly lapMs: number | null;
  /** It is by the lap's clock and differs from the game's by this at most, ms; 0: it is the game's. */
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
 * @returns null: nothing tells
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

/** What decides whether a lap can be a best one. */
export interface CountableLap {
  readonly timeMs: number | null;
  readonly valid: boolean | null;
  /** false: the beginning of the lap was not seen. */
  readonly fromLine: boolean;
}

/**
 * A lap that the game is known not to count is no best, nor is one whose beginning nobody saw.
 * One of which nothing speaks against it may be.
 */
export function countsForBests(lap: CountableLap): boolean {
  return lap.timeMs !== null && lap.valid !== false && lap.fromLine;
}
