/**
 * Estimates when a session began on the relay's clock from the arrival of its frames, for publishers that do not
 * measure it. Pure: the caller passes the time.
 *
 * A frame cannot arrive before it was sampled, so the smallest arrival − `t` is nearest to the truth. Only the last
 * seconds count, because a `t` made of packet ids runs up to 0.3 % fast or slow.
 */

/** The estimate covers two windows of this length, ms. */
const windowMs = 1_000;
/** A jump by more than this is the end of a pause, in which packet ids stop, ms. */
const pausedMs = 500;
/** A change is reported from `stepMs` on, and every `everyMs` at most unless a viewer would see it (`plainStepMs`). */
const report = { stepMs: 8, everyMs: 1_000, plainStepMs: 100 };

export class StartEstimate {
  #windowEnds = 0;
  #before = Number.POSITIVE_INFINITY;
  #now = Number.POSITIVE_INFINITY;
  #reported: number | null = null;
  #reportedAt = 0;

  /**
   * @param t the newest frame's, ms
   * @param arrivedAt ms on the relay's clock
   * @returns the start when it is new or has changed enough to be reported, else null
   */
  addArrival(t: number, arrivedAt: number): number | null {
    const origin = arrivedAt - t;
    if (
      this.#reported !== null &&
      origin > this.#reported + pausedMs &&
      origin > this.#least + pausedMs
    ) {
      this.#before = Number.POSITIVE_INFINITY;
      this.#now = origin;
      this.#windowEnds = arrivedAt + windowMs;
    }
    if (arrivedAt >= this.#windowEnds) {
      this.#before = this.#now;
      this.#now = Number.POSITIVE_INFINITY;
      this.#windowEnds = arrivedAt + windowMs;
    }
    this.#now = Math.min(this.#now, origin);
    if (this.#reported !== null) {
      const step = Math.abs(this.#least - this.#reported);
      const isEarly = arrivedAt - this.#reportedAt < report.everyMs;
      if (step < report.stepMs || (isEarly && step < report.plainStepMs)) return null;
    }
    this.#reported = this.#least;
    this.#reportedAt = arrivedAt;
    return this.#reported;
  }

  get #least(): number {
    return Math.min(this.#before, this.#now);
  }

  /** The start as it was last reported, ms on the relay's clock. */
  get startMs(): number | null {
    return this.#reported;
  }

  /** A new run begins. */
  reset(): void {
    this.#before = Number.POSITIVE_INFINITY;
    this.#now = Number.POSITIVE_INFINITY;
    this.#windowEnds = 0;
    this.#reported = null;
  }
}
