/** Whether a gap gets smaller or larger: its change over the last third of a lap. Pure. */

export type Trend = 'closing' | 'opening' | 'steady';

/** Third parts of a lap stand for its sectors: the game tells the sectors of the own car only. */
const partsPerLap = 3;
/** A change of this much within a third of a lap is shown, until it is smaller than that, ms. */
const shown = { fromMs: 120, belowMs: 50 } as const;

export class GapTrend {
  #part: number | null = null;
  #atPartMs: number | null = null;
  #trend: Trend = 'steady';

  /** Change of the gap over the last third of a lap, ms; null: not known. */
  changeMs: number | null = null;

  /**
   * @param gapMs size of the gap; null: not known
   * @param progress laps and part of the lap of the car that measures it
   */
  read(gapMs: number | null, progress: number): Trend {
    if (gapMs === null) {
      this.#part = null;
      this.#atPartMs = null;
      this.changeMs = null;
      this.#trend = 'steady';
      return this.#trend;
    }
    const part = Math.floor(progress * partsPerLap);
    if (part === this.#part) return this.#trend;
    const isNext = this.#part !== null && part === this.#part + 1;
    this.#part = part;
    this.changeMs = isNext && this.#atPartMs !== null ? gapMs - this.#atPartMs : null;
    this.#atPartMs = gapMs;
    this.#trend = next(this.#trend, this.changeMs);
    return this.#trend;
  }
}

function next(before: Trend, changeMs: number | null): Trend {
  if (changeMs === null) return 'steady';
  const now: Trend = changeMs < 0 ? 'closing' : 'opening';
  return Math.abs(changeMs) >= (now === before ? shown.belowMs : shown.fromMs) ? now : 'steady';
}
