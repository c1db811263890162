/** Completes the laps of one car: when it has crossed the line and its time is known, or was waited for long enough. Pure. */

import type { CarLap } from '../../../protocol/car-lap.ts';

/** The game shows the time of a lap at most this long after the line, ms. */
const waitMs = 1_500;
/** The game's time and the one between two crossings differ by less than this, ms. */
const differenceMs = 1_500;

/** A lap of a car; the live session adds the time of its end. */
export type CarLapDraft = Omit<CarLap, 'at'>;

export interface CompletedLap {
  readonly lap: number;
  /** null: not known. */
  readonly lapMs: number | null;
  readonly pitted: boolean;
}

interface Pending {
  readonly lap: number;
  readonly crossedT: number;
  /** Between the two crossings, ms; null: the first was not seen. */
  readonly measuredMs: number | null;
  /** The game's last lap before the line was crossed, ms. */
  readonly beforeMs: number | null;
  readonly pitted: boolean;
}

export class LapCount {
  #crossedT: number | null = null;
  #pending: Pending | null = null;
  #pitted = false;
  /** The game's last lap in the message before; undefined: there was none. */
  #lastLapMs: number | null | undefined;

  /**
   * @param crossedT when the car crossed the line last, ms; null: it was not seen
   * @param laps completed by then
   * @param lastLapMs the game's time of the last lap; null: none
   * @returns a lap that is complete with this message
   */
  add(
    t: number,
    crossedT: number | null,
    laps: number,
    lastLapMs: number | null,
    isInPits: boolean,
  ): CompletedLap | null {
    this.#pitted ||= isInPits;
    if (crossedT !== null && crossedT !== this.#crossedT) {
      // The first lap of a race begins with the start, not with the line.
      const isWhole = this.#crossedT !== null && laps > 1;
      const measuredMs = isWhole ? crossedT - this.#crossedT! : null;
      this.#crossedT = crossedT;
      if (laps > 0) {
        const pitted = this.#pitted;
        const beforeMs = this.#lastLapMs === undefined ? lastLapMs : this.#lastLapMs;
        this.#pending = { lap: laps, crossedT, measuredMs, beforeMs, pitted };
      }
      this.#pitted = isInPits;
    }
    this.#lastLapMs = lastLapMs;
    return this.#complete(t, lastLapMs);
  }

  #complete(t: number, lastLapMs: number | null): CompletedLap | null {
    const pending = this.#pending;
    if (pending === null) return null;
    const { lap, crossedT, measuredMs, beforeMs, pitted } = pending;
    const isOther = lastLapMs !== null && lastLapMs !== beforeMs;
    const isNear =
      lastLapMs !== null && measuredMs !== null && Math.abs(lastLapMs - measuredMs) < differenceMs;
    if (isNear || (isOther && measuredMs === null)) {
      this.#pending = null;
      return { lap, lapMs: lastLapMs, pitted };
    }
    if (t - crossedT < waitMs) return null;
    this.#pending = null;
    return { lap, lapMs: measuredMs === null ? null : Math.round(measuredMs), pitted };
  }
}
