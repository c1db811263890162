/**
 * Frames and events that an item has not drawn yet. The page plays its stream once for all items; an item that skips a
 * picture keeps what it skipped, up to a limit, for its next one. Pure.
 */
import type { RaceEvent } from '../../../protocol/events.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Sample } from '../sample.ts';

export class ItemBacklog {
  #passed: Partial<Frame>[] = [];
  #events: RaceEvent[] = [];
  #reset = false;
  #isFilled = false;

  /** The item skips this moment. */
  add({ passed, events, reset }: Sample): void {
    if (reset) {
      this.#passed.length = 0;
      this.#events.length = 0;
      this.#reset = true;
    }
    this.#isFilled = true;
    for (const frame of passed) this.#passed.push(frame);
    for (const event of events) this.#events.push(event);
    // Trimmed now and then rather than at each picture.
    if (this.#passed.length > 2 * limits.missedFramesMax) this.#dropOld();
  }

  #dropOld(): void {
    this.#passed = this.#passed.slice(-limits.missedFramesMax);
    this.#events = this.#events.slice(-limits.viewerEventsMax);
  }

  /** @returns the moment to draw, with everything that was skipped before it; the backlog is empty afterwards */
  drain(sample: Sample): Sample {
    if (!this.#isFilled) return sample;
    this.add(sample);
    this.#dropOld();
    const whole = {
      ...sample,
      passed: this.#passed,
      events: this.#events,
      reset: this.#reset,
    };
    this.#passed = [];
    this.#events = [];
    this.#reset = false;
    this.#isFilled = false;
    return whole;
  }
}
