/**
 * Which of several relays an agent publishes to, and how long it waits before it connects again: when one fails, the next one at
 * once; when all have failed, after pauses that grow. `ws-publisher.ts` and `http-publisher.ts` connect. Pure.
 */
import { limits } from '../../protocol/limits.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';

const pauses = { minMs: limits.publishRetryMsMin, maxMs: limits.publishRetryMsMax };

export class RelayChoice {
  readonly #relays: readonly URL[];
  #index = 0;
  /** Tries that failed since a relay was last reached. */
  #failures = 0;

  /** @param relays at least one */
  constructor(relays: readonly URL[]) {
    this.#relays = relays;
  }

  get current(): URL {
    return this.#relays[this.#index]!;
  }

  reached(): void {
    this.#failures = 0;
  }

  /**
   * The relay could not be reached, or has gone: the next one is `current`.
   * @param retryMs the pause when the usual one is too short; null: it is not
   * @param random 0…1
   * @returns the pause before the next try, ms: short until every relay has failed once
   */
  failed(retryMs: number | null, random: number): number {
    const count = this.#relays.length;
    this.#index = (this.#index + 1) % count;
    this.#failures++;
    if (this.#failures % count !== 0) return limits.publishNextRelayMs;
    return retryMs ?? retryPauseMs(this.#failures / count - 1, pauses, random);
  }
}
