/** The gap of the lap that is driven to a lap that was driven. Pure. */
import type { LapTrace, TracePoint } from './lap-trace.ts';

/** A lap begins at most so far before the reference did, shares of the track: a grid lies behind its line. */
const beforeShare = 0.1;

/**
 * Follows one lap along one reference. Where the game's position begins on the two laps does not matter, nor how
 * often it began anew since.
 */
export class LapDelta {
  readonly reference: LapTrace;
  readonly #lap: LapTrace;
  /** From the driven lap's way to the place on the reference; null: not looked for yet. */
  #offset: number | null = null;
  #index = 0;

  constructor(lap: LapTrace, reference: LapTrace) {
    this.#lap = lap;
    this.reference = reference;
  }

  /** Behind (+) or ahead (-) of the reference where the car is now, ms; null: not known. */
  at(point: TracePoint): number | null {
    if (this.#lap.broken) return null;
    const timeMs =
      this.reference.source === 'coordinates'
        ? this.#byCoordinates(point)
        : this.#byPosition(point);
    return timeMs === null ? null : Math.round(point.timeMs - timeMs);
  }

  #byPosition({ timeMs, position }: TracePoint): number | null {
    if (position === null || Number.isNaN(this.#lap.startPosition)) return null;
    const way = this.#lap.startPosition + this.#lap.positionWay - this.reference.linePosition;
    this.#offset ??= this.#nearestTurn(way, timeMs);
    return this.reference.timeAt(way + this.#offset);
  }

  /** The way is known but for whole turns: the turn at which the reference's time is nearest. */
  #nearestTurn(way: number, timeMs: number): number {
    const first = -Math.round(way);
    let best = first;
    let away = Number.POSITIVE_INFINITY;
    for (const turn of [first, first - 1, first + 1]) {
      const time = this.#timeNear(way + turn);
      if (time === null || Math.abs(time - timeMs) >= away) continue;
      away = Math.abs(time - timeMs);
      best = turn;
    }
    return best;
  }

  /** Shortly before its beginning, the reference was as good as there. */
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
