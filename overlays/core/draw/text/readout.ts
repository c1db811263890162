/** Numbers that people can read: rounded, not faster than the eye, and without flicker between two neighbours. Pure. */
export class Readout {
  readonly #step: number;
  readonly #everyMs: number;
  #shown: number | null = null;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param step shown values are multiples of this
   * @param everyMs a shown value stays at least this long
   */
  constructor(step: number, everyMs: number) {
    this.#step = step;
    this.#everyMs = everyMs;
  }

  /** @returns the number to show; the one before while the value is within 0.6 steps of it. */
  read(value: number, nowMs: number): number {
    if (this.#shown !== null) {
      if (nowMs - this.#changedAtMs < this.#everyMs && nowMs >= this.#changedAtMs)
        return this.#shown;
      if (Math.abs(value - this.#shown) < this.#step * 0.6) return this.#shown;
    }
    const next = Math.round(value / this.#step) * this.#step;
    if (next !== this.#shown) {
      this.#shown = next;
      this.#changedAtMs = nowMs;
    }
    return next;
  }

  reset(): void {
    this.#shown = null;
    this.#changedAtMs = Number.NEGATIVE_INFINITY;
  }
}
