/** From samples to what the steering overlay shows. Pure: nothing is drawn. */
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

export interface SteeringPicture {
  /** How far the wheel is turned, degrees, positive to the right; straight while not known. */
  readonly angleDeg: number;
  /** Whole degrees without a sign: the wheel shows the side. Empty while not known. */
  readonly text: string;
}

export class SteeringModel {
  readonly #lockDeg: number;

  /** @param lockDeg from straight to full lock */
  constructor(lockDeg: number) {
    this.#lockDeg = lockDeg;
  }

  read(sample: Sample): SteeringPicture {
    const { steerAngle } = sample.state;
    if (!isPresent(sample) || steerAngle === undefined) return { angleDeg: 0, text: '' };
    const angleDeg = Math.min(Math.max(steerAngle, -1), 1) * this.#lockDeg;
    return { angleDeg, text: String(Math.abs(Math.round(angleDeg))) };
  }
}
