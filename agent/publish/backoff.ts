/** How long to wait before the relay is tried again: doubling, with chance, so that many agents do not come at once. Pure. */
import { limits } from '../../protocol/limits.ts';

export class Backoff {
  readonly #random: () => number;
  #tries = 0;

  /** @param random 0…1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** @returns ms */
  next(): number {
    const { publishRetryMsMin, publishRetryMsMax } = limits;
    const full = Math.min(publishRetryMsMax, publishRetryMsMin * 2 ** this.#tries);
    this.#tries = Math.min(this.#tries + 1, 16);
    return Math.max(publishRetryMsMin, full * (0.5 + this.#random() / 2));
  }

  /** The relay was reached. */
  reset(): void {
    this.#tries = 0;
  }
}
