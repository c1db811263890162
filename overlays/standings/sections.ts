/** Which cars have a row in the standings: the first ones, the own one with its neighbours, each class by itself. Pure. */
import type { GridCar } from '../../protocol/cars.ts';

/** A row before it has texts. */
export type Slot =
  | { readonly kind: 'class'; readonly index: number; readonly title: string }
  | { readonly kind: 'break'; readonly index: number }
  | {
      readonly kind: 'car';
      readonly car: GridCar;
      /** Place among the cars of its section, from 1. */
      readonly place: number;
      /** First of the section, and the car one place ahead in it; null: it is the first. */
      readonly first: GridCar;
      readonly ahead: GridCar | null;
      /** null: all cars are of one class. */
      readonly carClass: number | null;
    };

/** Rows that every class gets, its title included. */
const leastOfClass = 5;

/** @param classes names in the order of their sections; empty: one section */
export function slotsOf(
  cars: readonly GridCar[],
  classes: readonly string[],
  rows: number,
): readonly Slot[] {
  if (classes.length === 0) return sectionOf(cars, null, rows);
  const sections = classes.map((title) => cars.filter(({ carClass = '' }) => carClass === title));
  const shares = sharesOf(sections, rows);
  return sections.flatMap((section, index): Slot[] => {
    const share = shares[index]!;
    if (share < 2) return [];
    const title: Slot = { kind: 'class', index, title: classes[index] || 'Other cars' };
    return [title, ...sectionOf(section, index, share - 1)];
  });
}

/** Rows of each section, titles included: a few for everybody, the rest for the own class, then from the first one on. */
function sharesOf(sections: readonly (readonly GridCar[])[], rows: number): readonly number[] {
  const wanted = sections.map(({ length }) => length + 1);
  let free = rows;
  const shares = wanted.map((want) => {
    const share = Math.min(want, leastOfClass, free);
    free -= share;
    return share;
  });
  const isOwn = (i: number) => sections[i]!.some(({ isPlayer }) => isPlayer === true);
  const order = sections.map((_, i) => i).sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  for (const i of order) {
    const more = Math.min(wanted[i]! - shares[i]!, free);
    shares[i]! += more;
    free -= more;
  }
  return shares;
}

function sectionOf(cars: readonly GridCar[], carClass: number | null, rows: number): Slot[] {
  const slot = (index: number): Slot => ({
    kind: 'car',
    car: cars[index]!,
    place: index + 1,
    first: cars[0]!,
    ahead: cars[index - 1] ?? null,
    carClass,
  });
  const first = (count: number) => Array.from({ length: count }, (_, i) => slot(i));
  const own = cars.findIndex(({ isPlayer }) => isPlayer === true);
  if (cars.length <= rows) return first(cars.length);
  if (own < rows) return first(rows);
  // The leaders, and the own car with its neighbours.
  const around = rows >= 6 ? 3 : 1;
  const from = Math.min(Math.max(own - Math.floor(around / 2), 0), cars.length - around);
  const leaders = first(Math.max(rows - around - 1, 1));
  const neighbours = Array.from({ length: around }, (_, i) => slot(from + i));
  const pause: Slot = { kind: 'break', index: carClass ?? 0 };
  return leaders.length + around < rows
    ? [...leaders, pause, ...neighbours]
    : [...leaders, ...neighbours];
}
