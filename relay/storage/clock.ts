/** The recorder's clock, timers and bounded waits. Tests replace the clock. */
export interface Clock {
  /** ms, never going back: for waits and ages. */
  now(): number;
  /** ms since 1970, for what is stored. The system's clock may be set forward or back at any time. */
  date(): number;
  /** Calls once after this time. Returns the function that cancels it, which may be called late and twice. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
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
