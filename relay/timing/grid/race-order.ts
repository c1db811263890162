/** Puts the cars of a grid in order. Cars that waver side by side keep the order they had. Pure. */
import type { TrackedCar } from './tracked-car.ts';

/** A car is ahead when it leads by this much, m: positions waver. */
const aheadM = 2;

/** Cars that are in the race come first, then those that wait in the pits for their start, then those that are out. */
function rankOf({ status, isHeld }: TrackedCar): number {
  if (status === 'out') return 2;
  return isHeld ? 1 : 0;
}

/** @returns whether `a` belongs before `b`, which was before it until now */
function passes(a: TrackedCar, b: TrackedCar, lengthM: number): boolean {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank < 0;
  if (a.finish !== null && b.finish !== null && a.finish.progress === b.finish.progress) {
    return a.finish.t < b.finish.t;
  }
  return a.progress - b.progress > aheadM / lengthM;
}

/** @param before in the order until now */
export function raceOrder(before: readonly TrackedCar[], lengthM: number): TrackedCar[] {
  const order: TrackedCar[] = [];
  for (const car of before) {
    let at = order.length;
    while (at > 0 && passes(car, order[at - 1]!, lengthM)) at--;
    order.splice(at, 0, car);
  }
  return order;
}

/** Before the start: as the cars stand on the grid, then those in the pits as the game lists them. */
export function gridOrder(cars: readonly TrackedCar[]): TrackedCar[] {
  const placeOf = ({ entry }: TrackedCar): number => entry.gamePlace ?? Number.POSITIVE_INFINITY;
  return [...cars].sort((a, b) => {
    if (a.isInPits !== b.isInPits) return a.isInPits ? 1 : -1;
    if (!a.isInPits) return b.progress - a.progress;
    return placeOf(a) === placeOf(b) ? a.id - b.id : placeOf(a) - placeOf(b);
  });
}

/** Outside races: by the best lap; cars without one keep the order in which they came. */
export function bestLapOrder(cars: readonly TrackedCar[]): TrackedCar[] {
  const bestOf = ({ entry }: TrackedCar): number => entry.bestLapMs ?? Number.POSITIVE_INFINITY;
  return [...cars].sort((a, b) => (bestOf(a) === bestOf(b) ? a.id - b.id : bestOf(a) - bestOf(b)));
}
