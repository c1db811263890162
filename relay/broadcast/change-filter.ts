/**
 * Skips frames that would not change what a viewer draws, so that pages rest while a car stands still. Pure. It passes
 * the first and the last frame of a time without change, so that pages neither extrapolate past its start nor blend
 * across it, and one frame every `limits.stillMs`, so that pages know that the stream is alive.
 */
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { type Form, stepsOf } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';

export class ChangeFilter {
  readonly #form: Form;
  /** Latest value of each lane of the form, in the steps of the wire; NaN: none yet. */
  readonly #steps: Float64Array;
  /** Number of frames in a row that changed nothing. */
  #unchanged = 0;
  /** `t` of the newest frame that passed, ms. */
  #passedT = Number.NEGATIVE_INFINITY;
  /** The newest frame, if it was skipped. */
  #skipped: Partial<Frame> | null = null;

  constructor(form: Form) {
    this.#form = form;
    this.#steps = new Float64Array(form.lanes).fill(Number.NaN);
  }

  /** @param frames in order, with `t` @returns the frames to send, in order */
  pass(frames: readonly Partial<Frame>[]): Partial<Frame>[] {
    const passed: Partial<Frame>[] = [];
    for (const frame of frames) {
      if (this.#changes(frame)) {
        this.#unchanged = 0;
        if (this.#skipped !== null) passed.push(this.#skipped);
      } else if (++this.#unchanged > 1 && this.#isRecent(frame.t!)) {
        this.#skipped = frame;
        continue;
      }
      this.#skipped = null;
      this.#passedT = frame.t!;
      passed.push(frame);
    }
    return passed;
  }

  /** The newest frame, if it was skipped; it counts as passed from then on. */
  passSkipped(): Partial<Frame> | null {
    const skipped = this.#skipped;
    this.#skipped = null;
    if (skipped !== null) this.#passedT = skipped.t!;
    return skipped;
  }

  /** Forgets all values, because another run begins. */
  reset(): void {
    this.#steps.fill(Number.NaN);
    this.#unchanged = 0;
    this.#passedT = Number.NEGATIVE_INFINITY;
    this.#skipped = null;
  }

  /** A frame passed less than `limits.stillMs` before `t`. */
  #isRecent(t: number): boolean {
    return t >= this.#passedT && t < this.#passedT + limits.stillMs;
  }

  /** Stores a frame's values. @returns whether one of them differs on the wire from the latest known */
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
