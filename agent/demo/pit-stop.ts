/** A stop in the box: refuelling and a tyre change. */
import type { CarSpec } from './car-spec.ts';
import type { Random } from './random.ts';
import type { Vehicle } from './vehicle.ts';
import type { DemoWheels } from './wheels.ts';

const refuelLPerS = 2.6;
/** Share of the tank that is filled. */
const tankShare = 0.42;
/** Wait in the box before a drive begins, s. */
const readyS = 4;

export function startingFuelL(spec: CarSpec): number {
  return spec.fuelMaxL * tankShare;
}

export class PitStop {
  #leftS: number;
  /** Seconds until the new tyres are on; null when they are. */
  #tyresInS: number | null;
  readonly #fuelToL: number;

  constructor(leftS: number, tyresInS: number | null, fuelToL: number) {
    this.#leftS = leftS;
    this.#tyresInS = tyresInS;
    this.#fuelToL = fuelToL;
  }

  /** The car is ready to leave soon. */
  static waiting(): PitStop {
    return new PitStop(readyS, null, 0);
  }

  /** The car came in for fuel and tyres. */
  static service(vehicle: Vehicle, random: Random): PitStop {
    const fuelToL = startingFuelL(vehicle.spec);
    const refuelS = Math.max(0, fuelToL - vehicle.fuelL) / refuelLPerS;
    const tyresS = random.between(5.5, 7.5);
    return new PitStop(Math.max(refuelS, tyresS) + 1.2, tyresS, fuelToL);
  }

  /** @returns true when the car may leave */
  step(seconds: number, vehicle: Vehicle, wheels: DemoWheels, damage: number[]): boolean {
    this.#leftS -= seconds;
    if (vehicle.fuelL < this.#fuelToL) {
      vehicle.fuelL = Math.min(this.#fuelToL, vehicle.fuelL + refuelLPerS * seconds);
    }
    if (this.#tyresInS !== null) {
      this.#tyresInS -= seconds;
      if (this.#tyresInS <= 0) {
        this.#tyresInS = null;
        wheels.change();
        damage.fill(0);
      }
    }
    return this.#leftS <= 0;
  }
}
