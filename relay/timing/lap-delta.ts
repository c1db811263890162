/**
 * Computes the delta: how far the current lap is behind or ahead of a reference lap at the same place. `reference-laps.ts`
 * chooses that lap. Pure.
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
  /**
   * Whole turns from the current lap's distance to the place on the reference: a lap whose clock started at 0.98, before the
   * line, is at 1.05 where the reference is at 0.05, so -1. null: not known yet.
   */
  #offset: number | null = null;
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
    const distance = this.#lap.position - this.reference.linePosition;
    if (position === null || Number.isNaN(distance)) return null;
    this.#offset ??= this.#nearestTurn(distance, timeMs);
    return this.reference.timeAt(distance + this.#offset);
  }

  /** The distance is known except for whole turns. Chooses the turn whose reference time is nearest. */
  #nearestTurn(distance: number, timeMs: number): number {
    const first = -Math.round(distance);
    let best = first;
    let smallest = Number.POSITIVE_INFINITY;
    for (const turn of [first, first - 1, first + 1]) {
      const time = this.#timeNear(distance + turn);
      if (time === null || Math.abs(time - timeMs) >= smallest) continue;
      smallest = Math.abs(time - timeMs);
      best = turn;
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
