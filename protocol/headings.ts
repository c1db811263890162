/** Computes the direction in which each car points from its positions, for sources that report none. Pure. */
import type { Vector } from './frame.ts';

/** A car that has moved less than this keeps its direction, m. */
const movedM = 0.4;
/** Slower cars turn on the spot or roll back, km/h. */
const movesKmh = 4;
/** Positions farther apart in time, ms, or space, m, do not show a direction. */
const apartMs = 1_000;
const apartM = 60;

interface Known {
  position: Vector;
  atMs: number;
  heading: number | null;
}

export class Headings {
  readonly #known = new Map<number, Known>();

  /** @returns `atan2(dx, dz)`, rad; null: the car has not moved yet */
  of(id: number, position: Vector, speedKmh: number, nowMs: number): number | null {
    const known = this.#known.get(id);
    if (known === undefined) {
      this.#known.set(id, { position, atMs: nowMs, heading: null });
      return null;
    }
    const dx = position[0] - known.position[0];
    const dz = position[2] - known.position[2];
    const far = Math.hypot(dx, dz);
    if (far < movedM) return known.heading;
    const isStep = nowMs - known.atMs <= apartMs && far <= apartM;
    if (isStep && speedKmh >= movesKmh) known.heading = Math.atan2(dx, dz);
    known.position = position;
    known.atMs = nowMs;
    return known.heading;
  }
}
