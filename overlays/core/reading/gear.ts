/** The gear to show: the neutral that each shift passes through is hidden. Pure. */

/**
 * Neutral shows after this long, ms. The game reports it for 15 to 33 ms with a sequential gearbox and for up to 300 ms
 * with an automatic clutch.
 */
export const neutralHoldMs = 280;

/** Below this speed neutral shows at once. */
const stationaryKmh = 3;

export interface GearReading {
  /** -1 reverse, 0 neutral, 1… forward; null when not known. */
  readonly gear: number | null;
  /** 1 after a shift up, -1 after a shift down; 0 when there was none yet. */
  readonly direction: -1 | 0 | 1;
  /** Time since that shift, ms. */
  readonly sinceShiftMs: number;
}

export class GearReader {
  #gear: number | null = null;
  #direction: -1 | 0 | 1 = 0;
  #shiftedAtMs = Number.NEGATIVE_INFINITY;
  #neutralSinceMs: number | null = null;

  read(gear: number | undefined, speedKmh: number | undefined, nowMs: number): GearReading {
    if (gear !== undefined) this.#follow(gear, speedKmh ?? 0, nowMs);
    return {
      gear: this.#gear,
      direction: this.#direction,
      sinceShiftMs: nowMs - this.#shiftedAtMs,
    };
  }

  reset(): void {
    this.#gear = null;
    this.#direction = 0;
    this.#neutralSinceMs = null;
    this.#shiftedAtMs = Number.NEGATIVE_INFINITY;
  }

  #follow(gear: number, speedKmh: number, nowMs: number): void {
    if (gear !== 0) this.#neutralSinceMs = null;
    if (gear === this.#gear) return;
    if (gear === 0 && this.#gear !== null && speedKmh > stationaryKmh) {
      this.#neutralSinceMs ??= nowMs;
      if (nowMs - this.#neutralSinceMs < neutralHoldMs) return;
    }
    // Only shifts between two gears get an arrow.
    if (this.#gear !== null && this.#gear !== 0 && gear !== 0) {
      this.#direction = gear > this.#gear ? 1 : -1;
      this.#shiftedAtMs = nowMs;
    }
    this.#gear = gear;
  }
}

/** `R`, `N`, `1`…; `-` when not known. */
export function gearText(gear: number | null): string {
  if (gear === null) return '-';
  if (gear < 0) return 'R';
  return gear === 0 ? 'N' : String(gear);
}

/** All characters of `gearText`. */
export const gearGlyphs = 'RN0123456789-';
