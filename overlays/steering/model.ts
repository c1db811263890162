/** What the steering overlay shows. Pure. */
import { NumberText } from '../core/draw/text/readout.ts';
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

export interface SteeringPicture {
  /** Angle of the wheel, degrees, positive to the right; 0 while unknown. */
  readonly angleDeg: number;
  /** Whole degrees without a sign, because the wheel shows the side; empty: unknown. */
  readonly text: string;
}

export class SteeringModel {
  readonly #lockDeg: number;
  readonly #text = new NumberText(String);

  /** @param lockDeg from straight to full lock */
  constructor(lockDeg: number) {
    this.#lockDeg = lockDeg;
  }

  read(sample: Sample): SteeringPicture {
    const { steerAngle } = sample.state;
    if (!isPresent(sample) || steerAngle === undefined) return { angleDeg: 0, text: '' };
    const angleDeg = Math.min(Math.max(steerAngle, -1), 1) * this.#lockDeg;
    return { angleDeg, text: this.#text.of(Math.abs(Math.round(angleDeg)))! };
  }
}
