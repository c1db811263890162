/** Counts the pit stops of one car and the laps since it left the pit lane. Pure. */
import type { CarMotion } from '../../../protocol/cars.ts';

/** The flag of the pit lane flickers at its ends, so it counts after this long, ms. */
const holdMs = 300;
/** A car that stands this long in the lane makes a stop, ms; a drive-through does not. */
const stopMs = 1_000;
const stationaryKmh = 3;

export class PitStops {
  stops = 0;
  #isIn: boolean | null = null;
  #changedSince: number | null = null;
  #stationarySince: number | null = null;
  #hasStopped = false;
  /** It was seen to enter: a car that begins in its box makes no stop there. */
  #hasEntered = false;
  #leftProgress = 0;

  get isIn(): boolean {
    return this.#isIn ?? false;
  }

  /** Laps completed since the pit lane was left. @param progress laps from the start */
  stintLaps(progress: number): number {
    return Math.max(0, Math.floor(progress) - Math.max(0, Math.floor(this.#leftProgress)));
  }

  /** The race begins: what was before does not count. */
  reset(progress: number): void {
    this.stops = 0;
    this.#hasStopped = false;
    this.#hasEntered = false;
    this.#stationarySince = null;
    this.#leftProgress = progress;
  }

  /** @returns what happened with this message */
  add(t: number, motion: CarMotion, progress: number): 'entered' | 'left' | null {
    const isIn = motion.inPitLane || motion.inPit;
    if (this.#isIn === null) {
      this.#isIn = isIn;
      this.#leftProgress = progress;
      return null;
    }
    this.#watchStop(t, motion, isIn);
    if (isIn === this.#isIn) {
      this.#changedSince = null;
      return null;
    }
    this.#changedSince ??= t;
    if (t - this.#changedSince < holdMs) return null;
    this.#isIn = isIn;
    this.#changedSince = null;
    if (isIn) {
      this.#hasEntered = true;
      return 'entered';
    }
    if (this.#hasStopped && this.#hasEntered) this.stops++;
    this.#hasStopped = false;
    this.#hasEntered = false;
    this.#leftProgress = progress;
    return 'left';
  }

  #watchStop(t: number, { speedKmh }: CarMotion, isIn: boolean): void {
    if (!isIn || speedKmh > stationaryKmh) {
      this.#stationarySince = null;
      return;
    }
    this.#stationarySince ??= t;
    if (t - this.#stationarySince >= stopMs) this.#hasStopped = true;
  }
}
