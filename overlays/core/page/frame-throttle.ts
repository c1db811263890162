/**
 * Decides when an overlay with `calmHz` draws. The overlays of a page draw in turn, so that one animation frame does not
 * draw all of them and the next one none. Pure.
 */

/** Time stamps of animation frames jitter by a millisecond or two. */
const jitterMs = 2;

export class FrameThrottle {
  readonly #intervalMs: number;
  readonly #phase: number;
  #dueMs: number | null = null;

  /**
   * @param hz pictures a second; 0: every animation frame
   * @param order index of the overlay on its page: every second one starts half an interval later
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
    // After a pause the missed pictures are not drawn.
    this.#dueMs = next > nowMs ? next : nowMs + this.#intervalMs;
    return true;
  }
}
