/**
 * Estimates the relay's clock from answers that a cache may have kept for a moment. Such an answer is never from the future,
 * so the one that claims the latest time is the best. Pure.
 */
import { limits } from '../../../../protocol/limits.ts';

interface Reading {
  readonly atMs: number;
  readonly tripMs: number;
  /** The relay's clock minus ours, ms; too small by the answer's age in the cache. */
  readonly offsetMs: number;
}

/** Two quartz clocks drift apart by about 0.05 ms a second. */
const driftPerMs = 0.00005;

export class LatestClock {
  #readings: Reading[] = [];

  /** @param relayMs in the answer @param sentMs when it was asked for, on our clock */
  read(relayMs: number, sentMs: number, nowMs: number): void {
    const tripMs = nowMs - sentMs;
    this.#readings.push({ atMs: nowMs, tripMs, offsetMs: relayMs - (sentMs + nowMs) / 2 });
    if (this.#readings.length > limits.clockMeasurementsMax) this.#readings.shift();
  }

  /** The relay's clock minus ours, ms; null before the first answer. */
  get offsetMs(): number | null {
    return this.#best()?.offsetMs ?? null;
  }

  /** Time that the answer in use took, ms. */
  get tripMs(): number | null {
    return this.#best()?.tripMs ?? null;
  }

  /** The relay's clock (ms since 1970) at `nowMs` of ours; null before the first answer. */
  at(nowMs: number): number | null {
    const { offsetMs } = this;
    return offsetMs === null ? null : nowMs + offsetMs;
  }

  #best(): Reading | null {
    const newest = this.#readings.at(-1);
    let best: Reading | null = null;
    let bestMs = Number.NEGATIVE_INFINITY;
    for (const reading of this.#readings) {
      const latestMs = reading.offsetMs - (newest!.atMs - reading.atMs) * driftPerMs;
      if (latestMs < bestMs) continue;
      best = reading;
      bestMs = latestMs;
    }
    return best;
  }
}
