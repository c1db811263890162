/**
 * How a leg moves a pedal: it lags, it has a top speed, it never jumps and never stands quite still.
 * Takes where the pedal should be and gives where it is.
 */

export interface FootSpeed {
  /** Pedal travels a second, pressing and letting go. */
  readonly press: number;
  readonly release: number;
  /** Time constant of the leg, s. */
  readonly lagS: number;
}

const shoeLagS = 0.018;
/** Nearer than this to an end stop, the pedal is at it. */
const stopAt = 0.006;

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

  /** The foot is somewhere else now (a car that is put somewhere). */
  put(position: number): void {
    this.position = position;
    this.#leg = position;
  }
}
