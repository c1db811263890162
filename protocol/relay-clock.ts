/**
 * The relay's clock as an agent or a page knows it, from pings and pongs. Pure: it is given all times and reads no
 * clock.
 */
import { limits } from './limits.ts';

interface ClockMeasurement {
  readonly atMs: number;
  /** From the ping to its answer. */
  readonly tripMs: number;
  /** Relay's clock minus ours. */
  readonly offsetMs: number;
}

/** Two quartz clocks drift apart by some 0.05 ms a second: a measurement counts as worse by this much as it ages. */
const driftPerMs = 0.00005;

/** Takes the difference of the clocks from the ping that was answered fastest: it waited least on either way. */
export class RelayClock {
  #measurements: ClockMeasurement[] = [];
  /** When each ping without an answer was sent, by its id. */
  readonly #sentMs = new Map<number, number>();
  #lastId = 0;

  /** @returns the id of a ping that is sent at `nowMs`. */
  ping(nowMs: number): number {
    const id = ++this.#lastId;
    this.#sentMs.set(id, nowMs);
    this.#sentMs.delete(id - limits.clockMeasurementsMax);
    return id;
  }

  /**
   * @param relayMs the relay's clock when it answered
   * @returns false for an answer to no ping of ours
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

  /** Forgets the measurements: the relay is another one, or was started anew. */
  reset(): void {
    this.#measurements = [];
    this.#sentMs.clear();
  }

  /** Relay's clock minus ours, ms; null before the first answer. */
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
