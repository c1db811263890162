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

/** Usual ends of speedometers, km/h and mph; the dial takes the first that the car has not passed. */
const tops: Readonly<Record<SpeedUnits, readonly number[]>> = {
  kmh: [240, 320, 400, 600],
  mph: [160, 200, 280, 400],
};
/** A dial is exchanged once the car is this close to its end. */
const fullShare = 0.98;

export interface SpeedPicture {
  /** The same object while it does not change, so that a view can compare. */
  readonly scale: SpeedScale;
  /** Position on the scale, 0…1. */
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

/** The first usual scale whose end is beyond a speed in the unit shown. */
function scaleBeyond(speed: number, units: SpeedUnits): SpeedScale {
  return scaleTo(tops[units].find((one) => speed < one * fullShare) ?? tops[units].at(-1)!);
}

/** A scale that ends at a round number at or above `topKmh`. */
export function speedScale(topKmh: number, units: SpeedUnits): SpeedScale {
  // Slightly less, so that 200 mph given in km/h does not end one number later.
  return scaleTo(speedIn(units, topKmh) * 0.999);
}

function scaleTo(top: number): SpeedScale {
  const major = majors.find((one) => top / one <= mostNumbers) ?? 100;
  const parts = major === 50 || major === 10 ? 5 : 4;
  return { max: Math.ceil(top / major) * major, major, minor: major / parts };
}

export class SpeedModel {
  readonly #units: SpeedUnits;
  /** The first scale, and for a new session. */
  readonly #usual: SpeedScale;
  readonly #readout = new Readout(1, everyMs);
  #scale: SpeedScale;

  /** @param topKmh end of the dial; 0: as the car needs */
  constructor(units: SpeedUnits, topKmh: number) {
    this.#units = units;
    this.#usual = topKmh > 0 ? speedScale(topKmh, units) : scaleBeyond(0, units);
    this.#scale = this.#usual;
  }

  read(sample: Sample, nowMs: number): SpeedPicture {
    const { speedKmh } = sample.state;
    if (sample.reset) this.#scale = this.#usual;
    if (!isPresent(sample) || speedKmh === undefined) {
      this.#readout.reset();
      return { scale: this.#scale, share: 0, text: '' };
    }
    const speed = speedIn(this.#units, speedKmh);
    // A dial shows every speed: a car that reaches its end gets a longer one.
    if (speed >= this.#scale.max * fullShare) this.#scale = this.#beyond(speed);
    return {
      scale: this.#scale,
      share: Math.min(speed / this.#scale.max, 1),
      text: this.#readout.text(speed, nowMs)!,
    };
  }

  /** The same object when it is the longest already. */
  #beyond(speed: number): SpeedScale {
    const next = scaleBeyond(speed, this.#units);
    return next.max > this.#scale.max ? next : this.#scale;
  }
}
