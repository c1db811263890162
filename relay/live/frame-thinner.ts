/** Leaves out frames that come faster than a rate, without losing the values of slow channels. Pure. */
import type { Frame } from '../../protocol/frame.ts';
import { copyChannels } from '../../protocol/frame-check.ts';

export class FrameThinner {
  /** Number of the latest slot of 1/hz seconds of `t` that has a frame. */
  #slot = Number.NEGATIVE_INFINITY;
  /** Values of frames that were left out, until the next frame carries them. */
  #skipped: Partial<Frame> | null = null;

  /**
   * The first frame of each slot. It also carries the values of the frames left out before it, because not every frame has
   * all channels.
   * @param slotOf number of the slot of a `t`
   */
  thinned(frames: readonly Frame[], slotOf: (t: number) => number): Frame[] {
    const kept: Frame[] = [];
    for (const frame of frames) {
      const slot = slotOf(frame.t ?? 0);
      if (slot === this.#slot) {
        this.#skipped ??= {};
        copyChannels(this.#skipped, frame);
        continue;
      }
      this.#slot = slot;
      kept.push(this.#skipped === null ? frame : { ...this.#skipped, ...frame });
      this.#skipped = null;
    }
    return kept;
  }

  /** The values that no frame has carried yet; null: there are none. They are carried now. */
  removeSkipped(): Partial<Frame> | null {
    const values = this.#skipped;
    this.#skipped = null;
    return values;
  }

  /** A new run begins: its `t` may start again. */
  reset(): void {
    this.#skipped = null;
    this.#slot = Number.NEGATIVE_INFINITY;
  }
}
