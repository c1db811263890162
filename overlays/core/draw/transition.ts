/**
 * How something comes and goes: wipes, plates and signs of events. The caller's clock drives it, so 30 and 60 pictures a
 * second show the same course. Pure.
 */

export interface TransitionTimes {
  readonly inMs: number;
  readonly outMs: number;
}

/** Fast at first, then slower: what comes in settles. 0…1 to 0…1. */
export function settling(share: number): number {
  return 1 - (1 - share) ** 3;
}

/** Slow at first, then faster: what goes leaves. 0…1 to 0…1. */
function leaving(share: number): number {
  return share ** 3;
}

export class Transition {
  readonly #times: TransitionTimes;
  readonly #isReduced: boolean;
  #isOn = false;
  /** When the present course would have begun, had it begun at its end. */
  #beganMs = Number.NEGATIVE_INFINITY;

  /** @param isReduced the viewer asks for less motion: it is there at once, and gone at once */
  constructor(times: TransitionTimes, isReduced = false) {
    this.#times = times;
    this.#isReduced = isReduced;
  }

  /** @returns how much of it is shown, 0…1 */
  step(on: boolean, nowMs: number): number {
    if (on !== this.#isOn) {
      // Turned around on the way, it begins where it is.
      const shown = this.#shown(nowMs);
      this.#isOn = on;
      const { inMs, outMs } = this.#times;
      this.#beganMs = nowMs - (on ? inverseSettling(shown) * inMs : inverseLeaving(shown) * outMs);
    }
    return this.#shown(nowMs);
  }

  isMoving(nowMs: number): boolean {
    return !this.#isReduced && nowMs - this.#beganMs < this.#lengthMs;
  }

  get #lengthMs(): number {
    return this.#isOn ? this.#times.inMs : this.#times.outMs;
  }

  #shown(nowMs: number): number {
    if (!this.isMoving(nowMs)) return this.#isOn ? 1 : 0;
    const share = Math.max(nowMs - this.#beganMs, 0) / this.#lengthMs;
    return this.#isOn ? settling(share) : 1 - leaving(share);
  }
}

function inverseSettling(shown: number): number {
  return 1 - Math.cbrt(1 - shown);
}

function inverseLeaving(shown: number): number {
  return Math.cbrt(1 - shown);
}
