/**
 * What the timing of a made-up race must show at any time: order, gaps, intervals, lap times. Computed from the whole ways of
 * the cars, never from samples, so that it is exact. Pure.
 */
import type { FieldCar, FieldPose, RaceField } from './race-field.ts';

export interface TrueGap {
  /** Whole laps behind. */
  readonly laps: number;
  /** Since the other car was where this one is, ms; null: it never was, or there is no such car. */
  readonly ms: number | null;
}

export interface TrueCar {
  readonly car: FieldCar;
  readonly pose: FieldPose;
  /** From 1. */
  readonly place: number;
  /** To the leader, and to the car one place ahead. */
  readonly gap: TrueGap;
  readonly interval: TrueGap;
  readonly lastLapMs: number | null;
  readonly bestLapMs: number | null;
  /** Since the line, ms; 0 before the start. */
  readonly currentLapMs: number;
  /** When it crossed the line after the flag, ms; null: not yet. */
  readonly finishedMs: number | null;
  readonly isOut: boolean;
}

interface Running {
  readonly car: FieldCar;
  readonly pose: FieldPose;
  /** Distance that counts for the order, m. */
  readonly metres: number;
  readonly finishedMs: number | null;
  readonly isOut: boolean;
  /** It began in the pits and has not left them. */
  readonly isHeld: boolean;
}

export function truthAt(
  field: RaceField,
  ms: number,
  cars: readonly FieldCar[] = field.cars,
): TrueCar[] {
  const running = cars.map((car) => runningAt(field, car, ms));
  const laps = new Map(running.map(({ car, pose }) => [car, lapsOf(field, car, pose.laps, ms)]));
  const isRace = field.kind === 'race';
  const ordered = isRace ? running.sort(byRace) : running.sort((a, b) => byBest(a, b, laps));
  return ordered.map((one, i) => {
    const lap = laps.get(one.car)!;
    const leader = ordered[0]!;
    const ahead = ordered[i - 1];
    return {
      car: one.car,
      pose: one.pose,
      place: i + 1,
      gap: isRace ? gapTo(field, one, leader, ms) : bestGap(lap, laps.get(leader.car)!),
      interval:
        ahead === undefined
          ? { laps: 0, ms: null }
          : isRace
            ? gapTo(field, one, ahead, ms)
            : bestGap(lap, laps.get(ahead.car)!),
      ...lap,
      currentLapMs: currentLapMs(field, one, ms),
      finishedMs: one.finishedMs,
      isOut: one.isOut,
    };
  });
}

function runningAt(field: RaceField, car: FieldCar, ms: number): Running {
  const pose = field.poseOf(car, ms);
  const finishedMs = finishOf(field, car, ms);
  const { path, pitLane } = car.history;
  const metres = finishedMs === null ? pose.metres : Math.round(path.metresAt(finishedMs));
  const [first] = pitLane;
  const isHeld =
    field.kind === 'race' &&
    first !== undefined &&
    first.fromMs <= field.startMs &&
    ms < first.toMs;
  return { car, pose, metres, finishedMs, isOut: !pose.isConnected, isHeld };
}

/** When the car crossed the line first at the flag or after it; null: not by `ms`. */
function finishOf(field: RaceField, { history }: FieldCar, ms: number): number | null {
  const { flagMs, circuit } = field;
  if (flagMs === null || ms < flagMs) return null;
  const lap = Math.ceil(history.path.metresAt(flagMs) / circuit.lengthM - 1e-9);
  const crossedMs = lap < 1 ? null : history.path.timeAt(lap * circuit.lengthM);
  return crossedMs === null || crossedMs > ms ? null : crossedMs;
}

function byRace(a: Running, b: Running): number {
  if (a.isOut !== b.isOut) return a.isOut ? 1 : -1;
  if (a.isHeld !== b.isHeld) return a.isHeld ? 1 : -1;
  if (a.finishedMs !== null && b.finishedMs !== null && Math.abs(a.metres - b.metres) < 2) {
    return a.finishedMs - b.finishedMs;
  }
  return b.metres - a.metres || a.car.id - b.car.id;
}

interface Laps {
  readonly lastLapMs: number | null;
  readonly bestLapMs: number | null;
}

function lapsOf(field: RaceField, car: FieldCar, count: number, ms: number): Laps {
  let lastLapMs: number | null = null;
  let bestLapMs: number | null = null;
  for (let lap = 1; lap <= count; lap++) {
    const lapMs = lapMsOf(field, car, lap, ms);
    if (lapMs === null) continue;
    lastLapMs = lapMs;
    if (bestLapMs === null || lapMs < bestLapMs) bestLapMs = lapMs;
  }
  return { lastLapMs, bestLapMs };
}

/** Of a lap that is over by `ms`; null: there is none, as for the way out of a box beyond the line. */
function lapMsOf(field: RaceField, { history }: FieldCar, lap: number, ms: number): number | null {
  const { circuit, startMs, kind } = field;
  const { path } = history;
  const end = path.timeAt(lap * circuit.lengthM);
  if (end === null || end > ms) return null;
  const begin = lap === 1 && kind === 'race' ? startMs : path.timeAt((lap - 1) * circuit.lengthM);
  return begin === null ? null : Math.round(end) - Math.round(begin);
}

function currentLapMs(field: RaceField, { car, pose }: Running, ms: number): number {
  const { circuit, startMs } = field;
  if (ms < startMs) return 0;
  const begin =
    pose.metres < circuit.lengthM
      ? Math.max(startMs, car.history.path.timeAt(0) ?? startMs)
      : (car.history.path.timeAt(pose.laps * circuit.lengthM) ?? startMs);
  const isFirst = pose.metres < circuit.lengthM && field.kind === 'race';
  return Math.round(ms - (isFirst ? startMs : begin));
}

function byBest(a: Running, b: Running, laps: ReadonlyMap<FieldCar, Laps>): number {
  const bestA = laps.get(a.car)!.bestLapMs ?? Number.POSITIVE_INFINITY;
  const bestB = laps.get(b.car)!.bestLapMs ?? Number.POSITIVE_INFINITY;
  return bestA === bestB ? a.car.id - b.car.id : bestA - bestB;
}

function bestGap(own: Laps, other: Laps): TrueGap {
  if (own.bestLapMs === null || other.bestLapMs === null) return { laps: 0, ms: null };
  return { laps: 0, ms: own.bestLapMs - other.bestLapMs };
}

function gapTo(field: RaceField, one: Running, other: Running, ms: number): TrueGap {
  if (one === other) return { laps: 0, ms: 0 };
  const apartM = Math.max(0, other.metres - one.metres);
  const laps = Math.floor(apartM / field.circuit.lengthM + 1e-6);
  const wasThere = other.car.history.path.timeAt(one.metres);
  return { laps, ms: wasThere === null ? null : (one.finishedMs ?? ms) - wasThere };
}
