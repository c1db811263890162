/** What the speed overlay shows. Pure. */
import type { SpeedUnits } from '../core/about.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { isPresent } from '../core/reading/presence.ts';
import { speedIn } from '../core/reading/speed-units.ts';
import type { Sample } from '../core/sample.ts';

export interface SpeedScale {
  /** End of the scale, in the unit shown. */
  readonly max: number;
  /** Step between two numbers, and between two small ticks. */
  readonly major: number;
  readonly minor: number;
}

export interface SpeedPicture {
  /** Position on the scale, 0…1; slightly above 1 beyond its end. */
  readonly share: number;
  /** Whole km/h or mph; empty: unknown. */
  readonly text: string;
}

/** Usual steps between the numbers of speedometers. */
const majors = [10, 20, 40, 50, 100] as const;
/** Maximum numbers on the scale. */
const mostNumbers = 10;
/** Shortest time between two changes of the figures, ms. */
const everyMs = 60;

/** A scale that ends at a round number at or above `topKmh`. */
export function speedScale(topKmh: number, units: SpeedUnits): SpeedScale {
  // Slightly less, so that 200 mph given in km/h does not end one number later.
  const top = speedIn(units, topKmh) * 0.999;
  const major = majors.find((one) => top / one <= mostNumbers) ?? 100;
  const parts = major === 50 || major === 10 ? 5 : 4;
  return { max: Math.ceil(top / major) * major, major, minor: major / parts };
}

export class SpeedModel {
  readonly #units: SpeedUnits;
  readonly #max: number;
  readonly #readout = new Readout(1, everyMs);

  /** @param max end of the scale, in the unit shown */
  constructor(units: SpeedUnits, max: number) {
    this.#units = units;
    this.#max = max;
  }

  read(sample: Sample, nowMs: number): SpeedPicture {
    const { speedKmh } = sample.state;
    if (!isPresent(sample) || speedKmh === undefined) {
      this.#readout.reset();
      return { share: 0, text: '' };
    }
    const speed = Math.max(speedIn(this.#units, speedKmh), 0);
    return {
      share: Math.min(speed / this.#max, 1.02),
      text: String(Math.min(this.#readout.read(speed, nowMs), 999)),
    };
  }
}
