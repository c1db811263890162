/** The order of the cars with their figures, row by row. Pure. */
import type { CarGap, Grid, GridCar } from '../../protocol/cars.ts';
import { lapTimeText } from '../../protocol/units.ts';
import { driverNames, type NameForm } from '../core/reading/driver-name.ts';
import { CarMemory, carRow } from '../core/reading/grid/car-row.ts';
import { noFigure, type RowFigure, SteadyGap } from '../core/reading/grid/gap.ts';
import {
  classesOf,
  fastestMs,
  hasColours,
  isAway,
  longestNumber,
  progressOf,
} from '../core/reading/grid/grid-cars.ts';
import type { CarRow, RowInk, TablePicture, TableRow } from '../core/reading/grid/table-row.ts';
import { clockText, deltaText } from '../core/reading/time.ts';
import type { Sample } from '../core/sample.ts';
import { type Slot, slotsOf } from './sections.ts';

/** What the figures of the rows say. Outside races: the best lap of the first car and the gaps to it. */
export type FigureKind = 'interval' | 'gap' | 'gained' | 'last' | 'best';

export interface StandingsOptions {
  readonly rows: number;
  readonly value: 'cycle' | Exclude<FigureKind, 'best'>;
  /** Time until the next figures, ms. */
  readonly turnMs: number;
  readonly names: NameForm;
  readonly classes: boolean;
}

export interface StandingsPicture extends TablePicture {
  readonly figures: FigureKind;
  /** `Lap 12 / 25`, or the time left; empty: not known. */
  readonly title: string;
}

/** A shown gap stays for at least this long, ms. */
const gapEveryMs = 500;
/** A lap in purple or green is shown this long, ms. */
const lapShownMs = 6_000;
/** A place that has changed is marked this long, ms. */
const movedShownMs = 3_500;
/** The next figures appear row by row, this much later in each, ms. */
const cascadeMs = 24;
/** Longest session that has a time left, ms: without a limit the game reports more. */
const timeLeftMaxMs = 100 * 3_600_000;

type Followed = ReturnType<typeof followed>;

export class StandingsModel {
  readonly #options: StandingsOptions;
  readonly #followed: CarMemory<Followed>;

  constructor(options: StandingsOptions) {
    this.#options = options;
    this.#followed = new CarMemory((car) => followed(car, options.names));
  }

  /** @returns null: there are no cars */
  read(
    { grid, reset, sessionInfo, state }: Pick<Sample, 'grid' | 'reset' | 'sessionInfo' | 'state'>,
    nowMs: number,
  ): StandingsPicture | null {
    if (reset) this.#followed.clear();
    if (grid === null || grid.cars.length === 0) return null;
    const { rows, classes: byClass } = this.#options;
    const classes = byClass ? classesOf(grid) : [];
    const fastest = fastestMs(grid);
    for (const car of grid.cars) this.#follow(car, grid.isRace, nowMs);
    this.#followed.keepOnly(grid);
    const turns = this.#turns(grid);
    const slots = slotsOf(grid.cars, classes, rows);
    const shown = slots.map((slot, i): TableRow => {
      if (slot.kind === 'class') {
        return { kind: 'class', id: -1 - slot.index, title: slot.title, carClass: slot.index };
      }
      if (slot.kind === 'break') return { kind: 'break', id: -100 - slot.index };
      return this.#row(grid, slot, this.#turnAt(turns, nowMs - i * cascadeMs), fastest, nowMs);
    });
    return {
      rows: shown,
      figures: this.#turnAt(turns, nowMs),
      title: titleOf(grid, sessionInfo.numberOfLaps ?? 0, state.sessionTimeLeftMs),
      hasBands: classes.length > 0 || hasColours(grid),
      numberChars: longestNumber(grid),
    };
  }

  #turns({ isRace, cars }: Grid): readonly FigureKind[] {
    const { value } = this.#options;
    const bests: FigureKind = 'best';
    if (value === 'last') return ['last'];
    if (!isRace) return value === 'cycle' ? [bests, 'last'] : [bests];
    if (value !== 'cycle') return [value];
    const hasStart = cars.some(({ startPlace }) => startPlace !== null);
    const hasLaps = cars.some(({ lastLapMs }) => lastLapMs !== null);
    return [
      'interval',
      'gap',
      ...(hasStart ? ['gained' as const] : []),
      ...(hasLaps ? ['last' as const] : []),
    ];
  }

  #turnAt(turns: readonly FigureKind[], nowMs: number): FigureKind {
    const turn = Math.floor(Math.max(nowMs, 0) / this.#options.turnMs);
    return turns[turn % turns.length]!;
  }

  #follow(car: GridCar, isRace: boolean, nowMs: number): void {
    const known = this.#followed.of(car);
    if (car.lastLapMs !== known.lastLapMs || car.laps !== known.laps) {
      if (car.lastLapMs !== known.lastLapMs && car.lastLapMs !== null) known.lapAtMs = nowMs;
      known.lastLapMs = car.lastLapMs;
      known.laps = car.laps;
    }
    if (car.place !== known.place) {
      known.moved = !isRace || isAway(car) ? null : car.place < known.place ? 'up' : 'down';
      known.movedAtMs = nowMs;
      known.place = car.place;
    }
    if (nowMs - known.movedAtMs > movedShownMs) known.moved = null;
  }

  #row(
    grid: Grid,
    { car, place, first, ahead, carClass }: Extract<Slot, { kind: 'car' }>,
    figures: FigureKind,
    fastest: number | null,
    nowMs: number,
  ): CarRow {
    const { names, moved } = this.#followed.of(car);
    const [value, valueInk] = this.#value(grid, car, first, ahead, figures, fastest, nowMs);
    return {
      ...carRow(car, names),
      place: String(place),
      moved,
      carClass,
      ...(car.colour === undefined ? {} : { colour: car.colour }),
      value,
      valueInk,
      extra: car.pitStops > 0 ? String(car.pitStops) : '',
      isDim: isAway(car),
    };
  }

  #value(
    grid: Grid,
    car: GridCar,
    first: GridCar,
    ahead: GridCar | null,
    figures: FigureKind,
    fastest: number | null,
    nowMs: number,
  ): readonly [RowFigure, RowInk] {
    const followed = this.#followed.of(car);
    // Read with every picture, so that the steady figures follow while they are not shown.
    const gap = followed.gap.read(between(car, first, grid), nowMs);
    const interval = followed.interval.read(
      ahead === null ? { laps: 0, ms: null } : between(car, ahead, grid),
      nowMs,
    );
    if (isAway(car)) return [{ figures: '', word: car.status === 'out' ? 'out' : 'away' }, 'muted'];
    if (car.inPitLane || car.inPit) return [{ figures: '', word: 'pit' }, 'blue'];
    const lapInk = inkOfLap(car, fastest);
    if (nowMs - followed.lapAtMs < lapShownMs && lapInk !== 'ink') {
      return [timeFigure(car.lastLapMs), lapInk];
    }
    switch (figures) {
      case 'interval':
        return ahead === null ? [firstFigure(car), 'muted'] : [interval, 'ink'];
      case 'gap':
        return ahead === null ? [firstFigure(car), 'muted'] : [gap, 'ink'];
      case 'gained':
        return gainedOf(car);
      case 'last':
        return [timeFigure(car.lastLapMs), lapInk];
      case 'best':
        return [
          bestFigure(car, first),
          car.bestLapMs !== null && car.bestLapMs === fastest ? 'best' : 'ink',
        ];
    }
  }
}

/** What is remembered of a car that has not been seen before. */
function followed(car: GridCar, form: NameForm) {
  return {
    names: driverNames(car.driver, form),
    gap: new SteadyGap(gapEveryMs),
    interval: new SteadyGap(gapEveryMs),
    place: car.place,
    moved: null as 'up' | 'down' | null,
    movedAtMs: Number.NEGATIVE_INFINITY,
    lastLapMs: car.lastLapMs,
    laps: car.laps,
    lapAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** The gap to a car ahead: the relay's where it tells it, else the difference of the gaps to the leader. */
function between(car: GridCar, ahead: GridCar, { cars }: Grid): CarGap {
  if (ahead === cars[0]) return car.gap;
  if (ahead.place === car.place - 1) return car.interval;
  const { ms } = car.gap;
  const apartMs = ms === null || ahead.gap.ms === null ? null : Math.max(ms - ahead.gap.ms, 0);
  return { laps: Math.max(Math.floor(progressOf(ahead) - progressOf(car)), 0), ms: apartMs };
}

/** Purple: the fastest lap of the session; green: the car's own best. */
function inkOfLap({ lastLapMs, bestLapMs }: GridCar, fastest: number | null): RowInk {
  if (lastLapMs === null || lastLapMs !== bestLapMs) return 'ink';
  return lastLapMs === fastest ? 'best' : 'gain';
}

/** The first car has no gap: its lap. */
function firstFigure({ laps, status }: GridCar): RowFigure {
  return status === 'running' ? { figures: '', word: `lap ${laps + 1}` } : noFigure;
}

function timeFigure(ms: number | null): RowFigure {
  return { figures: ms === null ? null : lapTimeText(ms), word: '' };
}

function bestFigure({ bestLapMs }: GridCar, first: GridCar): RowFigure {
  if (bestLapMs === null || first.bestLapMs === null) return timeFigure(bestLapMs);
  const behindMs = bestLapMs - first.bestLapMs;
  return behindMs <= 0 ? timeFigure(bestLapMs) : { figures: deltaText(behindMs, 3), word: '' };
}

function gainedOf({ startPlace, placesGained }: GridCar): readonly [RowFigure, RowInk] {
  if (startPlace === null) return [{ figures: null, word: '' }, 'muted'];
  if (placesGained === 0) return [{ figures: '0', word: '' }, 'muted'];
  const figures = placesGained > 0 ? `+${placesGained}` : String(placesGained);
  return [{ figures, word: '' }, placesGained > 0 ? 'gain' : 'loss'];
}

/** @param numberOfLaps of the race; 0: it lasts a time */
function titleOf({ isRace, cars }: Grid, numberOfLaps: number, leftMs?: number | null): string {
  if (isRace && numberOfLaps > 0) {
    return `Lap ${Math.min(cars[0]!.laps + 1, numberOfLaps)} / ${numberOfLaps}`;
  }
  if (typeof leftMs === 'number' && leftMs > 0 && leftMs < timeLeftMaxMs) return clockText(leftMs);
  return isRace ? `Lap ${cars[0]!.laps + 1}` : '';
}
