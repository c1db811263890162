/**
 * Computes the delta: how far the current lap is behind or ahead of a reference lap at the same place. `reference-laps.ts`
 * chooses that lap. Pure.
 *
 * A position is the game's own share of the track, 0…1, and 0 may lie anywhere on it. A place is a share of the reference
 * lap: 0 where its clock started, 1 where it ended. The line is where the game starts the clock of a lap.
 *
 * For example, the line is at position 0.9. A lap whose first frame is at 0.95 is 0.05 from the line, and so at place 0.05. A lap
 * whose first frame is at 0.05, where the game has begun anew, is -0.85 from the line: with one whole lap it is at place 0.15.
 */
import type { LapTrace, TracePoint } from './lap-trace.ts';

/** A grid lies behind the line, so a lap may begin this much before the reference, as a share of the track. */
const beforeShare = 0.1;

/**
 * Follows one lap along one reference. Works wherever the game's position is 0, and however often the car passed
 * that place.
 */
export class LapDelta {
  readonly reference: LapTrace;
  readonly #lap: LapTrace;
  /** Whole laps to add to the distance from the line for the place; null: not known yet. */
  #wholeLaps: number | null = null;
  /** Index of the reference's sample where the next search by coordinates begins. */
  #index = 0;

  constructor(lap: LapTrace, reference: LapTrace) {
    this.#lap = lap;
    this.reference = reference;
  }

  /** @returns behind (+) or ahead (-) of the reference at this point, ms; null: not known */
  at(point: TracePoint): number | null {
    if (this.#lap.broken) return null;
    const timeMs =
      this.reference.source === 'coordinates'
        ? this.#byCoordinates(point)
        : this.#byPosition(point);
    return timeMs === null ? null : Math.round(point.timeMs - timeMs);
  }

  #byPosition({ timeMs, position }: TracePoint): number | null {
    // The lap counts its position on beyond the line, and stands still while a frame reports none.
    const fromLine = this.#lap.position - this.reference.linePosition;
    if (position === null || Number.isNaN(fromLine)) return null;
    this.#wholeLaps ??= this.#nearestWholeLaps(fromLine, timeMs);
    return this.reference.timeAt(fromLine + this.#wholeLaps);
  }

  /** The place is known except for whole laps. Chooses those with which the reference's time is nearest. */
  #nearestWholeLaps(fromLine: number, timeMs: number): number {
    const first = -Math.round(fromLine);
    let best = first;
    let smallest = Number.POSITIVE_INFINITY;
    for (const laps of [first, first - 1, first + 1]) {
      const time = this.#timeNear(fromLine + laps);
      if (time === null || Math.abs(time - timeMs) >= smallest) continue;
      smallest = Math.abs(time - timeMs);
      best = laps;
    }
    return best;
  }

  /** The time of the reference at a place; 0 shortly before its beginning. */
  #timeNear(place: number): number | null {
    const isBefore = place > this.reference.placeAt(0) - beforeShare;
    return this.reference.timeAt(place) ?? (isBefore ? 0 : null);
  }

  #byCoordinates({ x, z }: TracePoint): number | null {
    if (x === null || z === null) return null;
    const passage = this.reference.passage(x, z, this.#index);
    if (passage === null) return null;
    this.#index = passage.index;
    return passage.timeMs;
  }
}
