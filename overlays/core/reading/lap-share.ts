/**
 * The share of the lap that is driven, 0…1. It counts from the place where the lap's clock starts, which need not be
 * where `trackPosition` is 0. Before that place is known, or without a position, it follows the lap time. Pure.
 */
import type { TimingSummary } from '../../../protocol/timing-summary.ts';
import type { Sample } from '../sample.ts';

/** A lap clock that falls by more than this has restarted, ms. */
const clockFallMs = 500;
/** A position this far from the line has moved; games without positions report a constant one. */
const movesShare = 0.001;
/** Position and clock cross the line in different samples, at most this share of the lap apart. */
const lineShare = 0.05;

export class LapShare {
  #clockMs: number | null = null;
  /** The position at which the clock started; null: unknown. */
  #line: number | null = null;
  #hasChangedSince = false;

  /** @returns null: unknown */
  read({ state, board, reset }: Sample): number | null {
    if (reset) this.#forget();
    const clockMs = state.currentLapTime ?? null;
    const position = state.trackPosition ?? null;
    if (this.#clockMs !== null && clockMs !== null && clockMs < this.#clockMs - clockFallMs) {
      this.#line = position;
      this.#hasChangedSince = false;
    }
    this.#clockMs = clockMs ?? this.#clockMs;
    const byTime = shareOfTime(clockMs, board);
    if (position !== null && this.#line !== null) {
      this.#hasChangedSince ||= Math.abs(position - this.#line) > movesShare;
      if (this.#hasChangedSince) return nearLine(fraction(position - this.#line), byTime);
    }
    return byTime ?? position;
  }

  #forget(): void {
    this.#clockMs = null;
    this.#line = null;
    this.#hasChangedSince = false;
  }
}

function shareOfTime(clockMs: number | null, board: TimingSummary): number | null {
  const usualMs = usualLapMs(board);
  if (clockMs === null || usualMs === null || usualMs <= 0) return null;
  return Math.min(Math.max(clockMs / usualMs, 0), 1);
}

/** Near the line, the clock decides on which side of it the car is. */
function nearLine(share: number, byTime: number | null): number {
  if (byTime === null) return share;
  if (share < lineShare && byTime > 0.5) return 1;
  if (share > 1 - lineShare && byTime < lineShare) return 0;
  return share;
}

function fraction(value: number): number {
  return value - Math.floor(value);
}

/** Mean of the newest laps without a pit stop, ms; without such laps the best lap. */
export function usualLapMs({ laps, sessionBestMs }: TimingSummary): number | null {
  let sumMs = 0;
  let count = 0;
  for (let i = laps.length - 1; i >= 0 && count < 3; i--) {
    const { timeMs, pitted } = laps[i]!;
    if (timeMs === null || timeMs <= 0 || pitted) continue;
    sumMs += timeMs;
    count++;
  }
  return count === 0 ? sessionBestMs : sumMs / count;
}
