/**
 * Where on the lap the track is yellow: somebody else's car stands there. No game reports sectors under a yellow flag to one
 * driver's PC, so this goes by what the cars do. Pure.
 */
import type { Grid, GridCar } from '../../protocol/cars.ts';

/** Slower than this is in the way; faster than the second it drives on, km/h. */
const slowKmh = 20;
const drivesKmh = 50;
/** Whoever spins and drives on within this time makes no yellow, ms. */
const slowForMs = 2_000;
const nowhere: readonly number[] = [];

export class YellowSectors {
  /** Cars that stand, by id: since when on the page's clock, ms. */
  readonly #since = new Map<number, number>();

  /** @returns places of the cars that stand in the way, 0…1 of the lap */
  read(grid: Grid | null, nowMs: number): readonly number[] {
    if (grid === null) {
      this.#since.clear();
      return nowhere;
    }
    let places = nowhere;
    for (const car of grid.cars) {
      if (!this.#isStationary(car, nowMs)) continue;
      places = [...places, car.trackPosition];
    }
    return places;
  }

  #isStationary(car: GridCar, nowMs: number): boolean {
    const since = this.#since.get(car.id);
    const isSlow = car.speedKmh < (since === undefined ? slowKmh : drivesKmh);
    if (!isSlow || !isOnTrack(car)) {
      if (since !== undefined) this.#since.delete(car.id);
      return false;
    }
    if (since === undefined) this.#since.set(car.id, nowMs);
    return nowMs - (since ?? nowMs) >= slowForMs;
  }
}

/** Not on the grid, in the pits, after the flag, or retired, and not the own car. */
function isOnTrack({ status, isPlayer, isConnected, inPitLane, inPit }: GridCar): boolean {
  return status === 'running' && isPlayer !== true && isConnected && !inPitLane && !inPit;
}

const thirds = [0, 1 / 3, 2 / 3];

/** Where the parts of the lap begin that can be yellow: its sectors, or thirds where no sectors are known. */
export function partStarts(start: number, sectorStarts: readonly number[]): readonly number[] {
  if (sectorStarts.length > 0) return [start, ...sectorStarts];
  return thirds.map((share) => (start + share) % 1);
}

/** @param starts as `partStarts` gives them @returns index of the part that holds a place of the lap */
export function partOf(place: number, starts: readonly number[]): number {
  const [first = 0] = starts;
  const into = (at: number): number => (((at - first) % 1) + 1) % 1;
  return starts.filter((start) => into(start) <= into(place)).length - 1;
}
