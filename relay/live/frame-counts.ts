/** Counts received frames. Pure. */

/** Of all sessions together. */
export interface SessionCounts {
  framesTaken: number;
  batchesTaken: number;
  /** Frames that were only stored. */
  framesLate: number;
}

export class FrameCounts {
  #received = 0;
  #late = 0;
  #perSecond = 0;
  #measured = 0;

  get received(): number {
    return this.#received;
  }

  /** Frames that were only stored. */
  get late(): number {
    return this.#late;
  }

  /** Frames a second since the last two calls of `measure`. */
  get perSecond(): number {
    return this.#perSecond;
  }

  countReceived(frames: number): void {
    this.#received += frames;
  }

  countLate(frames: number): void {
    this.#late += frames;
  }

  /** Measures the rate. @param ms since the last call */
  measure(ms: number): void {
    this.#perSecond = Math.round(((this.#received - this.#measured) * 1000) / ms);
    this.#measured = this.#received;
  }
}
