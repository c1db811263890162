/** The end of a publisher waits until nothing is left to send or answer, but not for long. */
import { limits } from '../../protocol/limits.ts';

export class Drain {
  #done: (() => void) | null = null;

  /** Resolves when `reached` is called, or after `limits.publishStopMs`. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limits.publishStopMs);
      this.#done = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Nothing is left. */
  reached(): void {
    this.#done?.();
  }
}
