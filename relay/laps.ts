/**
 * Completed laps, found by comparing the lap counter of one frame with that of the next. Pure; frames must come
 * in order and each once. The first frame is a baseline and never completes a lap.
 *
 * In Assetto Corsa the counter and `lastLapTime` change together in nearly every case, but the best time and, on
 * point-to-point tracks, the last time were seen a moment apart, so a lap whose times do not fit together yet is
 * held for a few frames.
 */
import type { Frame } from '../protocol/frame.ts';


export interface CompletedLap {
  readonly lap: number;
  readonly lapTimeMs: number | null;
  /** null: the game does not let one know. */
  readonly valid: boolean | null;
  /** The best before this lap, ms; null: none. */
  readonly bestMs: number | null;
  readonly isSessionBest: boolean;
}

/** Times of a completed lap may come this much later than the counter, ms of `t`. */
const settleMs = 120;
/** A lap that is seen from here on was seen whole, ms of `currentLapTime`. */
const lapStartMs = 2_000;

interface Pending {
  readonly lap: number;
  readonly since: number;
  readonly lastBefore: number | null | undefined;
  readonly bestBefore: number | null | undefined;
  readonly tyresOutMax: number | undefined;
  readonly whole: boolean;
}

export class Laps {
  #lap: number | null = null;
  /** Latest times told by the game; undefined: never told. */
  #last: number | null | undefined;
  #best: number | null | undefined;
  /** Best of the laps completed here, for publishers that tell none. */
  #ownBest: number | null = null;
  #tyresOutMax: number | undefined;
  #whole = false;
  #pending: Pending | null = null;

  get lap(): number | null {
    return this.#lap;
  }

  /** @returns the laps that are known to be complete with this frame: none as a rule, else one */
  take(frame: Frame, lap: number, t: number): CompletedLap[] {
    const done: CompletedLap[] = [];
    if (this.#lap === null || lap < this.#lap) {
      // Counters that fall back: the session was restarted in the game.
      this.#settleInto(done);
      this.#begin(frame, lap);
      return done;
    }
    if (lap > this.#lap) {
      this.#settleInto(done);
      this.#pending = this.#completed(lap, t);
      this.#lap = lap;
      this.#tyresOutMax = undefined;
      this.#whole = true;
    }
    if (frame.lastLapTime !== undefined) this.#last = frame.lastLapTime;
    if (frame.bestLapTime !== undefined) this.#best = frame.bestLapTime;
    if (frame.tyresOut !== undefined) {
      this.#tyresOutMax = Math.max(this.#tyresOutMax ?? 0, frame.tyresOut);
    }
    if (this.#pending !== null && this.#isSettled(this.#pending, t)) this.#settleInto(done);
    return done;
  }

  /** Gives a lap that is still held (the session ends). */
  settle(): CompletedLap[] {
    const done: CompletedLap[] = [];
    this.#settleInto(done);
    return done;
  }

  #begin(frame: Frame, lap: number): void {
    this.#lap = lap;
    this.#last = frame.lastLapTime;
    this.#best = frame.bestLapTime;
    this.#ownBest = null;
    this.#tyresOutMax = frame.tyresOut;
    this.#whole = typeof frame.currentLapTime === 'number' && frame.currentLapTime < lapStartMs;
  }

  #completed(next: number, t: number): Pending {
    const seenAll = next === this.#lap! + 1;
    return {
      lap: next - 1,
      since: t,
      lastBefore: this.#last,
      bestBefore: this.#best,
      tyresOutMax: seenAll ? this.#tyresOutMax : undefined,
      whole: seenAll && this.#whole,
    };
  }

  #isSettled(pending: Pending, t: number): boolean {
    if (t - pending.since >= settleMs || this.#last === undefined) return true;
    if (this.#last === null || this.#last === pending.lastBefore) return false;
    const { bestBefore } = pending;
    if (this.#best === undefined) return true;
    if (typeof bestBefore === 'number' && this.#last >= bestBefore) return true;
    return this.#best === this.#last;
  }

  #settleInto(done: CompletedLap[]): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    const lapTimeMs = this.#last ?? null;
    const bestMs =
      this.#best === undefined && pending.bestBefore === undefined
        ? this.#ownBest
        : (pending.bestBefore ?? null);
    const { tyresOutMax, whole } = pending;
    const told = lapValidity(lapTimeMs, pending.bestBefore, this.#best, tyresOutMax);
    // Seen from line to line and never off the track: nothing speaks against it.
    const clean = whole && lapTimeMs !== null && tyresOutMax !== undefined ? true : null;
    const valid = told ?? clean;
    const isSessionBest =
      lapTimeMs !== null && valid !== false && (bestMs === null || lapTimeMs < bestMs);
    if (isSessionBest) this.#ownBest = lapTimeMs;
    done.push({ lap: pending.lap, lapTimeMs, valid, bestMs, isSessionBest });
  }
}
