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
  stopMs(lap: number): number | null;
  /** Factor of the planned speed in a third of a lap; laps count from 1. */
  pace(lap: number, third: number): number;
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

/** @param planMps planned speed of a usual lap at the circuit's table entries */
export function driveCar(circuit: Circuit, planMps: Float64Array, schedule: Schedule): CarHistory {
  const { lengthM } = circuit;
  const path = new CarPath();
  const pitLane: { fromMs: number; toMs: number }[] = [];
  const inBox: { fromMs: number; toMs: number }[] = [];
  let ms = schedule.startMs;
  let metres = schedule.startM;
  let startedM = metres;
  let lane: { fromMs: number; toMs: number } | null = null;
  /** Where the lane that the car is in, or drives to, crosses the line. */
  let laneLineM: number | null = schedule.fromBox ? 0 : null;
  let stopAt: { m: number; ms: number } | null = null;
  let isLast = false;
  let lastLap = 0;
  const enterLane = (): void => {
    lane = { fromMs: ms, toMs: Number.POSITIVE_INFINITY };
    pitLane.push(lane);
  };
  if (schedule.fromBox) {
    inBox.push({ fromMs: Number.NEGATIVE_INFINITY, toMs: ms });
    lane = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
    pitLane.push(lane);
  }
  path.add(ms, metres);

  const planPitStop = (lap: number): void => {
    if (stopAt !== null) return;
    const waitMs = isLast ? Number.POSITIVE_INFINITY : schedule.stopMs(lap);
    if (waitMs === null) return;
    laneLineM = lap * lengthM;
    stopAt = { m: laneLineM + schedule.boxM, ms: waitMs };
  };

  const speedAt = (m: number): number => {
    const lap = Math.floor(m / lengthM) + 1;
    const onLapM = m - (lap - 1) * lengthM;
    const third = Math.min(2, Math.floor((onLapM / lengthM) * 3));
    const entry = Math.floor(onLapM / circuit.stepM) % circuit.count;
    let mps = planMps[entry]! * schedule.pace(Math.max(1, lap), third) * (isLast ? 0.72 : 1);
    mps = Math.min(mps, nearStop(m - startedM, startMps2));
    if (laneLineM !== null) mps = Math.min(mps, laneSpeed(circuit, m - laneLineM));
    if (stopAt !== null) mps = Math.min(mps, nearStop(stopAt.m - m, 5));
    if (schedule.retiresAtM !== null) mps = Math.min(mps, nearStop(schedule.retiresAtM - m, 2));
    return Math.max(mps, slowestMps);
  };

  const followLane = (): void => {
    const lap = Math.floor(metres / lengthM) + 1;
    if (lap !== lastLap) {
      lastLap = lap;
      if (schedule.flagMs !== null && ms >= schedule.flagMs && lap > 1) isLast = true;
      if (lap >= 1) planPitStop(lap);
    }
    if (laneLineM !== null) {
      const fromLineM = metres - laneLineM;
      const isInLane = fromLineM >= circuit.pit.entryM - lengthM && fromLineM <= circuit.pit.exitM;
      if (isInLane && lane === null) enterLane();
      if (!isInLane && lane !== null) {
        lane.toMs = ms;
        lane = null;
      }
      if (fromLineM > circuit.pit.exitM + 400) laneLineM = null;
    }
  };

  while (ms < schedule.untilMs) {
    followLane();
    const stop: { m: number; ms: number } | null = stopAt;
    let nextM = metres + stepM;
    if (stop !== null) nextM = Math.min(nextM, stop.m);
    if (schedule.retiresAtM !== null) nextM = Math.min(nextM, schedule.retiresAtM);
    // The line is an entry of its own, so that crossings are exact.
    const lineM = (Math.floor(metres / lengthM + 1e-9) + 1) * lengthM;
    if (nextM > lineM) nextM = lineM;
    const moveM = nextM - metres;
    ms += (2000 * moveM) / (speedAt(metres) + speedAt(nextM));
    metres = nextM;
    path.add(ms, metres);
    if (stop !== null && metres >= stop.m) {
      inBox.push({ fromMs: ms, toMs: ms + stop.ms });
      if (stop.ms === Number.POSITIVE_INFINITY) break;
      ms += stop.ms;
      path.add(ms, metres);
      startedM = metres;
      stopAt = null;
    }
    if (schedule.retiresAtM !== null && metres >= schedule.retiresAtM) break;
  }
  const isRetired = schedule.retiresAtM !== null && metres >= schedule.retiresAtM;
  return { path, pitLane, inBox, retiredMs: isRetired ? ms : null };
}
