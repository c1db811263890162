/** What several overlays ask of a grid. Pure. */
import type { Grid, GridCar } from '../../../../protocol/cars.ts';

export function ownCar({ cars }: Grid): GridCar | null {
  return cars.find(({ isPlayer }) => isPlayer === true) ?? null;
}

/** The car chosen in the race room, or by its director; null: none is. */
export function focusedCar({ cars, focus }: Grid): GridCar | null {
  return cars.find(({ id }) => id === focus.carId) ?? null;
}

/** Laps and the part of the present lap. */
export function progressOf({ laps, trackPosition }: GridCar): number {
  return laps + trackPosition;
}

/** Part of a lap to another car, the shorter way round; negative: `other` is behind. */
export function lapShareTo(own: GridCar, other: GridCar): number {
  const apart = other.trackPosition - own.trackPosition;
  return apart - Math.round(apart);
}

/** Names of the classes in the order of their best places; empty: all cars are of one class, or none is known. */
export function classesOf({ cars }: Grid): readonly string[] {
  const names = new Set<string>();
  for (const { carClass } of cars) names.add(carClass ?? '');
  return names.size > 1 ? [...names] : [];
}

/** The fastest lap of the session, ms; null: none yet. */
export function fastestMs({ cars }: Grid): number | null {
  let fastest: number | null = null;
  for (const { bestLapMs } of cars) {
    if (bestLapMs !== null && (fastest === null || bestLapMs < fastest)) fastest = bestLapMs;
  }
  return fastest;
}

/** Whether a car has left the race or the server. */
export function isAway({ status, isConnected }: GridCar): boolean {
  return status === 'out' || !isConnected;
}

/** Whether the colour of any team is known. */
export function hasColours({ cars }: Grid): boolean {
  return cars.some(({ colour }) => colour !== undefined);
}

/** Characters of the longest number of a car; 0: none is known. */
export function longestNumber({ cars }: Grid): number {
  return cars.reduce((most, { number = '' }) => Math.max(most, number.length), 0);
}
