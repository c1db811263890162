/**
 * Drives one car of the field: from a schedule (start, pace, pit stops, retirement) to its way as a table. Cars do not see
 * each other, so each is computed alone and at once. Pure.
 */
import type { Circuit } from '../circuit.ts';
import { CarPath, type Interval } from './car-path.ts';

export interface Schedule {
  /** When and where the car begins to move: m from the line of its first lap. */
  readonly startMs: number;
  readonly startM: number;
  /** It begins in its box. */
  readonly fromBox: boolean;
  /** Its box, m from the line, negative before it. */
  readonly boxM: number;
  /** How long it stops in the box at the end of a lap, ms; null: it drives on. */
  readonly stopMs: (lap: number) => number | null;
  /** Factor of the planned speed in a third of a lap; laps count from 1. */
  readonly pace: (lap: number, third: number) => number;
  /** It stops beside the road there, m from its start; null: never. */
  readonly retiresAtM: number | null;
  /** The time at whose next crossing of the line it begins a slow lap that ends in its box; null: at no time. */
  readonly flagMs: number | null;
  /** It drives at least until then, ms. */
  readonly untilMs: number;
}

/** What one car did. */
export interface CarHistory {
  readonly path: CarPath;
  readonly pitLane: readonly Interval[];
  readonly inBox: readonly Interval[];
  /** It stands beside the road from then on, ms; null: it does not. */
  readonly retiredMs: number | null;
}

const stepM = 4;
/** m/s². */
const startMps2 = 6.5;
const brakeMps2 = 11;
const slowestMps = 0.4;

/** Highest speed at a distance from a place where the car stops or has started. */
function nearStop(distanceM: number, mps2: number): number {
  return Math.sqrt(Math.max(0, 2 * mps2 * distanceM));
}

/** The lane between two laps: limited, with braking before and acceleration behind it. */
function laneSpeed(circuit: Circuit, fromBoundaryM: number): number {
  const limitMps = circuit.pit.limitKmh / 3.6 - 0.6;
  const entryM = circuit.pit.entryM - circuit.lengthM;
  const { exitM } = circuit.pit;
  if (fromBoundaryM < entryM)
    return Math.sqrt(limitMps ** 2 + 2 * brakeMps2 * (entryM - fromBoundaryM));
  if (fromBoundaryM <= exitM) return limitMps;
  return Math.sqrt(limitMps ** 2 + 2 * startMps2 * (fromBoundaryM - exitM));
}

interface OpenInterval {
  fromMs: number;
  toMs: number;
}

class FieldDriver {
  readonly #circuit: Circuit;
  readonly #planMps: Float64Array;
  readonly #schedule: Schedule;
  readonly #path = new CarPath();
  readonly #pitLane: OpenInterval[] = [];
  readonly #inBox: OpenInterval[] = [];
  #ms: number;
  #metres: number;
  /** Where it started, or left its box. */
  #startedM: number;
  /** The lane that it is in. */
  #lane: OpenInterval | null = null;
  /** Where the lane that it is in, or drives to, crosses the line, m. */
  #laneLineM: number | null;
  #stop: { readonly m: number; readonly ms: number } | null = null;
  /** The slow lap after the flag. */
  #isLast = false;
  #lap = 0;

  constructor(circuit: Circuit, planMps: Float64Array, schedule: Schedule) {
    this.#circuit = circuit;
    this.#planMps = planMps;
    this.#schedule = schedule;
    this.#ms = schedule.startMs;
    this.#metres = schedule.startM;
    this.#startedM = schedule.startM;
    this.#laneLineM = schedule.fromBox ? 0 : null;
    if (schedule.fromBox) {
      this.#inBox.push({ fromMs: Number.NEGATIVE_INFINITY, toMs: this.#ms });
      this.#enterLane(Number.NEGATIVE_INFINITY);
    }
    this.#path.add(this.#ms, this.#metres);
  }

  drive(): CarHistory {
    const { untilMs, retiresAtM } = this.#schedule;
    while (this.#ms < untilMs) {
      this.#beginLap();
      this.#followLane();
      this.#move();
      if (this.#stopsForGood()) break;
    }
    const isRetired = retiresAtM !== null && this.#metres >= retiresAtM;
    return {
      path: this.#path,
      pitLane: this.#pitLane,
      inBox: this.#inBox,
      retiredMs: isRetired ? this.#ms : null,
    };
  }

  #enterLane(fromMs: number): void {
    this.#lane = { fromMs, toMs: Number.POSITIVE_INFINITY };
    this.#pitLane.push(this.#lane);
  }

  #beginLap(): void {
    const { flagMs } = this.#schedule;
    const lap = Math.floor(this.#metres / this.#circuit.lengthM) + 1;
    if (lap === this.#lap) return;
    this.#lap = lap;
    if (flagMs !== null && this.#ms >= flagMs && lap > 1) this.#isLast = true;
    // A box beyond the line belongs to the lap before.
    if (lap < 1 || this.#stop !== null) return;
    const ms = this.#isLast ? Number.POSITIVE_INFINITY : this.#schedule.stopMs(lap);
    if (ms === null) return;
    this.#laneLineM = lap * this.#circuit.lengthM;
    this.#stop = { m: this.#laneLineM + this.#schedule.boxM, ms };
  }

  #followLane(): void {
    if (this.#laneLineM === null) return;
    const { pit, lengthM } = this.#circuit;
    const fromLineM = this.#metres - this.#laneLineM;
    const isInLane = fromLineM >= pit.entryM - lengthM && fromLineM <= pit.exitM;
    if (isInLane && this.#lane === null) this.#enterLane(this.#ms);
    if (!isInLane && this.#lane !== null) {
      this.#lane.toMs = this.#ms;
      this.#lane = null;
    }
    if (fromLineM > pit.exitM + 400) this.#laneLineM = null;
  }

  #move(): void {
    const { lengthM } = this.#circuit;
    const { retiresAtM } = this.#schedule;
    // The line is an entry of its own, so that crossings are exact.
    const lineM = (Math.floor(this.#metres / lengthM + 1e-9) + 1) * lengthM;
    const nextM = Math.min(
      this.#metres + stepM,
      lineM,
      this.#stop?.m ?? Number.POSITIVE_INFINITY,
      retiresAtM ?? Number.POSITIVE_INFINITY,
    );
    const meanMps = (this.#speedAt(this.#metres) + this.#speedAt(nextM)) / 2;
    this.#ms += (1000 * (nextM - this.#metres)) / meanMps;
    this.#metres = nextM;
    this.#path.add(this.#ms, nextM);
  }

  /** Stops in the box where one is planned. @returns the car moves no more */
  #stopsForGood(): boolean {
    const { retiresAtM } = this.#schedule;
    if (retiresAtM !== null && this.#metres >= retiresAtM) return true;
    const stop = this.#stop;
    if (stop === null || this.#metres < stop.m) return false;
    this.#inBox.push({ fromMs: this.#ms, toMs: this.#ms + stop.ms });
    if (stop.ms === Number.POSITIVE_INFINITY) return true;
    this.#ms += stop.ms;
    this.#path.add(this.#ms, this.#metres);
    this.#startedM = this.#metres;
    this.#stop = null;
    return false;
  }

  #speedAt(metres: number): number {
    const { lengthM, stepM: tableM, count } = this.#circuit;
    const { pace, retiresAtM } = this.#schedule;
    const lap = Math.floor(metres / lengthM) + 1;
    const onLapM = metres - (lap - 1) * lengthM;
    const third = Math.min(2, Math.floor((onLapM / lengthM) * 3));
    const planMps = this.#planMps[Math.floor(onLapM / tableM) % count]!;
    const stopM = this.#stop?.m;
    return Math.max(
      slowestMps,
      Math.min(
        planMps * pace(Math.max(1, lap), third) * (this.#isLast ? 0.72 : 1),
        nearStop(metres - this.#startedM, startMps2),
        this.#laneLineM === null ? planMps : laneSpeed(this.#circuit, metres - this.#laneLineM),
        stopM === undefined ? planMps : nearStop(stopM - metres, 5),
        retiresAtM === null ? planMps : nearStop(retiresAtM - metres, 2),
      ),
    );
  }
}

/** @param planMps planned speed of a usual lap at the circuit's table entries */
export function driveCar(circuit: Circuit, planMps: Float64Array, schedule: Schedule): CarHistory {
  return new FieldDriver(circuit, planMps, schedule).drive();
}
