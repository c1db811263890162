/**
 * When an overlay that can do with fewer pictures is due for one. Those of one page take turns, so that one animation
 * frame does not draw all of them and the next one none. Pure.
 */

/** Animation frames come with a jitter of a millisecond or two. */
const jitterMs = 2;

export class FrameThrottle {
  readonly #intervalMs: number;
  readonly #phase: number;
  #dueMs: number | null = null;

  /**
   * @param hz pictures a second; 0 = as many as there are
   * @param order of the overlay on its page: every other one begins half an interval later
   */
  constructor(hz: number, order: number) {
    this.#intervalMs = hz === 0 ? 0 : 1000 / hz;
    this.#phase = (order % 2) / 2;
  }

  /** @returns true: draw now; the next one is due an interval later */
  isDue(nowMs: number): boolean {
    if (this.#intervalMs === 0) return true;
    this.#dueMs ??= nowMs + this.#phase * this.#intervalMs;
    if (nowMs < this.#dueMs - jitterMs) return false;
    const next = this.#dueMs + this.#intervalMs;
    // After a pause there is nothing to make up for.
    this.#dueMs = next > nowMs ? next : nowMs + this.#intervalMs;
    return true;
  }
}
