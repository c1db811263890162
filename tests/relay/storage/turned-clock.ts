/** A clock that moves only when the test turns it. */
import type { Clock } from '../../../relay/storage/clock.ts';

/** Most turns of the event loop between two queries of one operation. */
const restTurns = 40;

export class TurnedClock implements Clock {
  #now = Date.UTC(2026, 10, 22, 12);
  /** Whether work outside this clock is running. */
  isBusy: () => boolean = () => false;
  #timers: { at: number; call: () => void }[] = [];

  /** How far the system's clock was set since the beginning, ms. */
  setByMs = 0;

  now(): number {
    return this.#now;
  }

  date(): number {
    return this.#now + this.setByMs;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Moves the time on, runs the timers that are due, and waits until the work they began has finished. */
  async turn(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await this.rest();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = end;
    await this.rest();
  }

  /** Resolves after some idle turns of the event loop. */
  async rest(): Promise<void> {
    for (let quiet = 0; quiet < restTurns; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.isBusy()) quiet = 0;
    }
  }
}
