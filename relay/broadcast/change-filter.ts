/**
 * Leaves out of a stream the frames that tell its viewers nothing: a car that stands with frames coming would keep
 * every page at work. Pure. What it lets pass draws the same picture: the first and the last frame of a stretch
 * without change, so that nothing is carried on past its end or blended over its length, and one now and then as a
 * sign of life.
 */
import type { ChannelName } from '../../protocol/channels.ts';
import { type Form, stepsOf } from '../../protocol/codec.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';

export class ChangeFilter {
  readonly #form: Form;
  /** Latest value of each of the form's values, in the steps of the wire; NaN: none yet. */
  readonly #steps: Float64Array;
  /** Frames in a row that changed nothing. */
  #still = 0;
  #passedT = Number.NEGATIVE_INFINITY;
  /** The newest frame, if it was left out. */
  #left: Partial<Frame> | null = null;

  constructor(form: Form) {
    this.#form = form;
    this.#steps = new Float64Array(form.lanes).fill(Number.NaN);
  }

  /** @param frames in order, with `t` @returns those to send, in order */
  pass(frames: readonly Partial<Frame>[]): Partial<Frame>[] {
    const passed: Partial<Frame>[] = [];
    for (const frame of frames) {
      if (this.#changes(frame)) {
        this.#still = 0;
        if (this.#left !== null) passed.push(this.#left);
      } else if (++this.#still > 1 && this.#isSoon(frame.t!)) {
        this.#left = frame;
        continue;
      }
      this.#left = null;
      this.#passedT = frame.t!;
      passed.push(frame);
    }
    return passed;
  }

  /** Takes out the newest frame if it was left out: a message that goes out anyway ends with it. */
  takeLeft(): Partial<Frame> | null {
    const left = this.#left;
    this.#left = null;
    if (left !== null) this.#passedT = left.t!;
    return left;
  }

  /** Another run begins: nothing is known of it. */
  reset(): void {
    this.#steps.fill(Number.NaN);
    this.#still = 0;
    this.#passedT = Number.NEGATIVE_INFINITY;
    this.#left = null;
  }

  /** Its viewers have heard of the stream a moment ago. */
  #isSoon(t: number): boolean {
    return t >= this.#passedT && t < this.#passedT + limits.stillMs;
  }

  /** Notes a frame's values. @returns whether one differs on the wire from the last one known */
  #changes(frame: Partial<Frame>): boolean {
    let changes = false;
    let lane = 0;
    for (const c of this.#form.channels) {
      const value = frame[c.name as ChannelName];
      if (value !== undefined && c.name !== 'packetId' && c.name !== 't') {
        for (let k = 0; k < c.size; k++) {
          const steps = stepsOf(c, c.size === 1 ? value : (value as readonly number[])[k]);
          if (steps === this.#steps[lane + k]) continue;
          this.#steps[lane + k] = steps;
          changes = true;
        }
      }
      lane += c.size;
    }
    return changes;
  }
}
