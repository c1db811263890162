/** When a moment of a session is played in a replay that leaves out pauses. Pure. */

/** From `t` on, moments are played this much earlier than they were. */
interface Shift {
  readonly t: number;
  readonly earlierMs: number;
}

/** Frames whose shift differs by less belong together, ms. */
const wavers = 1;

export class PlayedTimes {
  readonly #shifts: Shift[] = [];
  #lastT = 0;

  /** A frame that is played. @param t ms of the session, rising. @param playedT ms of the session without pauses */
  add(t: number, playedT: number): void {
    const earlierMs = t - playedT;
    const before = this.#shifts.at(-1);
    if (before === undefined || Math.abs(before.earlierMs - earlierMs) > wavers) {
      this.#shifts.push({ t, earlierMs });
    }
    this.#lastT = t;
  }

  /** `t` of the first and the last frame, ms of the session; null: there was none. */
  get range(): readonly [number, number] | null {
    const [first] = this.#shifts;
    return first === undefined ? null : [first.t, this.#lastT];
  }

  /** When a moment is played, ms. A moment in a pause is played when the pause ends. */
  at(t: number): number {
    const after = this.#shifts.findIndex((shift) => shift.t > t);
    const at = after < 0 ? this.#shifts.length - 1 : Math.max(0, after - 1);
    const shift = this.#shifts[at];
    if (shift === undefined) return t;
    const next = this.#shifts[at + 1];
    const playedT = t - shift.earlierMs;
    const isBefore = t < shift.t;
    return next === undefined || isBefore ? playedT : Math.min(playedT, next.t - next.earlierMs);
  }
}
