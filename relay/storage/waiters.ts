/** Callers that wait until a condition holds, for a bounded time. `check` tests all conditions again. */
import type { Clock } from './clock.ts';

export class Waiters {
  readonly #clock: Clock;
  readonly #checks = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the condition holds at a `check`, or after this time, ms. */
  until(ms: number, holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        off();
        this.#checks.delete(check);
        resolve();
      };
      const check = () => {
        if (holds()) end();
      };
      const off = this.#clock.after(ms, end);
      this.#checks.add(check);
    });
  }

  check(): void {
    for (const check of this.#checks) check();
  }
}
