/** The time in the pit lane and the time of the stop there, as they run and for a while after the stop. Pure. */
import type { Sample } from '../sample.ts';
import { isPresent } from './presence.ts';

export interface PitTimes {
  /** Time in the pit lane so far, or of the completed stop, ms. */
  readonly laneMs: number;
  /** The longest time that the car stood still in the lane, ms; 0: it has not stood. */
  readonly stoppedMs: number;
  /** The car is still in the lane. */
  readonly running: boolean;
}

/** Below this speed the car stands, km/h: the game reports a little more than nothing on a slope. */
const stoppedBelowKmh = 1;

interface Visit {
  readonly enteredT: number;
  /** Since when the car stands; null: it rolls. */
  stoppedSinceT: number | null;
  stoppedMs: number;
  leftT: number | null;
}

export class PitStopReader {
  readonly #holdMs: number;
  #wasIn: boolean | null = null;
  #visit: Visit | null = null;

  /** @param holdS seconds that a completed stop stays */
  constructor(holdS: number) {
    this.#holdMs = holdS * 1000;
  }

  /** @returns null: no stop to show. A car that is in the lane when it is first seen has no known time of entry. */
  read(sample: Sample): PitTimes | null {
    const { state, t, reset } = sample;
    const { inPitLane } = state;
    if (reset || !isPresent(sample) || t === null || inPitLane === undefined) {
      this.#wasIn = null;
      this.#visit = null;
      return null;
    }
    if (inPitLane && this.#wasIn === false) {
      this.#visit = { enteredT: t, stoppedSinceT: null, stoppedMs: 0, leftT: null };
    }
    this.#wasIn = inPitLane;
    const visit = this.#visit;
    if (visit === null) return null;
    if (visit.leftT === null) {
      if (inPitLane) updateStop(visit, (state.speedKmh ?? stoppedBelowKmh) < stoppedBelowKmh, t);
      else visit.leftT = t;
    }
    // A flashback or a repeated replay takes time back to before the stop.
    const isOver = visit.leftT !== null && t - visit.leftT >= this.#holdMs;
    if (isOver || t < visit.enteredT) {
      this.#visit = null;
      return null;
    }
    return {
      laneMs: (visit.leftT ?? t) - visit.enteredT,
      stoppedMs: visit.stoppedMs,
      running: visit.leftT === null,
    };
  }
}

function updateStop(visit: Visit, isStopped: boolean, t: number): void {
  if (!isStopped) {
    visit.stoppedSinceT = null;
    return;
  }
  visit.stoppedSinceT ??= t;
  visit.stoppedMs = Math.max(visit.stoppedMs, t - visit.stoppedSinceT);
}
