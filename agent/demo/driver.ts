/**
 * The driver's feet and gear lever, as a good amateur: reads the plan a little ahead, decides ten times a second, and
 * the feet lag behind. `steering.ts` has the hands.
 */
import { type CarSpec, rpmAt } from './car-spec.ts';
import { at, type Circuit } from './circuit.ts';
import { Foot, type FootSpeed } from './foot.ts';
import { first, neutral } from './gearbox.ts';
import { createWander, type Random, type Wander } from './random.ts';
import type { LapPlan } from './speed-plan.ts';
import { brakeFullMps2, type Controls, type Road, type Vehicle } from './vehicle.ts';

export interface View {
  /** Distance since the line, m; may be below 0 or past the lap's length. */
  readonly distanceM: number;
  readonly plan: LapPlan;
  readonly road: Road;
  /** Inside the pit lane. */
  readonly inPitLane: boolean;
  /** Where to stop, same measure as `distanceM`; null when not stopping. */
  readonly stopM: number | null;
  /** At least three wheels have no road under them. */
  readonly onGrass: boolean;
}

type Task =
  | { kind: 'drive' }
  | { kind: 'parked' }
  /** Seconds since the driver engaged first gear. */
  | { kind: 'launch'; forS: number };

/** A slide at a corner exit after too much throttle. */
interface Slide {
  leftS: number;
  readonly gas: number;
}

const previewS = 0.11;
const squeeze: FootSpeed = { press: 2.6, release: 5, lagS: 0.055 };
const flat: FootSpeed = { press: 6.5, release: 9, lagS: 0.045 };
const stamp: FootSpeed = { press: 4.2, release: 3.2, lagS: 0.045 };

export class Driver {
  readonly controls: Controls = { gas: 0, brake: 0.3, clutchEngaged: 1, pitLimitMps: null };
  /** Seconds until the slide ends. */
  get slidingS(): number {
    return this.#slide?.leftS ?? 0;
  }
  readonly #spec: CarSpec;
  readonly #circuit: Circuit;
  readonly #random: Random;
  readonly #breath: Wander;
  readonly #tremor: Wander;
  readonly #gasFoot = new Foot();
  readonly #brakeFoot = new Foot();
  #task: Task = { kind: 'parked' };
  #gasTarget = 0;
  #brakeTarget = 0;
  #decideInS = 0;
  #sinceShiftS = 1;
  #shiftMood = 0;
  #lateS = 0;
  #downMood = 0;
  #slide: Slide | null = null;
  #slideReadyS = 5;

  constructor(spec: CarSpec, circuit: Circuit, random: Random) {
    this.#spec = spec;
    this.#circuit = circuit;
    this.#random = random;
    this.#breath = createWander(random, 0.42);
    this.#tremor = createWander(random, 0.11);
    this.#changeMood();
  }

  get isParked(): boolean {
    return this.#task.kind === 'parked';
  }

  /** Holds the car where it is, out of gear. */
  park(vehicle: Vehicle): void {
    this.#task = { kind: 'parked' };
    vehicle.box.put(neutral);
    this.#slide = null;
  }

  /** Starts from standstill. */
  go(): void {
    if (this.#task.kind === 'parked') this.#task = { kind: 'launch', forS: 0 };
  }

  step(seconds: number, vehicle: Vehicle, view: View): void {
    const { controls } = this;
    this.#sinceShiftS += seconds;
    controls.pitLimitMps = view.inPitLane ? (this.#circuit.pit.limitKmh - 0.6) / 3.6 : null;
    switch (this.#task.kind) {
      case 'parked':
        this.#gasTarget = 0;
        this.#brakeTarget = 0.32;
        controls.clutchEngaged = 1;
        break;
      case 'launch':
        this.#launch(seconds, this.#task, vehicle);
        break;
      case 'drive':
        this.#drive(seconds, vehicle, view);
        break;
    }
    this.#moveFeet(seconds, vehicle, view);
  }

  /** First gear, some revs, the clutch held at its bite point until the car rolls, then released. */
  #launch(seconds: number, task: { forS: number }, vehicle: Vehicle): void {
    task.forS += seconds;
    const t = task.forS;
    this.#brakeTarget = 0;
    if (t < 0.75) {
      this.controls.clutchEngaged = Math.max(0, 1 - t / 0.14);
      if (t > 0.25 && vehicle.box.gear === neutral) vehicle.box.shift(first);
      this.#gasTarget = t > 0.3 ? 0.24 : 0;
      return;
    }
    // Too many revs: a little less throttle.
    this.#gasTarget = vehicle.rpm > 4300 ? 0.34 : 0.52;
    const biting = Math.min(1, (t - 0.75) / 0.3);
    const letting = Math.max(0, Math.min(1, (t - 2.1) / 0.6));
    this.controls.clutchEngaged = 0.04 + 0.15 * biting + 0.81 * letting;
    if (letting >= 1) this.#task = { kind: 'drive' };
  }

  #drive(seconds: number, vehicle: Vehicle, view: View): void {
    const v = vehicle.speedMps;
    // The clutch keeps a slow car from stalling.
    const crawling = v < 4.5 && view.stopM !== null;
    const clutchTo = crawling ? 0 : 1;
    const clutchStep = seconds * (crawling ? 7 : 3);
    const clutch = this.controls.clutchEngaged;
    this.controls.clutchEngaged =
      clutch < clutchTo
        ? Math.min(clutchTo, clutch + clutchStep)
        : Math.max(clutchTo, clutch - clutchStep);

    this.#decideInS -= seconds;
    const wanted = this.#wantedPedals(vehicle, view);
    // The driver reacts to a brake point or full throttle at once, and checks everything else now and then.
    const urgent = wanted.brake > 0.25 && this.#brakeTarget < 0.1;
    if (this.#decideInS <= 0 || urgent) {
      this.#gasTarget = wanted.gas;
      this.#brakeTarget = wanted.brake;
      this.#decideInS = this.#random.between(0.05, 0.13);
    }
    this.#changeGear(seconds, vehicle, view);
    this.#slideNowAndThen(seconds, vehicle, view);
    if (view.stopM !== null && v < 0.35 && view.stopM - view.distanceM < 1.5) this.park(vehicle);
  }

  /** Pedals for the planned speed a moment ahead: the car's own physics, inverted. */
  #wantedPedals(vehicle: Vehicle, view: View): { gas: number; brake: number } {
    const v = vehicle.speedMps;
    const aheadM = view.distanceM + v * previewS;
    const spanM = Math.max(3, v * 0.05);
    const soon = this.#plannedMps(view, aheadM + spanM);
    const before = this.#plannedMps(view, aheadM - spanM);
    const planned = this.#plannedMps(view, aheadM);
    const plannedMps2 = (soon * soon - before * before) / (4 * spanM);
    const expectedMps = v + vehicle.accelerationMps2 * previewS;
    const room = planned - expectedMps;
    // Full throttle until the brake point.
    const keen = plannedMps2 < -3 && room > 0 && this.#brakeTarget === 0 ? 16 : 2.4;
    const accelerate = plannedMps2 + keen * room;
    const mass = vehicle.massKg;
    const force = mass * accelerate + vehicle.resistanceN(view.road);
    const gear = Math.max(first, vehicle.box.target);
    const open = vehicle.driveN(gear, true);
    const closed = vehicle.driveN(gear, false);
    const gas = (force - closed) / Math.max(500, open - closed);
    if (view.onGrass) return { gas: Math.min(0.25, Math.max(0, gas)), brake: 0 };
    if (gas >= 0.93) return { gas: 1, brake: 0 };
    if (gas >= 0) return { gas: gas < 0.04 ? 0 : gas, brake: 0 };
    const gripMps2 = this.#spec.grip * view.road.gripShare * vehicle.loadMps2;
    const lateral = Math.min(0.97, (v * v * Math.abs(view.road.curvature)) / gripMps2);
    const most = (gripMps2 * Math.sqrt(1 - lateral * lateral) * 0.98) / brakeFullMps2;
    const brake = Math.min(most, (closed - force) / (brakeFullMps2 * mass));
    // Ignores a need to brake that is too small to move the foot.
    return { gas: 0, brake: brake < (this.#brakeTarget > 0 ? 0.015 : 0.05) ? 0 : brake };
  }

  #plannedMps(view: View, distanceM: number): number {
    const planned = at(this.#circuit, view.plan.speedMps, distanceM);
    if (view.stopM === null) return planned;
    const leftM = Math.max(0, view.stopM - distanceM);
    return Math.min(planned, Math.sqrt(2 * 4.6 * leftM));
  }

  #moveFeet(seconds: number, vehicle: Vehicle, view: View): void {
    const breath = this.#breath.step(seconds);
    const tremor = this.#tremor.step(seconds);
    let gas = this.#gasTarget;
    let brake = this.#brakeTarget;
    if (gas > 0.03 && gas < 0.97) gas += (0.085 * breath + 0.02 * tremor) * (1.25 - gas);
    if (brake > 0.08) brake += 0.012 * breath + 0.008 * tremor;
    if (this.#slide !== null) gas = Math.min(gas, this.#slide.gas);
    if (view.inPitLane && this.#task.kind === 'drive' && brake <= 0) gas = Math.min(gas, 0.85);
    // Left-foot braking: throttle and brake overlap for a moment.
    if (brake > 0.05) gas = 0;
    const turning = Math.abs(vehicle.speedMps ** 2 * view.road.curvature) > 6;
    const gasSpeed =
      turning && gas > this.#gasFoot.position && this.#gasFoot.position < 0.93 ? squeeze : flat;
    this.#gasFoot.step(seconds, gas, gasSpeed);
    // The rest of the brake is released quickly after the apex.
    const letGo = brake <= 0 && this.#brakeFoot.position > 0.02;
    this.#brakeFoot.step(seconds, letGo ? -0.04 : brake, stamp);
    this.controls.gas = this.#gasFoot.position;
    this.controls.brake = this.#brakeFoot.position;
  }

  #changeGear(seconds: number, vehicle: Vehicle, view: View): void {
    const { box } = vehicle;
    if (box.busy || box.gear < first || this.controls.clutchEngaged < 0.95) return;
    const { rpm, speedMps } = vehicle;
    const spec = this.#spec;
    const soonMps = this.#plannedMps(view, view.distanceM + speedMps * 0.45);
    const slowing = soonMps < speedMps - 1.2 || this.controls.brake > 0.02;
    const topGear = spec.ratios.length + 1;
    if (rpm > spec.shiftRpm + this.#shiftMood && !slowing && box.gear < topGear) {
      this.#lateS -= seconds;
      // No upshift during a slide.
      const ready = this.#slide === null && this.#sinceShiftS > 0.25 && this.#lateS <= 0;
      if (ready) this.#shift(vehicle, box.gear + 1);
      return;
    }
    if (box.gear <= first || this.#sinceShiftS < 0.27 + this.#downMood * 0.12) return;
    const lower = rpmAt(spec, box.gear - 1, speedMps);
    const ceiling = spec.limiterRpm * (0.9 + 0.05 * this.#downMood);
    const slowestMps = this.#slowestAhead(view, speedMps * 1.6 + 8);
    const needed = rpmAt(spec, box.gear, slowestMps) < spec.limiterRpm * 0.67;
    const braking = this.controls.brake > 0.06 || rpm < spec.limiterRpm * 0.55;
    if (needed && braking && lower < ceiling) this.#shift(vehicle, box.gear - 1);
  }

  #slowestAhead(view: View, lengthM: number): number {
    let slowest = Number.POSITIVE_INFINITY;
    for (let m = 0; m <= lengthM; m += 6) {
      slowest = Math.min(slowest, this.#plannedMps(view, view.distanceM + m));
    }
    return slowest;
  }

  #shift(vehicle: Vehicle, gear: number): void {
    vehicle.box.shift(gear);
    this.#sinceShiftS = 0;
    this.#changeMood();
  }

  #changeMood(): void {
    // Mostly a little early or late, sometimes so late that the limiter cuts in.
    this.#shiftMood = 55 * this.#random.bell();
    this.#lateS = this.#random.chance(0.14) ? this.#random.between(0.14, 0.4) : 0;
    this.#downMood = this.#random.next();
  }

  #slideNowAndThen(seconds: number, vehicle: Vehicle, view: View): void {
    if (this.#slide !== null) {
      this.#slide.leftS -= seconds;
      if (this.#slide.leftS <= 0) this.#slide = null;
      return;
    }
    this.#slideReadyS -= seconds;
    const lateralMps2 = vehicle.speedMps ** 2 * Math.abs(view.road.curvature);
    const pushing = this.controls.gas > 0.5 && this.controls.gas < 0.9 && lateralMps2 > 9;
    if (!pushing || this.#slideReadyS > 0 || view.inPitLane) return;
    // About one corner in ten.
    this.#slideReadyS = this.#random.between(4, 9);
    if (this.#random.chance(0.17)) {
      this.#slide = {
        leftS: this.#random.between(0.16, 0.34),
        gas: this.#random.between(0.12, 0.35),
      };
    }
  }
}
