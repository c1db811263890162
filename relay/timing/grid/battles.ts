/**
 * Finds battles: two cars within a second for a lap or more. They may change places meanwhile, and the battle goes on. Pure.
 */
import type { TrackedCar } from './tracked-car.ts';

/** Closer than the first for a lap begins a battle; farther than the second for the third ends it, ms. */
const closeMs = 1_000;
const apartMs = 1_400;
const lapseMs = 2_000;

interface Chase {
  readonly ahead: TrackedCar;
  /** Laps of the chaser from the start at which it began. */
  readonly since: number;
  /** When it was too far away first, ms; null: it is close. */
  apartT: number | null;
}

/** A chase that ended because the two changed places. */
interface Reversal extends Pick<Chase, 'ahead'> {
  readonly t: number;
  /** Laps that it had lasted. */
  readonly lasted: number;
  readonly isBattle: boolean;
}

export class Battles {
  readonly #chases = new Map<TrackedCar, Chase>();
  /** By the car that was chasing. */
  readonly #reversals = new Map<TrackedCar, Reversal>();

  forget(car: TrackedCar): void {
    this.#chases.delete(car);
    this.#reversals.delete(car);
    for (const [chaser, { ahead }] of this.#chases) if (ahead === car) this.#end(chaser);
  }

  /**
   * @param ahead the car one place ahead; null: there is none that could be attacked
   * @param intervalMs to it; null: not known, or a lap
   * @returns whether a battle has begun
   */
  update(car: TrackedCar, ahead: TrackedCar | null, intervalMs: number | null, t: number): boolean {
    const chase = this.#chases.get(car);
    if (ahead === null || (chase !== undefined && chase.ahead !== ahead)) {
      this.#remember(car, t);
      this.#end(car);
      if (ahead === null) return false;
    }
    const now = this.#chases.get(car);
    const isClose = intervalMs !== null && intervalMs <= (now?.apartT === null ? apartMs : closeMs);
    if (now === undefined) {
      if (isClose) this.#begin(car, ahead, t);
      return false;
    }
    if (!isClose) {
      now.apartT ??= t;
      if (t - now.apartT > lapseMs) this.#end(car);
      return false;
    }
    now.apartT = null;
    if (car.attacked !== null || car.progress - now.since < 1) return false;
    car.attacked = ahead;
    return true;
  }

  #remember(car: TrackedCar, t: number): void {
    const chase = this.#chases.get(car);
    if (chase === undefined) return;
    const { ahead, since } = chase;
    const isBattle = car.attacked !== null;
    this.#reversals.set(car, { ahead, t, lasted: car.progress - since, isBattle });
  }

  #begin(car: TrackedCar, ahead: TrackedCar, t: number): void {
    const before = this.#reversals.get(ahead);
    const isReversed = before?.ahead === car && t - before.t < lapseMs;
    const lasted = isReversed ? before.lasted : 0;
    this.#chases.set(car, { ahead, since: car.progress - lasted, apartT: null });
    car.attacked = isReversed && before.isBattle ? ahead : null;
    this.#reversals.delete(ahead);
  }

  #end(car: TrackedCar): void {
    this.#chases.delete(car);
    car.attacked = null;
  }
}
