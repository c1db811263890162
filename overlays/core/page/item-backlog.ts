/**
 * One item's part of the stream: what passed and happened while the item was not drawn is kept for its next picture,
 * up to a bound. A page plays its stream once, for all its items. Pure.
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

  /** The item is not drawn at this moment. */
  add({ passed, events, reset }: Sample): void {
    if (reset) {
      this.#passed.length = 0;
      this.#events.length = 0;
      this.#reset = true;
    }
    this.#isFilled = true;
    for (const frame of passed) this.#passed.push(frame);
    for (const event of events) this.#events.push(event);
    // Cut off in lumps, not at each picture.
    if (this.#passed.length > 2 * limits.missedFramesMax) this.#dropOld();
  }

  #dropOld(): void {
    this.#passed = this.#passed.slice(-limits.missedFramesMax);
    this.#events = this.#events.slice(-limits.viewerEventsMax);
  }

  /** The moment to draw, with what was missed before it. */
  take(sample: Sample): Sample {
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
