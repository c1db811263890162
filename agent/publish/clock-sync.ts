/**
 * Learns how the relay's clock stands to ours from pings and pongs. The answer that came back fastest counts: it
 * waited least on either way. Pure.
 */
import { limits } from '../../protocol/limits.ts';

interface Measurement {
  rttMs: number;
  /** Relay's clock minus ours. */
  offsetMs: number;
}

/** An estimate that moved by less is not worth telling, ms. */
const tellMs = 0.25;

export class ClockSync {
  readonly #measurements: Measurement[] = [];
  readonly #sent = new Map<number, number>();
  #nextId = 1;
  #toldMs: number | null = null;

  /** @returns the id of a ping that goes out at `nowMs`. */
  ping(nowMs: number): number {
    const id = this.#nextId++;
    this.#sent.set(id, nowMs);
    // Unanswered ones are forgotten.
    this.#sent.delete(id - limits.clockSamplesMax);
    return id;
  }

  /** @returns false for an answer to nothing that was asked. */
  pong(id: number, relayMs: number, nowMs: number): boolean {
    const sentMs = this.#sent.get(id);
    if (sentMs === undefined || !Number.isFinite(relayMs)) return false;
    this.#sent.delete(id);
    const rttMs = nowMs - sentMs;
    this.#measurements.push({ rttMs, offsetMs: relayMs - (sentMs + rttMs / 2) });
    if (this.#measurements.length > limits.clockSamplesMax) this.#measurements.shift();
    return true;
  }

  get measured(): number {
    return this.#measurements.length;
  }

  /** Relay's clock minus ours, ms; null before the first answer. */
  get offsetMs(): number | null {
    return this.#best?.offsetMs ?? null;
  }

  /** The shortest way there and back, ms. */
  get rttMs(): number | null {
    return this.#best?.rttMs ?? null;
  }

  /** The offset if it is worth telling because it is new or has moved, else null. */
  news(): number | null {
    const { offsetMs } = this;
    if (offsetMs === null) return null;
    if (this.#toldMs !== null && Math.abs(offsetMs - this.#toldMs) < tellMs) return null;
    this.#toldMs = offsetMs;
    return offsetMs;
  }

  get #best(): Measurement | undefined {
    let best: Measurement | undefined;
    for (const one of this.#measurements) {
      if (best === undefined || one.rttMs <= best.rttMs) best = one;
    }
    return best;
  }
}
