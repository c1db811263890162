/** Moves a pedal as a leg does: with a lag and a top speed. */

/** Time constant between the leg and the pedal, s. */
const shoeLagS = 0.018;
/** Within this distance the pedal is at its end stop. */
const stopAt = 0.006;

export interface FootSpeed {
  /** Pedal travels a second, pressing and letting go. */
  readonly press: number;
  readonly release: number;
  /** Time constant of the leg, s. */
  readonly lagS: number;
}

export class Foot {
  /** 0 = up, 1 = on the floor. */
  position = 0;
  #leg = 0;

  step(seconds: number, target: number, speed: FootSpeed): void {
    const wanted = (Math.max(-0.05, Math.min(1.05, target)) - this.#leg) / speed.lagS;
    this.#leg += Math.max(-speed.release, Math.min(speed.press, wanted)) * seconds;
    this.position += (this.#leg - this.position) * Math.min(1, seconds / shoeLagS);
    if (this.#leg >= 1 - stopAt && this.position > 1 - stopAt) this.position = 1;
    if (this.#leg <= stopAt && this.position < stopAt) this.position = 0;
    this.position = Math.max(0, Math.min(1, this.position));
  }

  /** Moves the pedal at once, for a car that was teleported. */
  put(position: number): void {
    this.position = position;
    this.#leg = position;
  }
}
