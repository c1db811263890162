/**
 * A made-up race or practice of twenty cars, the same for a seed. At any time it knows the truth of each car: where it is,
 * its laps, its pit stops. `race-truth.ts` puts them in order. Pure.
 */
import type { CarSpec } from '../car-spec.ts';
import { at, type Circuit, createCircuit, directionAt, pitLaneOffsetM } from '../circuit.ts';
import { createRandom, type Random } from '../random.ts';
import { planLap } from '../speed-plan.ts';
import { type CarHistory, driveCar, type Schedule } from './car-drive.ts';
import type { CarPath, Interval } from './car-path.ts';
import { type Entrant, entrants } from './entrants.ts';

export interface FieldOptions {
  readonly seed: number;
  readonly kind: 'race' | 'practice';
  /** Cars without the player's; by default all that there are. */
  readonly cars?: number;
  /** Of a race: it ends after so many laps; absent: after `minutes`. */
  readonly laps?: number;
  /** Of a practice, and of a race without `laps`. */
  readonly minutes?: number;
  /** The lights go out then, ms. */
  readonly startMs?: number;
}

/** One car of the field. */
export interface FieldCar {
  /** Its number in the game: 0 is the player's. */
  readonly id: number;
  readonly driver: string;
  readonly number: string;
  readonly spec: CarSpec;
  readonly history: CarHistory;
  /** It loses its connection then, ms; null: it does not. */
  readonly disconnectsMs: number | null;
  readonly boxM: number;
}

/** Where a car is at one time. */
export interface FieldPose {
  /** From the line at the start of the first lap, m. */
  readonly metres: number;
  readonly laps: number;
  /** 0…1 of the lap. */
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** atan2(dx, dz), rad. */
  readonly heading: number;
  readonly speedMps: number;
  readonly inPitLane: boolean;
  readonly inBox: boolean;
  readonly isConnected: boolean;
}

const circuit = createCircuit();
/** Length of pit entry and exit, as the demo car drives them, m. */
const laneWayM = 125;
/** Two places of the grid are this far apart, m. */
const slotM = 8;
/** Cars this close drive side by side, m. */
const besideM = 16;

const plans = new Map<CarSpec, { mps: Float64Array; lapS: number }>();

function planOf(spec: CarSpec): { mps: Float64Array; lapS: number } {
  const known = plans.get(spec);
  if (known !== undefined) return known;
  const conditions = { gripShare: 1, pace: 0.965, spread: 0, pitIn: false, pitOut: false };
  const massKg = spec.massKg + 40;
  const { speedMps } = planLap(circuit, spec, { ...conditions, massKg }, createRandom(1, spec.car));
  let lapS = 0;
  for (let i = 0; i < circuit.count; i++) {
    lapS += (2 * circuit.stepM) / (speedMps[i]! + speedMps[(i + 1) % circuit.count]!);
  }
  const plan = { mps: speedMps, lapS };
  plans.set(spec, plan);
  return plan;
}

function smooth(from: number, to: number, x: number): number {
  const share = Math.max(0, Math.min(1, (x - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

function isWithin(intervals: readonly Interval[], ms: number): boolean {
  return intervals.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
}

export class RaceField {
  readonly circuit: Circuit = circuit;
  readonly kind: FieldOptions['kind'];
  readonly cars: readonly FieldCar[];
  /** The lights go out, ms. */
  readonly startMs: number;
  /** Absent from a timed race: null. */
  readonly laps: number | null;
  /** Of a race: the leader's crossing ends it, ms; null: the practice ends by itself. */
  readonly flagMs: number | null;

  constructor(options: FieldOptions) {
    const { kind, laps, minutes = 60, startMs = 1_500 } = options;
    this.kind = kind;
    this.startMs = startMs;
    this.laps = laps ?? null;
    const count = Math.min(options.cars ?? entrants.length, entrants.length);
    const chosen = chooseEntrants(count);
    const isRace = kind === 'race';
    const schedules = chosen.map((entrant, i) => {
      const scheduleOf = isRace ? raceSchedule : practiceSchedule;
      return scheduleOf(entrant, i, chosen.length, { ...options, startMs });
    });
    const endMs = minutes * 60_000 + startMs;
    const drive = (i: number, end: Pick<Schedule, 'flagMs' | 'untilMs'>): CarHistory =>
      driveCar(circuit, planOf(chosen[i]!.spec).mps, { ...schedules[i]!, ...end });
    this.flagMs = isRace ? this.#leaderAtFlag(chosen.length, drive, laps, endMs) : null;
    const untilMs = (this.flagMs ?? endMs) + (isRace ? 400_000 : 0);
    this.cars = chosen.map(({ driver, number, spec }, i) => {
      const history = drive(i, { flagMs: this.flagMs, untilMs });
      const { retiredMs } = history;
      const { boxM } = schedules[i]!;
      const disconnectsMs = retiredMs === null ? null : retiredMs + 20_000;
      return { id: i + 1, driver, number, spec, history, disconnectsMs, boxM };
    });
  }

  /** When the leader crosses the line for the last time, ms. */
  #leaderAtFlag(
    count: number,
    drive: (i: number, end: Pick<Schedule, 'flagMs' | 'untilMs'>) => CarHistory,
    laps: number | undefined,
    endMs: number,
  ): number {
    const longestMs = laps === undefined ? endMs + 400_000 : laps * 130_000 + 200_000;
    const paths: CarPath[] = [];
    for (let i = 0; i < count; i++) paths.push(drive(i, { flagMs: null, untilMs: longestMs }).path);
    const lap =
      laps ??
      Math.floor(Math.max(...paths.map((path) => path.metresAt(endMs))) / circuit.lengthM) + 1;
    const times = paths.map((path) => path.timeAt(lap * circuit.lengthM));
    return Math.min(...times.map((ms) => ms ?? Number.POSITIVE_INFINITY));
  }

  poseOf(car: FieldCar, ms: number): FieldPose {
    const { path, pitLane, inBox } = car.history;
    const { lengthM } = circuit;
    const metres = path.metresAt(ms);
    const offset = this.#offsetM(car, metres, ms);
    const ahead = this.#offsetM(car, metres + 2, ms);
    const line = directionAt(circuit, metres);
    const lap = Math.floor(metres / lengthM);
    return {
      metres,
      laps: Math.max(0, lap),
      place: metres / lengthM - lap,
      x: at(circuit, circuit.x, metres) - Math.cos(line) * offset,
      y: at(circuit, circuit.y, metres),
      z: at(circuit, circuit.z, metres) + Math.sin(line) * offset,
      heading: turned(line - Math.atan((ahead - offset) / 2)),
      speedMps: path.speedAt(ms),
      inPitLane: isWithin(pitLane, ms),
      inBox: isWithin(inBox, ms),
      isConnected: car.disconnectsMs === null || ms < car.disconnectsMs,
    };
  }

  /** Beside the driven line, m to the right: the grid, the pit lane, cars side by side, the verge. */
  #offsetM(car: FieldCar, metres: number, ms: number): number {
    const { history, id } = car;
    let offset = 0;
    if (metres < 0 && this.kind === 'race')
      offset += (id % 2 === 0 ? 2.4 : -2.4) * smooth(0, -60, metres);
    offset += pitLaneOffsetM * this.#laneShare(history, metres);
    const { retiredMs, path } = history;
    if (retiredMs !== null) offset += 8 * smooth(path.endM - 120, path.endM - 10, metres);
    if (isWithin(history.pitLane, ms)) return offset;
    for (const other of this.cars) {
      if (other === car) continue;
      const apartM = Math.abs(other.history.path.metresAt(ms) - metres) % circuit.lengthM;
      const nearM = Math.min(apartM, circuit.lengthM - apartM);
      if (nearM < besideM) offset += (id > other.id ? 1.1 : -1.1) * smooth(besideM, 5, nearM);
    }
    return Math.max(-4.5, Math.min(offset, pitLaneOffsetM));
  }

  /** 1 in the pit lane, 0 on the road, in between on the ways in and out. */
  #laneShare({ pitLane, path }: CarHistory, metres: number): number {
    const { entryM, exitM } = circuit.pit;
    let share = 0;
    for (const { fromMs, toMs } of pitLane) {
      const fromM = path.metresAt(Math.max(fromMs, 0));
      const toM = toMs === Number.POSITIVE_INFINITY ? path.endM : path.metresAt(toMs);
      if (metres < fromM - laneWayM || metres > toM + laneWayM) continue;
      const boundaryM = Math.round((fromM + toM) / 2 / circuit.lengthM) * circuit.lengthM;
      const startM = boundaryM + entryM - circuit.lengthM;
      const into =
        fromMs === Number.NEGATIVE_INFINITY ? 1 : smooth(startM - laneWayM, startM, metres);
      const outM = boundaryM + exitM;
      share = Math.max(share, Math.min(into, 1 - smooth(outM, outM + laneWayM, metres)));
    }
    return share;
  }
}

/** From -π to π. */
function turned(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

/** A small field still has both classes and the back-marker. */
function chooseEntrants(count: number): readonly Entrant[] {
  if (count === entrants.length) return entrants;
  return Array.from(
    { length: count },
    (_, i) => entrants[Math.floor((i * entrants.length) / count)]!,
  );
}

function paceOf(entrant: Entrant, seed: number): Schedule['pace'] {
  const usual = planOf(entrant.spec).lapS / entrant.lapS;
  const factors: number[] = [];
  const random = createRandom(seed, `pace ${entrant.number}`);
  return (lap, third) => {
    const at = (lap - 1) * 3 + third;
    while (factors.length <= at) {
      // A race has phases, laps differ, and so do parts of a lap.
      factors.push(usual * (1 + 0.0028 * entrant.spread * random.bell()));
    }
    // Heavy with fuel and on cold tyres at first.
    return factors[at]! * (lap === 1 ? 0.965 : 1 - 0.0035 * Math.max(0, 1 - lap / 12));
  };
}

type PlannedOptions = FieldOptions & { readonly startMs: number };

function raceSchedule(
  entrant: Entrant,
  i: number,
  count: number,
  { seed, startMs, laps }: PlannedOptions,
): Schedule {
  const random = createRandom(seed, `race ${entrant.number}`);
  const stint = stintLaps(random, laps);
  const stops = new Map<number, number>();
  const stopMs = (lap: number): number | null => {
    if (lap % stint !== 0 || lap === laps) return null;
    const known = stops.get(lap) ?? random.between(8_000, 13_500);
    stops.set(lap, known);
    return known;
  };
  const retires = i === Math.floor(count * 0.45);
  const retiresAtM = retires ? circuit.lengthM * (0.44 * (laps ?? 14) + 0.37) : null;
  return {
    startMs,
    startM: -slotM * (i + 1),
    fromBox: false,
    boxM: boxOf(i),
    stopMs,
    pace: paceOf(entrant, seed),
    retiresAtM,
    flagMs: null,
    untilMs: 0,
  };
}

/** A pit window in the middle third of a short race; stints of about 13 laps in a long one. */
function stintLaps(random: Random, laps: number | undefined): number {
  if (laps === undefined) return Math.round(random.between(11, 15));
  // One stop only: twice the stint is more than the race.
  return Math.max(2, Math.ceil(random.between(laps * 0.51, laps * 0.68)));
}

/** Boxes lie on both sides of the line, m from it. */
function boxOf(i: number): number {
  return -150 + 14 * i + (i >= 14 ? 10 : 0);
}

function practiceSchedule(
  entrant: Entrant,
  i: number,
  _count: number,
  { seed, startMs }: PlannedOptions,
): Schedule {
  const random = createRandom(seed, `practice ${entrant.number}`);
  const stint = Math.round(random.between(3, 6));
  const waits = new Map<number, number>();
  const boxM = boxOf(i);
  return {
    startMs: startMs + random.between(0, 60_000),
    startM: boxM,
    fromBox: true,
    boxM,
    stopMs: (lap) => {
      if (lap % stint !== 0) return null;
      const known = waits.get(lap) ?? random.between(20_000, 150_000);
      waits.set(lap, known);
      return known;
    },
    pace: paceOf(entrant, seed),
    retiresAtM: null,
    flagMs: null,
    untilMs: 0,
  };
}
