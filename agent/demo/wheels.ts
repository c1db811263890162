/** The four wheels: load, slip, heat, pressure, wear and dirt. Order: front left, front right, rear left, rear right. */
import { airDensity, gravity } from './car-spec.ts';
import type { Vehicle } from './vehicle.ts';

export const airC = 24;
export const roadC = 31;
/** Tyres as they leave the warmers. */
const fresh = { coreC: 72, pressurePsi: 20.1 } as const;

export interface WheelMotion {
  /** Lateral acceleration, m/s², positive to the right. */
  readonly lateralMps2: number;
  /** Vertical acceleration, g. */
  readonly verticalG: number;
  /** For each wheel: the share of it that is off the road, 0…1. */
  readonly wheelsOut: readonly boolean[];
  readonly sliding: boolean;
  /** A bump under the wheels, 0…1. */
  readonly bump: number;
}

export class DemoWheels {
  readonly loadN = new Float64Array(4);
  readonly slip = new Float64Array(4);
  readonly turnRadS = new Float64Array(4);
  readonly coreC = new Float64Array(4).fill(fresh.coreC);
  /** Tread: inner, middle, outer. */
  readonly innerC = new Float64Array(4).fill(fresh.coreC);
  readonly middleC = new Float64Array(4).fill(fresh.coreC);
  readonly outerC = new Float64Array(4).fill(fresh.coreC);
  readonly pressurePsi = new Float64Array(4);
  readonly wear = new Float64Array(4).fill(100);
  readonly dirt = new Float64Array(4);
  readonly travelM = new Float64Array(4);
  readonly camberRad = new Float64Array(4);

  /** Fresh tyres from the warmers. */
  change(): void {
    for (const c of [this.coreC, this.innerC, this.middleC, this.outerC]) c.fill(fresh.coreC);
    this.wear.fill(100);
    this.dirt.fill(0);
  }

  /** 1 = warm, new and clean tyres. */
  get gripShare(): number {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      const off = (this.coreC[i]! - 87) / 80;
      const worn = (100 - this.wear[i]!) * 0.006;
      sum += 1 - off * off - worn - 0.25 * Math.min(1, this.dirt[i]! / 3);
    }
    return sum / 4;
  }

  step(seconds: number, vehicle: Vehicle, motion: WheelMotion): void {
    const { spec } = vehicle;
    const v = vehicle.speedMps;
    const mass = vehicle.massKg;
    const aeroN = 0.5 * airDensity * spec.liftArea * v * v;
    const along = (mass * vehicle.accelerationMps2 * spec.centreHeightM) / spec.wheelbaseM;
    const across = (mass * motion.lateralMps2 * spec.centreHeightM) / spec.trackWidthM;
    const restN = mass * gravity * (1 + motion.verticalG);
    const grip = spec.grip * vehicle.loadMps2;
    const lateral = Math.min(1.1, Math.abs(motion.lateralMps2) / grip);
    for (let i = 0; i < 4; i++) {
      const front = i < 2;
      const left = i % 2 === 0;
      const share = front ? spec.frontShare : 1 - spec.frontShare;
      // Turning right loads the left wheels.
      const side = (left ? across : -across) * (front ? 0.54 : 0.46);
      const axle = restN * share + aeroN * (front ? 0.44 : 0.56) + (front ? -along : along);
      this.loadN[i] = Math.max(0, axle / 2 + side);
      const roll = front ? vehicle.frontSlip : vehicle.slip + vehicle.frontSlip * 0.6;
      const slide = motion.sliding && !front ? 0.45 : 0;
      this.slip[i] = 0.06 + Math.abs(roll) * (front ? 9 : 3) + lateral * 0.55 + slide;
      this.turnRadS[i] = (v / spec.wheelRadiusM) * (1 + roll);
      this.travelM[i] = 0.016 + this.loadN[i]! / 190_000 + 0.012 * motion.bump;
      this.camberRad[i] = (left ? -1 : 1) * (front ? 0.061 : 0.042) + side / 900_000;
      this.#heat(i, seconds, v, restN / 4);
      if (motion.wheelsOut[i]) this.dirt[i] = Math.min(5, this.dirt[i]! + 1.6 * seconds);
      else if (v > 5) this.dirt[i] = Math.max(0, this.dirt[i]! - 0.22 * seconds);
    }
  }

  /** Slip under load heats the tread, air and road cool it, and the core follows slowly. */
  #heat(i: number, seconds: number, v: number, restN: number): void {
    const work = (this.slip[i]! * (this.loadN[i]! / restN) * v) / 40;
    const cooling = 0.05 + v * 0.0016;
    // Negative camber leans on the inner shoulder.
    const inner = this.#zone(this.innerC, i, 28 * work, cooling, seconds);
    const middle = this.#zone(this.middleC, i, 24.5 * work, cooling, seconds);
    const outer = this.#zone(this.outerC, i, 21.5 * work, cooling, seconds);
    const core = this.coreC[i]!;
    const fromTread = 0.045 * ((inner + middle + outer) / 3 - core);
    this.coreC[i] = core + (fromTread - 0.0006 * (core - airC)) * seconds;
    this.wear[i]! -= work * 0.0016 * seconds;
    // A closed volume of gas: pressure goes with the absolute temperature.
    this.pressurePsi[i] = (fresh.pressurePsi + 14.7) * ((core + 273) / (airC + 273)) - 14.7;
  }

  #zone(zone: Float64Array, i: number, heat: number, cooling: number, seconds: number): number {
    const before = zone[i]!;
    const towardsCore = 0.55 * (this.coreC[i]! - before);
    const after = before + (heat - cooling * (before - airC) + towardsCore) * seconds;
    zone[i] = after;
    return after;
  }
}
