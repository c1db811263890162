/** The result of a race. Pure. */
import type { Grid, GridCar } from '../../protocol/cars.ts';
import { driverNames, type NameForm } from '../core/reading/driver-name.ts';
import { CarMemory, carRow } from '../core/reading/grid/car-row.ts';
import { gapFigures, lapsFigure, noFigure, type RowFigure } from '../core/reading/grid/gap.ts';
import { fastestMs, longestNumber } from '../core/reading/grid/grid-cars.ts';
import type { CarRow, TablePicture, TableRow } from '../core/reading/grid/table-row.ts';
import type { Sample } from '../core/sample.ts';

export interface ResultsOptions {
  readonly rows: number;
  readonly when: 'finish' | 'always';
  readonly names: NameForm;
}

export interface ResultsPicture extends Omit<TablePicture, 'hasBands'> {
  /** `Result`, or `Provisional result` while cars are on their way. */
  readonly title: string;
}

const medals = ['gold', 'silver', 'bronze'] as const;

export class ResultsModel {
  readonly #options: ResultsOptions;
  readonly #names: CarMemory<readonly string[]>;

  constructor(options: ResultsOptions) {
    this.#options = options;
    this.#names = new CarMemory(({ driver }) => driverNames(driver, options.names));
  }

  /** @returns null: there is no result yet */
  read({ grid }: Pick<Sample, 'grid'>): ResultsPicture | null {
    if (grid === null || grid.cars.length === 0) return null;
    const isOver = grid.isRace && grid.cars[0]!.status === 'finished';
    if (!isOver && this.#options.when === 'finish') return null;
    const isFinal = grid.cars.every(({ status }) => status === 'finished' || status === 'out');
    const fastest = fastestMs(grid);
    this.#names.keepOnly(grid);
    const shown = ofRows(grid, this.#options.rows).map(
      (car): TableRow =>
        car === null
          ? { kind: 'break', id: -100 }
          : rowOf(grid, car, fastest, this.#names.of(car), isOver),
    );
    return {
      rows: shown,
      title: isOver && isFinal ? 'Result' : isOver ? 'Provisional result' : 'Standings',
      numberChars: longestNumber(grid),
    };
  }
}

/** The first cars; the own one is the last row where it came in later. Null: cars are left out. */
function ofRows({ cars }: Grid, rows: number): readonly (GridCar | null)[] {
  const own = cars.findIndex(({ isPlayer }) => isPlayer === true);
  if (cars.length <= rows || own < rows) return cars.slice(0, rows);
  return [...cars.slice(0, rows - 2), null, cars[own]!];
}

function rowOf(
  grid: Grid,
  car: GridCar,
  fastest: number | null,
  names: readonly string[],
  isOver: boolean,
): CarRow {
  const medal = isOver && car.status === 'finished' ? medals[car.place - 1] : undefined;
  return {
    ...carRow(car, names),
    ...(medal === undefined ? {} : { medal }),
    badge: fastest !== null && car.bestLapMs === fastest ? 'fastest' : '',
    value: figureOf(grid, car),
    isDim: car.status === 'out' || (isOver && car.status === 'running'),
  };
}

function figureOf({ cars, isRace }: Grid, car: GridCar): RowFigure {
  if (car.status === 'out') return { figures: '', word: 'out' };
  if (car === cars[0]) return isRace ? lapsFigure(car.laps, '') : noFigure;
  if (car.gap.laps > 0) return lapsFigure(car.gap.laps);
  return { figures: car.gap.ms === null ? null : gapFigures(car.gap.ms), word: '' };
}
