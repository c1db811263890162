/** What the gear overlay shows. Pure. */
import type { SpeedUnits } from '../core/about.ts';
import { GearReader, gearText } from '../core/reading/gear.ts';
import { isPresent } from '../core/reading/presence.ts';
import { speedIn } from '../core/reading/speed-units.ts';
import type { Sample } from '../core/sample.ts';

export interface GearPicture {
  readonly gear: string;
  /** In the chosen unit; null: unknown. */
  readonly speed: number | null;
  /** Brightness of the arrows up and down, 0…1. */
  readonly up: number;
  readonly down: number;
}

/** An arrow is fully lit for a moment, then fades. */
const arrow = { litMs: 420, fadeMs: 380 };

export class GearModel {
  readonly #reader = new GearReader();
  readonly #units: SpeedUnits;

  constructor(units: SpeedUnits) {
    this.#units = units;
  }

  read(sample: Sample, nowMs: number): GearPicture {
    if (sample.reset) this.#reader.reset();
    const { gear, speedKmh } = sample.state;
    if (!isPresent(sample)) {
      this.#reader.reset();
      return { gear: '-', speed: null, up: 0, down: 0 };
    }
    const reading = this.#reader.read(gear, speedKmh, nowMs);
    const light = 1 - Math.min(Math.max((reading.sinceShiftMs - arrow.litMs) / arrow.fadeMs, 0), 1);
    return {
      gear: gearText(reading.gear),
      speed: speedKmh === undefined ? null : speedIn(this.#units, speedKmh),
      up: reading.direction > 0 ? light : 0,
      down: reading.direction < 0 ? light : 0,
    };
  }
}
