/**
 * Turns the shift lights into a number of lamps that does not flicker. When the first and the last lamp light up, and when
 * the limiter flashes, is decided in `rpm.ts` (`limitShares`). Pure.
 */

import type { Sample } from '../sample.ts';
import { isPresent } from './presence.ts';
import { RpmReader } from './rpm.ts';

export interface ShiftLightsPicture {
  /** Lamps that are lit, 0…count. */
  readonly lit: number;
  readonly limiter: boolean;
  /** The lit half of the limiter's flash. */
  readonly flash: boolean;
}

/** Hysteresis against flicker, in lamps: the engine must fall this far before a lamp goes out. */
const holdBack = 0.35;

export class ShiftLightsModel {
  readonly #rpm: RpmReader;
  readonly #count: number;
  #lit = 0;

  /** @param count lamps of the row @param isSteady see `RpmReader` */
  constructor(count: number, isSteady = false) {
    this.#count = count;
    this.#rpm = new RpmReader(isSteady);
  }

  read(sample: Sample, nowMs: number): ShiftLightsPicture {
    if (sample.reset) this.#rpm.reset();
    const { rpms } = sample.state;
    const known = isPresent(sample) && rpms !== undefined;
    const { lights, limiter, flash } = this.#rpm.read(known ? rpms : 0, sample.sessionInfo, nowMs);
    if (!known) {
      this.#lit = 0;
      return { lit: 0, limiter: false, flash: false };
    }
    const exact = lights * this.#count;
    const next = Math.round(exact);
    if (next > this.#lit || exact < this.#lit - 0.5 - holdBack) this.#lit = next;
    if (lights === 0) this.#lit = 0;
    return { lit: this.#lit, limiter, flash };
  }
}
