/** The made-up race as the live relay hands it to the store, twice a second. */
import type { RaceField } from '../../agent/demo/field/race-field.ts';
import type { CarsSnapshot } from '../../protocol/car-positions.ts';
import { encodeCars } from '../../protocol/cars-codec.ts';
import { limits } from '../../protocol/limits.ts';
import { GridTiming } from '../../relay/timing/grid/grid-timing.ts';
import { readField } from './field-cars.ts';

/** @param fromMs of the race */
export function carsSnapshots(field: RaceField, fromMs: number, count: number): CarsSnapshot[] {
  const grid = new GridTiming();
  const { lengthM, laps } = { lengthM: field.circuit.lengthM, laps: 15 };
  grid.setRules({ isRace: true, laps, lengthM }, () => null);
  return Array.from({ length: count }, (_, i) => {
    const t = fromMs + i * limits.carsStoredMs;
    const { entries: cars, motions } = readField(field, t);
    const source = 'crewchief';
    grid.update({ source, server: 'Cup', whole: true, cars, gone: [] });
    const { positions } = grid.move(t, motions)!;
    const { entries, isRace, server } = grid;
    return { t, source, server, isRace, entries, positions: encodeCars(t, positions) };
  });
}
