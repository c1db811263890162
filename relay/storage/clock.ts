/** The recorder's clock, timers and bounded waits. Tests replace the clock. */
export interface Clock {
  /** ms since 1970 */
  now(): number;
  /** Calls once after this time. Returns the function that cancels it, which may be called late and twice. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Callers that wait for a condition, each for a limited time. `check` tests all conditions again. */
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
