/**
 * The clock of a session that has cars and no frames, as the race of a dedicated server: which moment is drawn. It runs evenly
 * behind the messages, so that cars move smoothly although they come ten times a second. Pure.
 */
import { limits } from '../../../protocol/limits.ts';

/** Behind the quickest message: the next one is there before it is needed, ms. */
const delayMs = limits.carsEveryMs + 60;
/** The clocks of page and relay drift apart; each message may add so much, ms. */
const driftMs = 0.05;
/** A message that is this much later than expected shows that the session stood still, ms. */
const pauseMs = 1_000;
/** The clock runs faster or slower by this share to correct itself; beyond `snapMs` it jumps. */
const correction = 0.02;
const snapMs = 150;

export class CarsClock {
  /** Time of the page minus time of the session, by the quickest message, ms. */
  #offsetMs: number | null = null;
  #newestT = 0;
  #drawnT: number | null = null;
  #drawnAtMs = 0;

  /** Another session, or another run of it, begins. */
  forget(): void {
    this.#offsetMs = null;
    this.#newestT = 0;
    this.#drawnT = null;
  }

  /** @param t ms of the session */
  arrived(t: number, nowMs: number): void {
    // The clock of the session began again.
    if (t < this.#newestT) this.forget();
    this.#newestT = t;
    const offsetMs = nowMs - t;
    const known = this.#offsetMs;
    const isLate = known === null || offsetMs > known + pauseMs;
    this.#offsetMs = isLate ? offsetMs : Math.min(offsetMs, known + driftMs);
  }

  get #lastT(): number {
    return this.#newestT + limits.carsExtrapolateMsMax;
  }

  /**
   * @param extraDelayMs of the page
   * @returns the moment to draw, ms of the session; null: nothing has come
   */
  at(nowMs: number, extraDelayMs: number): number | null {
    if (this.#offsetMs === null) return null;
    const goalT = nowMs - this.#offsetMs - delayMs - extraDelayMs;
    const t = Math.min(this.#towards(goalT, nowMs), this.#lastT);
    // It never goes back.
    this.#drawnT = Math.max(t, this.#drawnT ?? 0);
    this.#drawnAtMs = nowMs;
    return this.#drawnT;
  }

  #towards(goalT: number, nowMs: number): number {
    if (this.#drawnT === null) return goalT;
    const passedMs = nowMs - this.#drawnAtMs;
    const evenT = this.#drawnT + passedMs;
    const errorMs = goalT - evenT;
    if (Math.abs(errorMs) > snapMs) return goalT;
    const most = correction * passedMs;
    return evenT + Math.max(-most, Math.min(most, errorMs));
  }

  /** The next picture shows another moment. */
  moves(): boolean {
    return this.#drawnT !== null && this.#drawnT < this.#lastT;
  }
}
