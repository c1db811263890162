/** Estimates the relay's clock from pings and pongs, for an agent or a page. Pure: it gets all times and reads no clock. */
import { limits } from './limits.ts';

interface ClockMeasurement {
  readonly atMs: number;
  /** From the ping to its answer, ms. */
  readonly tripMs: number;
  /** The relay's clock minus ours, ms. */
  readonly offsetMs: number;
}

/** Two quartz clocks drift apart by about 0.05 ms a second. The error of a measurement grows by this much with its age. */
const driftPerMs = 0.00005;

/** Uses the offset of the ping with the shortest round trip, because it waited least in both directions. */
export class RelayClock {
  #measurements: ClockMeasurement[] = [];
  /** When each unanswered ping was sent, by its id. */
  readonly #sentMs = new Map<number, number>();
  #lastId = 0;

  /** @returns the id of a ping that is sent at `nowMs` */
  ping(nowMs: number): number {
    const id = ++this.#lastId;
    this.#sentMs.set(id, nowMs);
    this.#sentMs.delete(id - limits.clockMeasurementsMax);
    return id;
  }

  /**
   * @param relayMs the relay's clock when it answered
   * @returns false: it answers none of our pings
   */
  pong(id: number, relayMs: number, nowMs: number): boolean {
    const sentMs = this.#sentMs.get(id);
    this.#sentMs.delete(id);
    if (sentMs === undefined || nowMs < sentMs || !Number.isFinite(relayMs)) return false;
    const offsetMs = relayMs - (sentMs + nowMs) / 2;
    this.#measurements.push({ atMs: nowMs, tripMs: nowMs - sentMs, offsetMs });
    if (this.#measurements.length > limits.clockMeasurementsMax) this.#measurements.shift();
    return true;
  }

  /** Drops the measurements: the relay restarted, or is another one. */
  reset(): void {
    this.#measurements = [];
    this.#sentMs.clear();
  }

  /** The relay's clock minus ours, ms; null before the first answer. */
  get offsetMs(): number | null {
    return this.#best()?.offsetMs ?? null;
  }

  /** Round trip of the measurement in use, ms; the offset can be wrong by half of it. */
  get tripMs(): number | null {
    return this.#best()?.tripMs ?? null;
  }

  /** The relay's clock (ms since 1970) at `nowMs` of ours; null before the first answer. */
  at(nowMs: number): number | null {
    const { offsetMs } = this;
    return offsetMs === null ? null : nowMs + offsetMs;
  }

  #best(): ClockMeasurement | null {
    const newest = this.#measurements.at(-1);
    let best: ClockMeasurement | null = null;
    let bestErrorMs = Number.POSITIVE_INFINITY;
    for (const measurement of this.#measurements) {
      const ageMs = newest!.atMs - measurement.atMs;
      const errorMs = measurement.tripMs / 2 + ageMs * driftPerMs;
      if (errorMs > bestErrorMs) continue;
      best = measurement;
      bestErrorMs = errorMs;
    }
    return best;
  }
}
