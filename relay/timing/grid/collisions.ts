/** Tells collisions apart: sources report one many times, and for both cars. Pure: the caller passes the time. */
import type { CarCollision } from '../../../protocol/cars.ts';

/** More of the same car within this time belong to the same collision, ms. */
const quietMs = 2_000;

export class Collisions {
  /** When a collision of a car was reported last, ms. */
  readonly #hitAt = new Map<number, number>();

  /** @returns false: it belongs to a collision that was reported before */
  admits({ carId, otherId }: CarCollision, now: number): boolean {
    const before = this.#hitAt.get(carId) ?? Number.NEGATIVE_INFINITY;
    if (now - before < quietMs) return false;
    this.#hitAt.set(carId, now);
    if (otherId !== null) this.#hitAt.set(otherId, now);
    return true;
  }
}
