/** What the tachometer shows. Pure. */

import { GearReader, gearText } from '../core/reading/gear.ts';
import { isPresent } from '../core/reading/presence.ts';
import { type RpmLimit, RpmReader, type RpmScale, rpmScale } from '../core/reading/rpm.ts';
import type { Sample } from '../core/sample.ts';

export interface TachometerPicture {
  /** There is no car: everything rests. */
  readonly resting: boolean;
  readonly scale: RpmScale;
  /** Position on the scale, 0…1; slightly above 1 beyond its end. */
  readonly share: number;
  readonly rpm: number;
  /** Shift lights, 0…1. */
  readonly lights: number;
  readonly limiter: boolean;
  readonly flash: boolean;
  readonly gear: string;
}

export class TachometerModel {
  readonly #rpm: RpmReader;
  readonly #gear = new GearReader();
  #scale: RpmScale | null = null;
  #limit: RpmLimit | null = null;

  /** @param isSteady see `RpmReader` */
  constructor(isSteady = false) {
    this.#rpm = new RpmReader(isSteady);
  }

  read(sample: Sample, nowMs: number): TachometerPicture {
    if (sample.reset) {
      this.#rpm.reset();
      this.#gear.reset();
    }
    const resting = !isPresent(sample);
    const { rpms, gear, speedKmh } = sample.state;
    const rpm = this.#rpm.read(resting ? 0 : rpms, sample.sessionInfo, nowMs);
    const { gear: shown } = this.#gear.read(resting ? undefined : gear, speedKmh, nowMs);
    const scale = this.#scaleFor(rpm.limit);
    return {
      resting,
      scale,
      share: Math.min(rpm.rpm / scale.max, 1.02),
      rpm: rpm.rpm,
      lights: rpm.lights,
      limiter: rpm.limiter,
      flash: rpm.flash,
      gear: resting ? '-' : gearText(shown),
    };
  }

  /** The same object while the limit does not change, so that a view can compare. */
  #scaleFor(limit: RpmLimit): RpmScale {
    const same = this.#limit?.rpm === limit.rpm && this.#limit.known === limit.known;
    if (this.#scale === null || !same) {
      this.#limit = limit;
      this.#scale = rpmScale(limit.rpm, limit.known);
    }
    return this.#scale;
  }
}
