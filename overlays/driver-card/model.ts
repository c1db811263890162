/** Whose card is shown, and what it says. Pure. */
import type { Grid, GridCar } from '../../protocol/cars.ts';
import { prettyName } from '../../protocol/readable-name.ts';
import { lapTimeText } from '../../protocol/units.ts';
import { driverNames } from '../core/reading/driver-name.ts';
import { CarMemory } from '../core/reading/grid/car-row.ts';
import { type RowFigure, SteadyGap } from '../core/reading/grid/gap.ts';
import { fastestMs, focusedCar, isAway, ownCar } from '../core/reading/grid/grid-cars.ts';
import type { RowInk } from '../core/reading/grid/table-row.ts';
import type { Sample } from '../core/sample.ts';

/** `auto`: the car chosen in the race room, else the own car, else the leader. */
export type Focus = 'auto' | 'own' | 'leader' | 'ahead' | 'behind' | 'place';

export interface CardOptions {
  readonly focus: Focus;
  /** From 1; for `place`. */
  readonly place: number;
}

export interface CardField {
  readonly title: string;
  readonly value: RowFigure;
  readonly ink: RowInk;
}

export interface CardPicture {
  readonly id: number;
  readonly place: string;
  readonly number: string;
  readonly names: readonly string[];
  /** Team, or the car's name. */
  readonly below: string;
  readonly fields: readonly CardField[];
  /** Of the team, `#rrggbb`; null: not known. */
  readonly colour: string | null;
  /** Throttle and brake, 0…1; null: not known. */
  readonly pedals: { readonly throttle: number; readonly brake: number } | null;
  readonly isOwn: boolean;
}

/** A shown gap stays for at least this long, ms. */
const gapEveryMs = 400;

export class DriverCardModel {
  readonly #options: CardOptions;
  readonly #names = new CarMemory(({ driver }) => driverNames(driver, 'full'));
  #shownId: number | null = null;
  #gap = new SteadyGap(gapEveryMs);
  #interval = new SteadyGap(gapEveryMs);

  constructor(options: CardOptions) {
    this.#options = options;
  }

  /** @returns null: there is no such car */
  read({ grid, state }: Pick<Sample, 'grid' | 'state'>, nowMs: number): CardPicture | null {
    const car = grid === null ? null : focusOf(grid, this.#options);
    if (grid === null || car === null) {
      this.#shownId = null;
      return null;
    }
    if (car.id !== this.#shownId) {
      this.#shownId = car.id;
      this.#gap = new SteadyGap(gapEveryMs);
      this.#interval = new SteadyGap(gapEveryMs);
    }
    const isOwn = car.isPlayer === true;
    const { gas, brake } = state;
    const isDriven = isOwn && gas !== undefined && brake !== undefined;
    return {
      id: car.id,
      place: String(car.place),
      number: car.number ?? '',
      names: this.#names.of(car),
      below: car.team ?? prettyName(car.car),
      colour: car.colour ?? null,
      fields: this.#fields(grid, car, nowMs),
      // The frames of the page's own session are the newest.
      pedals: isDriven ? { throttle: gas, brake } : (car.inputs ?? null),
      isOwn,
    };
  }

  #fields(grid: Grid, car: GridCar, nowMs: number): readonly CardField[] {
    const gap = this.#gap.read(car.gap, nowMs);
    const interval = this.#interval.read(car.interval, nowMs);
    const isFirst = car === grid.cars[0];
    const fastest = fastestMs(grid);
    const time = (ms: number | null): RowFigure => ({
      figures: ms === null ? null : lapTimeText(ms),
      word: '',
    });
    const best: CardField = {
      title: 'Best',
      value: time(car.bestLapMs),
      ink: car.bestLapMs !== null && car.bestLapMs === fastest ? 'best' : 'ink',
    };
    const last: CardField = {
      title: 'Last',
      value: time(car.lastLapMs),
      ink: car.lastLapMs !== null && car.lastLapMs === car.bestLapMs ? 'gain' : 'ink',
    };
    if (isAway(car))
      return [{ title: 'Status', value: { figures: '', word: 'out' }, ink: 'muted' }, best];
    if (!grid.isRace) return [best, last];
    const first: CardField = {
      title: 'Lap',
      value: { figures: String(car.laps + 1), word: '' },
      ink: 'ink',
    };
    const behind: CardField = { title: 'Gap', value: gap, ink: 'ink' };
    const ahead: CardField = { title: 'Interval', value: interval, ink: 'ink' };
    return isFirst
      ? [first, last, best]
      : car.place === 2
        ? [ahead, last, best]
        : [behind, ahead, last];
  }
}

/** The name of a car or team, then what is left of it without its last words: `Porsche 911 GT3 R`, …, `Porsche`. */
export function fewerWords(name: string): string[] {
  const words = name.split(' ');
  return words.map((_, i) => words.slice(0, words.length - i).join(' '));
}

function focusOf(grid: Grid, { focus, place }: CardOptions): GridCar | null {
  const { cars } = grid;
  const own = ownCar(grid);
  switch (focus) {
    case 'auto':
      return focusedCar(grid) ?? own ?? cars[0] ?? null;
    case 'own':
      return own;
    case 'leader':
      return cars[0] ?? null;
    case 'place':
      return cars[place - 1] ?? null;
    case 'ahead':
      return own === null ? null : (cars[own.place - 2] ?? null);
    case 'behind':
      return own === null ? null : (cars[own.place] ?? null);
  }
}
