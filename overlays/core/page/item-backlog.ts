/**
 * One item's part of the stream: what passed and happened while the item was not drawn is kept for its next picture,
 * up to a bound. A page plays its stream once, for all its items. Pure.
 */
import type { RaceEvent } from '../../../protocol/events.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Sample } from '../sample.ts';

export class Share {
  #passed: Partial<Frame>[] = [];
  #events: RaceEvent[] = [];
  #reset = false;
  #missed = false;

  /** The item is not drawn at this moment. */
  miss({ passed, events, reset }: Sample): void {
    if (reset) {
      this.#passed.length = 0;
      this.#events.length = 0;
      this.#reset = true;
    }
    this.#missed = true;
    for (const frame of passed) this.#passed.push(frame);
    for (const event of events) this.#events.push(event);
    // Cut off in lumps, not at each picture.
    if (this.#passed.length > 2 * limits.missedFramesMax) this.#bound();
  }

  #bound(): void {
    this.#passed = this.#passed.slice(-limits.missedFramesMax);
    this.#events = this.#events.slice(-limits.viewerEventsMax);
  }

  /** The moment to draw, with what was missed before it. */
  take(sample: Sample): Sample {
    if (!this.#missed) return sample;
    this.miss(sample);
    this.#bound();
    const whole = {
      ...sample,
      passed: this.#passed,
      events: this.#events,
      reset: this.#reset,
    };
    this.#passed = [];
    this.#events = [];
    this.#reset = false;
    this.#missed = false;
    return whole;
  }
}
