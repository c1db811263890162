/** Rows of cars, and what is remembered of each car. Pure. */
import type { Grid, GridCar } from '../../../../protocol/cars.ts';
import { noFigure } from './gap.ts';
import type { CarRow } from './table-row.ts';

/** The row of a car in its place, without a figure. @param names forms of the driver's name */
export function carRow(car: GridCar, names: readonly string[]): CarRow {
  return {
    kind: 'car',
    id: car.id,
    place: String(car.place),
    moved: null,
    carClass: null,
    number: car.number ?? '',
    names,
    nameInk: 'ink',
    badge: '',
    trend: 'steady',
    value: noFigure,
    valueInk: 'ink',
    extra: '',
    isOwn: car.isPlayer === true,
    isDim: false,
  };
}

/** What is remembered of each car while the same driver is in it. */
export class CarMemory<T extends object> {
  readonly #create: (car: GridCar) => T;
  readonly #known = new Map<number, { readonly driver: string; readonly memory: T }>();

  constructor(create: (car: GridCar) => T) {
    this.#create = create;
  }

  of(car: GridCar): T {
    const known = this.#known.get(car.id);
    // Slots of a server are used again for other drivers.
    if (known?.driver === car.driver) return known.memory;
    const memory = this.#create(car);
    this.#known.set(car.id, { driver: car.driver, memory });
    return memory;
  }

  /** Forgets the cars that are no longer in the grid. */
  keepOnly({ cars }: Grid): void {
    if (this.#known.size <= cars.length) return;
    const ids = new Set(cars.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
  }
}
