/** Counts the frames of one session. Pure. */
/** Of all sessions together. */
export interface SessionCounts {
  framesTaken: number;
  batchesTaken: number;
  /** Frames that only the store got. */
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

  /** Taken for the store only. */
  get late(): number {
    return this.#late;
  }

  /** Over the last second or so. */
  get perSecond(): number {
    return this.#perSecond;
  }

  countReceived(frames: number): void {
    this.#received += frames;
  }

  countLate(frames: number): void {
    this.#late += frames;
  }

  /** Takes the rate. @param ms since it was called last */
  measure(ms: number): void {
    this.#perSecond = Math.round(((this.#received - this.#measured) * 1000) / ms);
    this.#measured = this.#received;
  }
}
