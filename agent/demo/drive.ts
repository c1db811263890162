/**
 * One car with its driver on the circuit, lap after lap, in steps of 3 ms: the model behind the demo car's pages.
 * `driver.ts` has the feet, `steering.ts` the hands, `vehicle.ts` engine and brakes, `lap-clock.ts` the timing. Deterministic
 * for a seed. Pure.
 */
import { createBumps } from './bumps.ts';
import { type CarSpec, gravity } from './car-spec.ts';
import { at, type Circuit, createCircuit, directionAt, halfWidthM } from './circuit.ts';
import { Driver } from './driver.ts';
import { LapClock } from './lap-clock.ts';
import {
  type Excursion,
  isInPitLane,
  type LapKind,
  offsetCurvature,
  offsetM,
  wideOffsetM,
} from './line-offset.ts';
import { PitStop, startingFuelL } from './pit-stop.ts';
import { createRandom, createWander, type Random, type Wander } from './random.ts';
import { type LapPlan, planLap } from './speed-plan.ts';
import { Steering } from './steering.ts';
import { type Road, Vehicle } from './vehicle.ts';
import { DemoWheels, type WheelMotion } from './wheels.ts';

/** The game's physics step. */
export const stepMs = 3;

export interface DriveOptions {
  readonly seed: number;
  readonly spec: CarSpec;
  /** A pit stop ends every lap that this divides; 0 = never. */
  readonly pitEveryLaps: number;
  /** The lap on which the driver runs wide and loses the time; 0 = none. */
  readonly spoiltLap: number;
}

/** Distance of the driven line from the middle of the road where it is nearest to the edge. */
const lineToMiddleM = 3.4;
/** Every drive is on the same circuit. */
const circuit = createCircuit();
const bumps = createBumps(circuit);

export class Drive {
  readonly circuit: Circuit = circuit;
  readonly spec: CarSpec;
  readonly vehicle: Vehicle;
  readonly wheels = new DemoWheels();
  readonly steering: Steering;
  readonly driver: Driver;
  readonly clock: LapClock;
  /** ms since the drive began. */
  nowMs = 0;
  /** From the line, m. */
  distanceM: number;
  /** Driven since the drive began, m. */
  travelledM = 0;
  inPitLane = true;
  inBox = true;
  /** Metres to the right of the driven line. */
  besideM: number;
  /** m/s², positive to the right. */
  lateralMps2 = 0;
  verticalG = 0;
  wheelsOut: boolean[] = [false, false, false, false];
  /** Impacts as the game counts them: front, rear, left, right, centre. */
  readonly damage: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  /** In the world; `direction` is atan2(dx, dz) of the nose, `slope` rise over run. */
  readonly pose = { x: 0, y: 0, z: 0, direction: 0, slope: 0 };
  /** Seconds that marshals still wave yellow. */
  yellowS = 0;
  readonly #options: DriveOptions;
  readonly #random: Random;
  readonly #wander: Wander;
  readonly #roughness: Wander;
  #lap = 0;
  #plans = 0;
  #kind: LapKind = { pitIn: false, pitOut: true, excursion: null };
  #plan: LapPlan;
  #stop: PitStop | null;
  #stopDone = true;
  #touchReady = false;

  constructor(options: DriveOptions) {
    this.#options = options;
    this.spec = options.spec;
    const stream = (name: string): Random => createRandom(options.seed, name);
    this.#random = stream('race');
    this.#wander = createWander(stream('line'), 1.4);
    this.#roughness = createWander(stream('road'), 0.045);
    this.vehicle = new Vehicle(this.spec, stream('gearbox'), startingFuelL(this.spec));
    this.steering = new Steering(this.spec, this.circuit, stream('hands'));
    this.driver = new Driver(this.spec, this.circuit, stream('feet'));
    this.clock = new LapClock(this.circuit.sectorsM, stream('clock'));
    this.distanceM = this.circuit.pit.boxM;
    this.besideM = offsetM(this.circuit, this.distanceM, this.#kind);
    this.#plan = this.#planLap();
    this.#stop = PitStop.waiting();
    this.#updatePose();
  }

  /** Number of the current lap, from 1. */
  get lap(): number {
    return this.#lap + 1;
  }

  get tyresOut(): number {
    return this.wheelsOut.reduce((sum, out) => sum + (out ? 1 : 0), 0);
  }

  /** Puts the car into its box at once, as the game's menu does. Keeps the counters. */
  putIntoBox(): void {
    this.driver.park(this.vehicle);
    this.vehicle.speedMps = 0;
    this.vehicle.accelerationMps2 = 0;
    this.steering.put();
    this.distanceM = this.circuit.pit.boxM;
    this.#kind = { pitIn: false, pitOut: true, excursion: null };
    this.#plan = this.#planLap();
    this.besideM = offsetM(this.circuit, this.distanceM, this.#kind);
    this.#stop = PitStop.waiting();
    this.#stopDone = true;
    this.inBox = true;
    this.inPitLane = true;
    this.lateralMps2 = 0;
    this.damage.fill(0);
    this.clock.stop();
    this.#updatePose();
  }

  /** Restarts the session: the car is in its box, with no laps. */
  restart(): void {
    this.#lap = 0;
    this.putIntoBox();
    this.clock.reset();
    this.vehicle.fuelL = startingFuelL(this.spec);
    this.wheels.change();
  }

  step(): void {
    const seconds = stepMs / 1000;
    this.nowMs += stepMs;
    this.#waitInBox(seconds);
    const road = this.#road(seconds);
    const stopM = this.#kind.pitOut && !this.#stopDone ? this.circuit.pit.boxM : null;
    this.driver.step(seconds, this.vehicle, {
      distanceM: this.distanceM,
      plan: this.#plan,
      road,
      inPitLane: this.inPitLane,
      stopM,
      onGrass: this.tyresOut >= 3,
    });
    this.vehicle.step(seconds, this.driver.controls, road);
    this.#move(seconds);
    this.#feel(seconds, road);
    this.#updatePose();
  }

  #road(seconds: number): Road {
    const { circuit, distanceM, vehicle } = this;
    const speedShare = Math.min(1, vehicle.speedMps / 60);
    const rough = this.#roughness.step(seconds) * speedShare;
    const bump = at(circuit, bumps, distanceM) * speedShare;
    this.verticalG = 0.09 * rough + (this.tyresOut > 0 ? 0.35 * rough : 0) + 0.6 * bump;
    const grass = this.tyresOut / 4;
    const onLine = at(circuit, circuit.curvature, distanceM);
    return {
      slope: at(circuit, circuit.slope, distanceM),
      curvature: onLine + offsetCurvature(circuit, distanceM, this.#kind),
      gripShare: this.wheels.gripShare * (1 - 0.35 * grass),
      rolling: 0.013 + 0.12 * grass,
      bump: Math.max(0, bump + 0.08 * rough),
    };
  }

  #move(seconds: number): void {
    const movedM = this.vehicle.speedMps * seconds;
    this.travelledM += movedM;
    this.distanceM += movedM;
    const crossed = this.distanceM >= this.circuit.lengthM;
    if (crossed) this.#beginLap();
    if (!this.clock.running && this.vehicle.speedMps > 0.5) this.clock.start(this.nowMs);
    this.clock.step(this.nowMs, stepMs, this.distanceM, movedM, crossed);
    this.inPitLane = isInPitLane(this.circuit, this.distanceM, this.#kind);
    const fromBoxM = Math.abs(this.distanceM - this.circuit.pit.boxM);
    this.inBox = this.inPitLane && fromBoxM < 6 && this.vehicle.speedMps < 1.5;
    const stopped = this.driver.isParked && this.vehicle.speedMps === 0;
    if (this.#kind.pitOut && !this.#stopDone && stopped) {
      this.#stopDone = true;
      this.#stop = PitStop.service(this.vehicle, this.#random);
    }
    const wander = 0.45 * this.#wander.step(seconds) * Math.min(1, this.vehicle.speedMps / 20);
    this.besideM =
      offsetM(this.circuit, this.distanceM, this.#kind) + (this.inPitLane ? 0.2 : 1) * wander;
    this.#leaveTheRoad(wander);
  }

  #beginLap(): void {
    this.distanceM -= this.circuit.lengthM;
    this.#lap += 1;
    const { pitEveryLaps, spoiltLap } = this.#options;
    const number = this.#lap + 1;
    const pitOut = this.#kind.pitIn;
    this.#kind = {
      pitOut,
      pitIn: pitEveryLaps > 0 && number % pitEveryLaps === 0,
      excursion: number === spoiltLap ? this.#excursion() : null,
    };
    this.#touchReady = this.#kind.excursion !== null;
    this.#stopDone = !pitOut;
    this.#plan = this.#planLap();
  }

  /** The car leaves Tanners too fast and runs over the kerb on to the grass. */
  #excursion(): Excursion {
    const corner = this.circuit.corners.find((c) => c.name === 'Tanners')!;
    const fromM = corner.startM + (corner.endM - corner.startM) * 0.55;
    return { fromM, toM: fromM + 190, mostM: 4.6 };
  }

  #planLap(): LapPlan {
    this.#plans += 1;
    const random = createRandom(this.#options.seed, `plan ${this.#plans}`);
    // The first lap on new tyres is careful.
    const careful = this.#kind.pitOut ? 0.955 : 1;
    return planLap(
      this.circuit,
      this.spec,
      {
        massKg: this.vehicle.massKg,
        gripShare: Math.min(1, this.wheels.gripShare + 0.01),
        pace: 0.965 * careful * (1 + 0.007 * random.bell()),
        spread: 1,
        pitIn: this.#kind.pitIn,
        pitOut: this.#kind.pitOut,
      },
      random,
    );
  }

  /** Before the drive and at a pit stop the car waits until it is ready. */
  #waitInBox(seconds: number): void {
    const ready = this.#stop?.step(seconds, this.vehicle, this.wheels, this.damage) ?? false;
    if (!ready) return;
    this.#stop = null;
    this.#plan = this.#planLap();
    this.driver.go();
  }

  /** Wheels off the road, the lap that they invalidate, and the foam board at the end of the grass. */
  #leaveTheRoad(wander: number): void {
    const half = this.spec.trackWidthM / 2;
    for (let i = 0; i < 4; i++) {
      // The rear follows the front by the wheelbase.
      const behindM = i < 2 ? 0 : this.spec.wheelbaseM;
      const wideM = wideOffsetM(this.distanceM - behindM, this.#kind) + wander;
      const wheelM = wideM + (i % 2 === 0 ? -half : half);
      this.wheelsOut[i] = !this.inPitLane && Math.abs(wheelM) > halfWidthM - lineToMiddleM;
    }
    if (this.tyresOut < 3) return;
    this.clock.spoil();
    const excursion = this.#kind.excursion;
    if (
      this.#touchReady &&
      excursion !== null &&
      wander + wideOffsetM(this.distanceM, this.#kind) > excursion.mostM * 0.9
    ) {
      this.#touchReady = false;
      this.damage[3] += 1.9;
      this.vehicle.speedMps *= 0.97;
      this.lateralMps2 -= 22;
      this.yellowS = 9;
    }
  }

  #feel(seconds: number, road: Road): void {
    this.yellowS = Math.max(0, this.yellowS - seconds);
    const { vehicle } = this;
    const wantedMps2 = vehicle.speedMps * vehicle.speedMps * road.curvature;
    this.lateralMps2 += (wantedMps2 - this.lateralMps2) * Math.min(1, seconds / 0.07);
    const sliding = this.driver.slidingS;
    const extra = offsetCurvature(this.circuit, this.distanceM, this.#kind);
    this.steering.step(seconds, vehicle, this.distanceM, extra, sliding);
    const motion: WheelMotion = {
      lateralMps2: this.lateralMps2,
      verticalG: this.verticalG,
      wheelsOut: this.wheelsOut,
      sliding: sliding > 0,
      bump: road.bump,
    };
    this.wheels.step(seconds, vehicle, motion);
  }

  /** The nose points along the path, turned in by the tyres' slip angle. */
  #updatePose(): void {
    const { circuit, distanceM, pose } = this;
    const h = 2;
    const before = offsetM(circuit, distanceM - h, this.#kind);
    const after = offsetM(circuit, distanceM + h, this.#kind);
    const slipAngle = (0.03 * this.lateralMps2) / (this.spec.grip * gravity);
    const line = directionAt(circuit, distanceM);
    pose.direction = line - Math.atan((after - before) / (2 * h)) - slipAngle;
    pose.slope = at(circuit, circuit.slope, distanceM);
    pose.x = at(circuit, circuit.x, distanceM) - Math.cos(line) * this.besideM;
    pose.y = at(circuit, circuit.y, distanceM);
    pose.z = at(circuit, circuit.z, distanceM) + Math.sin(line) * this.besideM;
  }
}
