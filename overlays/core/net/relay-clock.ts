/**
 * The relay's clock as this page knows it, from pings and pongs. Pure: it is told all times and reads no clock.
 */
import { limits } from '../../../protocol/limits.ts';

interface Round {
  readonly atMs: number;
  readonly tripMs: number;
  readonly offsetMs: number;
}

/** Two quartz clocks drift apart by some 0.05 ms a second: an old round counts as worse by this much. */
const driftPerMs = 0.00005;

/** Best known difference between two clocks: the one measured on the quickest round trip, as it had the least time to err. */
export class RelayClock {
  #rounds: Round[] = [];

  /**
   * @param sentMs when the ping left, on this page's clock
   * @param receivedMs when the pong was heard
   * @param relayMs the relay's clock between the two
   */
  heard(sentMs: number, receivedMs: number, relayMs: number): void {
    const tripMs = receivedMs - sentMs;
    if (tripMs < 0) return;
    const offsetMs = relayMs - (sentMs + receivedMs) / 2;
    this.#rounds.push({ atMs: receivedMs, tripMs, offsetMs });
    if (this.#rounds.length > limits.clockRoundsMax) this.#rounds.shift();
  }

  /** Another relay, or the same one started anew: what was measured no longer counts. */
  reset(): void {
    this.#rounds = [];
  }

  #best(): Round | null {
    const newest = this.#rounds.at(-1);
    let best: Round | null = null;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const round of this.#rounds) {
      const cost = round.tripMs / 2 + (newest!.atMs - round.atMs) * driftPerMs;
      if (cost <= bestCost) {
        best = round;
        bestCost = cost;
      }
    }
    return best;
  }

  /** Relay clock (ms since 1970) at `nowMs` of this page's clock; null before the first pong. */
  at(nowMs: number): number | null {
    const best = this.#best();
    return best === null ? null : nowMs + best.offsetMs;
  }

  /** Round trip of the measurement in use, ms; half of it is how far `at` can be off. */
  get tripMs(): number | null {
    return this.#best()?.tripMs ?? null;
  }
}
