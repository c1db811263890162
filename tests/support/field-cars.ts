/** The made-up race as a source of cars gives it: entries and motions from the truth, with the game's late lap count. */

import type { RaceField } from '../../agent/demo/field/race-field.ts';
import { type TrueCar, truthAt } from '../../agent/demo/field/race-truth.ts';
import type { CarEntry, CarMotion } from '../../protocol/cars.ts';

/** The game counts a lap some time after the line, ms. */
const countedLateMs = 50;

function entryOf({ car, lastLapMs, bestLapMs }: TrueCar, playerId = 1): CarEntry {
  const { id, driver, number, spec } = car;
  const own = id === playerId ? { isPlayer: true } : {};
  return { id, driver, number, car: spec.car, lastLapMs, bestLapMs, ...own };
}

function motionOf(field: RaceField, { car, pose, currentLapMs }: TrueCar, ms: number): CarMotion {
  const counted = car.history.path.metresAt(ms - countedLateMs) / field.circuit.lengthM;
  return {
    id: car.id,
    laps: Math.max(0, Math.floor(counted + 1e-9)),
    trackPosition: pose.place,
    worldPosition: [pose.x, pose.y, pose.z],
    heading: pose.heading,
    speedKmh: pose.speedMps * 3.6,
    currentLapMs,
    inPitLane: pose.inPitLane,
    inPit: pose.inBox,
    isConnected: pose.isConnected,
  };
}

/** A car that stands on the line. */
export function standingCar(id: number): CarMotion {
  return {
    ...{ id, laps: 0, trackPosition: 0, worldPosition: [0, 0, 0], heading: null, speedKmh: 0 },
    ...{ currentLapMs: null, inPitLane: false, inPit: false, isConnected: true },
  };
}

/** What a source reads at a time. */
export function readField(
  field: RaceField,
  ms: number,
): {
  truth: TrueCar[];
  entries: CarEntry[];
  motions: CarMotion[];
} {
  const truth = truthAt(field, ms);
  return {
    truth,
    entries: truth.map((one) => entryOf(one)),
    motions: truth.map((one) => motionOf(field, one, ms)),
  };
}
