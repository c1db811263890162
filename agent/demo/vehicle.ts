/** The car's longitudinal physics, step by step: engine, clutch, gears, brakes, drag and driven wheels. */
import {
  airDensity,
  type CarSpec,
  dragTorque,
  fullTorque,
  gravity,
  radSToRpm,
  rpmToRadS,
} from './car-spec.ts';
import { first, Gearbox } from './gearbox.ts';
import type { Random } from './random.ts';

export interface Controls {
  /** 0…1, pressed. */
  gas: number;
  brake: number;
  /** The driver's clutch pedal: 1 = pedal up. */
  clutchEngaged: number;
  /** Speed that the pit limiter holds, m/s; null while it is off. */
  pitLimitMps: number | null;
}

export interface Road {
  /** Rise over run. */
  readonly slope: number;
  /** 1/m. */
  readonly curvature: number;
  /** 1 = warm, new tyres on the road. */
  readonly gripShare: number;
  /** Rolling resistance; 0.013 on the road, more on grass. */
  readonly rolling: number;
  /** A bump under the driven wheels, 0…1. */
  readonly bump: number;
}

/** Deceleration at full brake with enough grip, m/s². */
export const brakeFullMps2 = 28;
/** What the drive train passes on, what the clutch can, and how late the boost comes. */
const driveTrain = { efficiency: 0.93, clutchNm: 1100, boostLagS: 0.35 };

export class Vehicle {
  readonly spec: CarSpec;
  readonly box: Gearbox;
  speedMps = 0;
  accelerationMps2 = 0;
  engineRadS: number;
  /** Slip of the driven wheels, 0.03 = three per cent faster than the road. */
  slip = 0;
  /** Slip of the front wheels under braking; negative = slower than the road. */
  frontSlip = 0;
  boostBar = 0;
  fuelL: number;
  /** Throttle of the engine: the foot's or the blip's. */
  gas = 0;
  /** 1 = the clutch holds. */
  clutch = 1;
  limiting = false;

  constructor(spec: CarSpec, random: Random, fuelL: number) {
    this.spec = spec;
    this.box = new Gearbox(random, spec.ratios.length);
    this.engineRadS = rpmToRadS(spec.idleRpm);
    this.fuelL = fuelL;
  }

  get massKg(): number {
    return this.spec.massKg + this.fuelL * 0.745;
  }

  get rpm(): number {
    return radSToRpm(this.engineRadS);
  }

  /** Weight and downforce as m/s² on the whole car. */
  get loadMps2(): number {
    const v = this.speedMps;
    return gravity + (0.5 * airDensity * this.spec.liftArea * v * v) / this.massKg;
  }

  /** Resistance without brakes, N: air, rolling, slope and cornering. */
  resistanceN(road: Road): number {
    const v = this.speedMps;
    const mass = this.massKg;
    const air = 0.5 * airDensity * this.spec.dragArea * v * v;
    const rolling = v > 0.01 ? road.rolling * mass * this.loadMps2 : 0;
    const lateral = Math.min(v * v * Math.abs(road.curvature), this.spec.grip * this.loadMps2);
    const scrub = (mass * 0.075 * lateral * lateral) / this.loadMps2;
    return air + rolling + mass * gravity * road.slope + scrub;
  }

  /** Force at the wheels in a gear (the game's number) with an open or closed throttle, N. */
  driveN(gear: number, open: boolean): number {
    const ratio = this.spec.ratios[gear - first] ?? 0;
    const rpm = this.rpm;
    const torque = open ? fullTorque(this.spec, rpm) : -dragTorque(rpm);
    return (torque * ratio * driveTrain.efficiency) / this.spec.wheelRadiusM;
  }

  step(seconds: number, controls: Controls, road: Road): void {
    const { spec, box } = this;
    box.step(seconds * 1000);
    this.gas = Math.max(controls.gas, box.blip);
    this.clutch = Math.min(controls.clutchEngaged, box.engaged);
    const engineNm = this.#engineTorque(seconds, controls);
    const ratio = spec.ratios[box.gear - first] ?? 0;
    const mass = this.massKg;
    const gripN = spec.grip * road.gripShare * mass * this.loadMps2;
    const brakeN = Math.min(controls.brake * brakeFullMps2 * mass, gripN);
    const against = this.resistanceN(road) + brakeN;

    let clutchNm = 0;
    if (ratio > 0 && this.clutch > 0.01) {
      // The torque that matches the speeds of engine and wheels after this step, up to what the clutch holds.
      const gearing = (ratio / spec.wheelRadiusM) * (1 + this.slip);
      const engineFree = this.engineRadS + (seconds / spec.inertiaKgM2) * engineNm;
      const wheelsFree = gearing * (this.speedMps - (seconds * against) / mass);
      const pull = (ratio * driveTrain.efficiency) / spec.wheelRadiusM / mass;
      const together =
        (engineFree - wheelsFree) / (seconds / spec.inertiaKgM2 + gearing * seconds * pull);
      const capacity = driveTrain.clutchNm * this.clutch;
      clutchNm = Math.max(-capacity, Math.min(capacity, together));
    }
    const wantedN = (clutchNm * ratio * driveTrain.efficiency) / spec.wheelRadiusM;
    const rearN = gripN * 0.64;
    const driveN = Math.max(-rearN, Math.min(rearN, wantedN));
    const before = this.speedMps;
    this.speedMps = Math.max(0, before + (seconds * (driveN - against)) / mass);
    const idleFloor = rpmToRadS(spec.idleRpm * 0.6);
    this.engineRadS = Math.max(
      idleFloor,
      this.engineRadS + (seconds / spec.inertiaKgM2) * (engineNm - clutchNm),
    );
    this.accelerationMps2 +=
      ((this.speedMps - before) / seconds - this.accelerationMps2) * Math.min(1, seconds / 0.015);
    this.#slips(seconds, wantedN / rearN, brakeN / gripN, road.bump);
    this.#burn(seconds, engineNm);
  }

  #engineTorque(seconds: number, controls: Controls): number {
    const { spec, rpm } = this;
    // Hysteresis: the ignition returns a little below the limit, so the needle bounces there.
    if (rpm > spec.limiterRpm + 12) this.limiting = true;
    else if (rpm < spec.limiterRpm - 70) this.limiting = false;
    const lag = Math.min(1, seconds / driveTrain.boostLagS);
    const boostWanted = spec.boostMaxBar * this.gas * Math.min(1, Math.max(0, (rpm - 2000) / 3000));
    this.boostBar += (boostWanted - this.boostBar) * (boostWanted < this.boostBar ? 3 * lag : lag);
    if (this.box.cut || this.limiting) return -dragTorque(rpm);
    let gas = this.gas;
    if (controls.pitLimitMps !== null) {
      const overMps = this.speedMps - controls.pitLimitMps;
      gas *= Math.max(0, Math.min(1, 0.3 - overMps * 1.2));
    }
    const idle = rpm < spec.idleRpm + 60 ? (spec.idleRpm + 60 - rpm) * 0.6 : 0;
    return gas * fullTorque(spec, rpm) - (1 - gas) * dragTorque(rpm) + idle;
  }

  #slips(seconds: number, drive: number, brake: number, bump: number): void {
    const over = Math.max(0, Math.abs(drive) - 1);
    const wanted = Math.max(-0.12, Math.min(0.4, drive * 0.028 + Math.sign(drive) * over * 0.35));
    this.slip += (wanted + bump * 0.07 * this.gas - this.slip) * Math.min(1, seconds / 0.03);
    this.frontSlip += (-0.045 * brake - this.frontSlip) * Math.min(1, seconds / 0.02);
  }

  #burn(seconds: number, engineNm: number): void {
    const workMJ = (Math.max(0, engineNm) * this.engineRadS * seconds) / 1_000_000;
    const idleL = 0.0004 * seconds;
    this.fuelL = Math.max(0, this.fuelL - workMJ * this.spec.fuelPerMJ - idleL);
  }
}
