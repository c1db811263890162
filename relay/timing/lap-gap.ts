/** The gap of the lap that is driven to a lap that was driven. Pure. */
import type { LapTrace, TracePoint } from './lap-trace.ts';

/**
 * Follows one lap along one reference. Where the game's position begins on the two laps does not matter, nor how
 * often it began anew since.
 */
export class LapGap {
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
      // Shortly before its beginning, the reference was as good as there.
      const apart = Math.abs((this.reference.timeAt(way + turn) ?? 0) - timeMs);
      if (apart >= away) continue;
      away = apart;
      best = turn;
    }
    return best;
  }

  #byCoordinates({ x, z }: TracePoint): number | null {
    if (x === null || z === null) return null;
    const passage = this.reference.passage(x, z, this.#index);
    if (passage === null) return null;
    this.#index = passage.index;
    return passage.timeMs;
  }
}
