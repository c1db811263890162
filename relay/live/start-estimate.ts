/**
 * Estimates when a session began on the relay's clock from when its frames arrived, for publishers that do not
 * measure it. Pure: time is given.
 *
 * A frame cannot arrive before it was sampled, so the smallest arrival − `t` of the last seconds is nearest to
 * the truth. Only the last seconds count: a `t` made of packet ids runs up to 0.3 % fast or slow.
 */

/** Two windows of this length are looked at, ms. */
const windowMs = 1_000;
/** A session that stood still (pause: packet ids stop) and goes on is this much later at once, ms. */
const pausedMs = 500;
/** Smaller changes are not told, ms. */
const toldStepMs = 8;
/** Changes are told this often at most, ms, unless they are larger than a page can hide. */
const toldEveryMs = 1_000;
const plainStepMs = 100;

export class StartEstimate {
  #windowEnds = 0;
  #before = Number.POSITIVE_INFINITY;
  #now = Number.POSITIVE_INFINITY;
  #reported: number | null = null;
  #reportedAt = 0;

  /**
   * @param t the newest frame's, ms
   * @param arrivedAt ms on the relay's clock
   * @returns the origin when it has to be told (first, or changed), else null
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
      const isEarly = arrivedAt - this.#reportedAt < toldEveryMs;
      if (step < toldStepMs || (isEarly && step < plainStepMs)) return null;
    }
    this.#reported = this.#least;
    this.#reportedAt = arrivedAt;
    return this.#reported;
  }

  get #least(): number {
    return Math.min(this.#before, this.#now);
  }

  /** As it was told last. */
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
