/** Where the cars around the driver's own are, seen from it, and which are alongside. Pure. */
import type { GridCar } from '../../protocol/cars.ts';
import { isAway, ownCar } from '../core/reading/grid/grid-cars.ts';
import type { Sample } from '../core/sample.ts';

export interface RadarOptions {
  /** Cars within this distance are shown, m. */
  readonly rangeM: number;
  readonly lengthM: number;
  readonly widthM: number;
}

export interface NearCar {
  readonly id: number;
  /** From the middle of the own car, m. */
  readonly rightM: number;
  readonly aheadM: number;
  /** Against the own car, rad, clockwise. */
  readonly turn: number;
  /** Next to the own car with little room between them. */
  readonly isClose: boolean;
}

/** The part of the own car's length beside which another car is: -1 its tail, 1 its nose. */
export interface Overlap {
  readonly from: number;
  readonly to: number;
  readonly isClose: boolean;
}

export interface RadarPicture {
  /** 0 nobody is near … 1 */
  readonly light: number;
  readonly cars: readonly NearCar[];
  readonly left: Overlap | null;
  readonly right: Overlap | null;
}

/** Cars farther to the side than this have a lane of their own, m. */
const besideM = 5.5;
/** With less room than this between the sides of two cars a touch is near, m. */
const closeM = 1;
/** Nobody is near at the edge of the range; from this part of it on the radar is fully there. */
const fullyAt = 0.62;

const nobody: RadarPicture = { light: 0, cars: [], left: null, right: null };

/** @returns light 0 without a grid, an own car or its heading, and in the pits, where everybody is near */
export function readRadar({ grid }: Pick<Sample, 'grid'>, options: RadarOptions): RadarPicture {
  const own = grid === null ? null : ownCar(grid);
  if (grid === null || own === null || own.heading === null) return nobody;
  if (own.inPitLane || own.inPit) return nobody;
  const cars: NearCar[] = [];
  let nearestM = Number.POSITIVE_INFINITY;
  for (const car of grid.cars) {
    if (car === own || isAway(car) || car.inPit) continue;
    const near = seenFrom(own, own.heading, car, options);
    const awayM = Math.hypot(near.rightM, near.aheadM);
    if (awayM > options.rangeM * 1.2) continue;
    nearestM = Math.min(nearestM, awayM);
    cars.push(near);
  }
  const share = (options.rangeM - nearestM) / (options.rangeM * (1 - fullyAt));
  return {
    light: Math.min(Math.max(share, 0), 1),
    cars,
    left: overlapOf(
      cars.filter(({ rightM }) => rightM < 0),
      options,
    ),
    right: overlapOf(
      cars.filter(({ rightM }) => rightM >= 0),
      options,
    ),
  };
}

/** @param heading of the own car, rad: atan2(dx, dz) */
function seenFrom(own: GridCar, heading: number, car: GridCar, options: RadarOptions): NearCar {
  const dx = car.worldPosition[0] - own.worldPosition[0];
  const dz = car.worldPosition[2] - own.worldPosition[2];
  const sin = Math.sin(heading);
  const cos = Math.cos(heading);
  // Seen from above the game's z points down where its x points right.
  const aheadM = dx * sin + dz * cos;
  const rightM = dz * sin - dx * cos;
  const isAlongside = Math.abs(aheadM) < options.lengthM;
  const roomM = Math.abs(rightM) - options.widthM;
  return {
    id: car.id,
    rightM,
    aheadM,
    turn: car.heading === null ? 0 : heading - car.heading,
    isClose: isAlongside && roomM < closeM,
  };
}

/** Of the close car that overlaps most, else of any: a car one lane farther away hides no danger. */
function overlapOf(cars: readonly NearCar[], { lengthM }: RadarOptions): Overlap | null {
  let most: Overlap | null = null;
  for (const { aheadM, rightM, isClose } of cars) {
    if (Math.abs(rightM) > besideM) continue;
    const middle = (aheadM * 2) / lengthM;
    const from = Math.max(middle - 1, -1);
    const to = Math.min(middle + 1, 1);
    const overlap = { from, to, isClose };
    if (to > from && (most === null || rankOf(overlap) > rankOf(most))) most = overlap;
  }
  return most;
}

function rankOf({ from, to, isClose }: Overlap): number {
  return to - from + (isClose ? 2 : 0);
}
