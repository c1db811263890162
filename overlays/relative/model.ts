/** The cars around the driver's own on the road, and how far away they are. Pure. */
import type { Grid, GridCar } from '../../protocol/cars.ts';
import { driverNames, type NameForm } from '../core/reading/driver-name.ts';
import { CarMemory, carRow } from '../core/reading/grid/car-row.ts';
import { gapFigures, Lasting, SteadyGap } from '../core/reading/grid/gap.ts';
import {
  classesOf,
  isAway,
  lapShareTo,
  longestNumber,
  ownCar,
  progressOf,
} from '../core/reading/grid/grid-cars.ts';
import type { CarRow, TablePicture } from '../core/reading/grid/table-row.ts';
import { GapTrend } from '../core/reading/grid/trend.ts';
import type { Sample } from '../core/sample.ts';

export interface RelativeOptions {
  /** Rows on each side of the own one; a side with fewer cars leaves its rows to the other. */
  readonly each: number;
  readonly names: NameForm;
}

/** From the car farthest ahead. */
export type RelativePicture = TablePicture<CarRow>;

/** A shown gap stays for at least this long, ms. */
const gapEveryMs = 250;
/** Whole laps between two cars are shown once they have lasted this long: one crosses the line before the other, ms. */
const lapsLastMs = 1_500;
/** Two cars beside each other change rows when one has been ahead for this long, ms. */
const orderLastsMs = 400;
/** Closer than this two cars count as beside each other, part of a lap. */
const besideShare = 0.002;

export class RelativeModel {
  readonly #each: number;
  readonly #neighbours;

  constructor({ each, names }: RelativeOptions) {
    this.#each = each;
    this.#neighbours = new CarMemory(({ driver }) => ({
      gap: new SteadyGap(gapEveryMs),
      trend: new GapTrend(),
      laps: new Lasting<number>(lapsLastMs),
      isAhead: new Lasting<boolean>(orderLastsMs),
      names: driverNames(driver, names),
    }));
  }

  /** @returns null: there are no cars, or none is the driver's own */
  read({ grid, reset }: Pick<Sample, 'grid' | 'reset'>, nowMs: number): RelativePicture | null {
    if (reset) this.#neighbours.clear();
    const own = grid === null ? null : ownCar(grid);
    if (grid === null || own === null) return null;
    const others = grid.cars.filter((car) => car !== own && isOnTheRoad(car, grid));
    const each = this.#each;
    const classes = classesOf(grid);
    const near = others
      .map((car) => ({ car, share: this.#shareOf(own, car, nowMs) }))
      .sort((a, b) => b.share - a.share);
    const ahead = near.filter(({ share }) => share > 0).length;
    const behind = near.length - ahead;
    const above = Math.max(each, each * 2 - behind);
    const below = Math.max(each, each * 2 - ahead);
    const row = ({ car }: { readonly car: GridCar }) => this.#row(grid, own, car, classes, nowMs);
    const rows = [
      ...near.slice(Math.max(ahead - above, 0), ahead).map(row),
      this.#ownRow(grid, own, classes),
      ...near.slice(ahead, ahead + below).map(row),
    ];
    this.#neighbours.keepOnly(grid);
    return { rows, hasBands: classes.length > 0, numberChars: longestNumber(grid) };
  }

  /** Part of a lap ahead (+) or behind; a car beside the own one stays where it was shown for a moment. */
  #shareOf(own: GridCar, car: GridCar, nowMs: number): number {
    const share = lapShareTo(own, car);
    const isAhead = this.#neighbours.of(car).isAhead.read(share > 0, nowMs);
    if (isAhead === share > 0 || Math.abs(share) > besideShare) return share;
    return isAhead ? Number.EPSILON : -Number.EPSILON;
  }

  #row(grid: Grid, own: GridCar, car: GridCar, classes: readonly string[], nowMs: number): CarRow {
    const neighbour = this.#neighbours.of(car);
    const { relativeMs } = car;
    const shownMs = neighbour.gap.readMs(relativeMs, nowMs);
    const sizeMs = relativeMs === null ? null : Math.abs(relativeMs);
    const apart = progressOf(car) - progressOf(own) - lapShareTo(own, car);
    const laps = grid.isRace ? neighbour.laps.read(Math.round(apart), nowMs) : 0;
    const inPits = car.inPitLane || car.inPit;
    return {
      ...plain(grid, car, classes, neighbour.names),
      nameInk: laps > 0 ? 'loss' : laps < 0 ? 'blue' : 'ink',
      badge: inPits ? 'pit' : laps === 0 ? '' : `${laps > 0 ? '+' : '−'}${Math.abs(laps)}L`,
      trend: inPits ? 'steady' : neighbour.trend.read(sizeMs, progressOf(own)),
      value: { figures: shownMs === null ? null : gapFigures(shownMs), word: '' },
      isDim: inPits,
    };
  }

  #ownRow(grid: Grid, own: GridCar, classes: readonly string[]): CarRow {
    const { names } = this.#neighbours.of(own);
    const badge = own.inPitLane || own.inPit ? 'pit' : '';
    return { ...plain(grid, own, classes, names), badge };
  }
}

/** Cars that stand in their boxes outside a race, and those that are gone, are in nobody's way. */
function isOnTheRoad(car: GridCar, { isRace }: Grid): boolean {
  return !isAway(car) && (isRace || !car.inPit);
}

function plain(
  grid: Grid,
  car: GridCar,
  classes: readonly string[],
  names: readonly string[],
): CarRow {
  const { carClass = '' } = car;
  const rivals = classes.length === 0 ? [] : grid.cars.filter((one) => isOf(one, carClass));
  const place = rivals.length === 0 ? car.place : rivals.indexOf(car) + 1;
  return {
    ...carRow(car, names),
    place: String(place),
    carClass: classes.length === 0 ? null : classes.indexOf(carClass),
  };
}

function isOf({ carClass = '' }: GridCar, name: string): boolean {
  return carClass === name;
}
