/** A clock that stands until the test turns it. */
import type { Clock } from '../../../relay/storage/clock.ts';

/** Turns of the event loop that whatever was begun takes at most until it asks the database again. */
const restTurns = 40;

export class TurnedClock implements Clock {
  #now = Date.UTC(2026, 10, 22, 12);
  /** Something outside of this clock is at work. */
  isBusy: () => boolean = () => false;
  #timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets the time go by and calls what is due on the way; then lets what that began come to rest. */
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

  /** Ends after some turns of the event loop in which nothing was at work. */
  async rest(): Promise<void> {
    for (let quiet = 0; quiet < restTurns; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.isBusy()) quiet = 0;
    }
  }
}
