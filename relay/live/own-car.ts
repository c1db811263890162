/**
 * What a driver's own frames know of the car in the grid of another session, or of its own. They are the best data there is
 * of that car: other sources see it through the game's network. Pure.
 */
import type { CarEntry, CarMotion } from '../../protocol/cars.ts';
import type { Vector } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { OwnCar } from '../timing/grid/grid-messages.ts';
import type { LiveRun } from './live-run.ts';

/** Frames that are this much older or newer than the other cars say nothing about where the car is now, ms. */
const apartMs = 400;
/** The pedals of frames that are older say nothing any more, ms. */
export const freshMs = 1_000;

/** Both clocks were measured, so that times of one mean something in the other. */
function timeIn(run: LiveRun, other: LiveRun, t: number): number | null {
  if (run === other) return t;
  if (run.clock !== 'measured' || other.clock !== 'measured') return null;
  return t + run.startMs! - other.startMs!;
}

/**
 * @param run whose grid it is. @param t of that run, ms
 * @param own the run of the car's driver, perhaps the same
 * @param lengthM of the lap, m; null: not known
 */
export function ownCar(
  sessionID: string,
  run: LiveRun,
  own: LiveRun,
  t: number,
  lengthM: number | null,
): OwnCar {
  const { lastLapTime, bestLapTime } = own.pick(['lastLapTime', 'bestLapTime']);
  const { tyreCompound } = own.info;
  return {
    sessionID,
    facts: {
      ...(lastLapTime ? { lastLapMs: lastLapTime } : {}),
      ...(bestLapTime ? { bestLapMs: bestLapTime } : {}),
      ...(tyreCompound === undefined || tyreCompound === '' ? {} : { tyre: tyreCompound }),
    },
    // The source sees the car of its own PC as it is, at the same time as the others.
    placed: (motion) => {
      const ownT = timeIn(run, own, t);
      const isFresh = ownT !== null && own.t !== null && Math.abs(ownT - own.t) <= freshMs;
      const known = isFresh ? { ...motion, ...inputsOf(own) } : motion;
      return run === own || ownT === null ? known : movedTo(known, own, ownT, lengthM);
    },
  };
}

/**
 * A session's own car under the name, number and team that its driver has set, as the other overlays of the session show
 * them. What the entry list of a league says takes precedence.
 * @param car as its source sees it. @param listed the same with what the entry list says
 */
export function ownEntry(
  { driverName, raceNumber, team }: SessionInfo,
  car: CarEntry,
  listed: CarEntry,
): CarEntry {
  return {
    ...listed,
    ...(driverName && listed.driver === car.driver ? { driver: driverName } : {}),
    ...(raceNumber && listed.number === car.number ? { number: raceNumber } : {}),
    ...(team && listed.team === car.team ? { team } : {}),
  };
}

/** What the driver does, as the newest frame says. */
export function inputsOf(own: LiveRun): Pick<CarMotion, 'inputs'> {
  const { gas, brake, gear, fuel } = own.pick(['gas', 'brake', 'gear', 'fuel']);
  if (gas === undefined || brake === undefined || gear === undefined) return {};
  return { inputs: { throttle: gas, brake, gear, fuelL: fuel ?? null } };
}

/**
 * Moves the newest frame of a driver to the time of the other cars.
 * @param motion what is known of the car else. @param ownT that time on the driver's clock, ms. @param lengthM of the lap, m
 */
export function movedTo(
  motion: CarMotion,
  own: LiveRun,
  ownT: number,
  lengthM: number | null,
): CarMotion {
  if (own.t === null || own.game !== 'driving') return motion;
  const { trackPosition, worldPosition, speedKmh, inPitLane } = own.pick([
    'trackPosition',
    'worldPosition',
    'speedKmh',
    'inPitLane',
  ]);
  const lateMs = ownT - own.t;
  if (Math.abs(lateMs) > apartMs || speedKmh === undefined || lengthM === null) return motion;
  if (trackPosition === undefined || worldPosition === undefined) return motion;
  const newest = { trackPosition, worldPosition, speedKmh };
  const inLane = { inPitLane: inPitLane ?? motion.inPitLane };
  return advanced({ ...motion, ...newest, ...inLane }, lateMs, lengthM);
}

/** Where the car is some time later, or earlier, at the same speed. @param lengthM of the lap, m; null: not known */
export function advanced(motion: CarMotion, ms: number, lengthM: number | null): CarMotion {
  if (Math.abs(ms) > apartMs || lengthM === null) return motion;
  const movedM = (motion.speedKmh / 3.6) * (ms / 1000);
  const place = motion.trackPosition + movedM / lengthM;
  return {
    ...motion,
    trackPosition: place - Math.floor(place),
    worldPosition: ahead(motion.worldPosition, motion.heading, movedM),
  };
}

function ahead([x, y, z]: Vector, heading: number | null, metres: number): Vector {
  if (heading === null) return [x, y, z];
  return [x + Math.sin(heading) * metres, y, z + Math.cos(heading) * metres];
}
