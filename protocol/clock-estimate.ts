/**
 * Estimates another machine's clock from answers in which it told its time. Two clocks build on it, and each says how far a
 * measurement may be wrong: `relay-clock.ts` here (pings over a socket) and `latest-clock.ts` in `overlays/core` (answers that a
 * cache may have kept). Pure: it gets all times and reads no clock.
 */
import { limits } from './limits.ts';

export interface ClockMeasurement {
  /** When the answer came, ms on our clock. */
  readonly atMs: number;
  /** From the question to its answer, ms. */
  readonly tripMs: number;
  /** The other clock minus ours, ms. */
  readonly offsetMs: number;
}

/** Two quartz clocks drift apart by about 0.05 ms a second, so a measurement is worth less with its age. */
export const driftPerMs = 0.00005;

export class ClockEstimate {
  readonly #errorMs: (measurement: ClockMeasurement, ageMs: number) => number;
  #measurements: ClockMeasurement[] = [];

  /**
   * @param errorMs how far a measurement may be wrong, ms. The measurement with the least is used. It only ranks them, so it
   * may leave out what all have in common, and be negative
   */
  constructor(errorMs: (measurement: ClockMeasurement, ageMs: number) => number) {
    this.#errorMs = errorMs;
  }

  /** @param theirMs the other clock when it answered @param sentMs when it was asked, on our clock */
  read(theirMs: number, sentMs: number, nowMs: number): void {
    const offsetMs = theirMs - (sentMs + nowMs) / 2;
    this.#measurements.push({ atMs: nowMs, tripMs: nowMs - sentMs, offsetMs });
    if (this.#measurements.length > limits.clockMeasurementsMax) this.#measurements.shift();
  }

  /** Drops the measurements: the other machine restarted, or is another one. */
  reset(): void {
    this.#measurements = [];
  }

  /** The other clock minus ours, ms; null before the first answer. */
  get offsetMs(): number | null {
    return this.#best()?.offsetMs ?? null;
  }

  /** Round trip of the measurement in use, ms; the offset can be wrong by half of it. */
  get tripMs(): number | null {
    return this.#best()?.tripMs ?? null;
  }

  /** The other clock (ms since 1970) at `nowMs` of ours; null before the first answer. */
  at(nowMs: number): number | null {
    const { offsetMs } = this;
    return offsetMs === null ? null : nowMs + offsetMs;
  }

  #best(): ClockMeasurement | null {
    const newest = this.#measurements.at(-1);
    let best: ClockMeasurement | null = null;
    let bestErrorMs = Number.POSITIVE_INFINITY;
    for (const measurement of this.#measurements) {
      const errorMs = this.#errorMs(measurement, newest!.atMs - measurement.atMs);
      if (errorMs > bestErrorMs) continue;
      best = measurement;
      bestErrorMs = errorMs;
    }
    return best;
  }
}
