/** What the timing page of `/watch` shows: the tower, and the driver whom the viewer follows. Pure. */
import type { Grid, GridCar } from '../../protocol/cars.ts';
import { prettyName } from '../../protocol/readable-name.ts';
import { lapTimeText } from '../../protocol/units.ts';
import { driverNames } from '../core/reading/driver-name.ts';
import { CarMemory } from '../core/reading/grid/car-row.ts';
import { type RowFigure, SteadyGap } from '../core/reading/grid/gap.ts';
import { fastestMs, isAway, ownCar } from '../core/reading/grid/grid-cars.ts';

/** What the tower tells of each car beside its last lap: all of them where there is room, else one of them. */
export const timingColumns = ['interval', 'gap', 'best'] as const;
export type TimingColumn = (typeof timingColumns)[number];

/** `best`: the fastest of all; `gain`: the driver's own best. */
export type TimeVerdict = '' | 'best' | 'gain';

export interface TimingRow {
  readonly id: number;
  readonly place: string;
  readonly name: string;
  readonly number: string;
  /** Behind the car ahead. The leader has its lap, or its best lap outside races. */
  readonly interval: string;
  /** Behind the leader, who has the same as above. */
  readonly gap: string;
  readonly best: string;
  readonly bestVerdict: TimeVerdict;
  readonly last: string;
  readonly lastVerdict: TimeVerdict;
  /** A word beside the name: `Pit`, `Out`, `Finished`; empty: none. */
  readonly badge: string;
  /** Places won since the start; negative: lost. */
  readonly gained: number;
  readonly isOwn: boolean;
  readonly isFollowed: boolean;
  /** Of the team, `#rrggbb`; empty: not known. */
  readonly colour: string;
}

/** The car ahead of the followed one, or behind it. */
export interface Neighbour {
  readonly name: string;
  readonly gap: string;
}

export interface FollowedCar {
  readonly id: number;
  readonly place: string;
  readonly name: string;
  readonly below: string;
  readonly ahead: Neighbour | null;
  readonly behind: Neighbour | null;
  readonly lap: string;
  readonly last: string;
  readonly lastVerdict: TimeVerdict;
  readonly best: string;
  readonly bestVerdict: TimeVerdict;
  /** Pit stops; null outside races. */
  readonly stops: string | null;
  /** null: the driver has no agent. */
  readonly feet: {
    readonly throttle: number;
    readonly brake: number;
    readonly gear: string;
    readonly fuel: string;
  } | null;
}

export interface TimingPicture {
  readonly rows: readonly TimingRow[];
  readonly followed: FollowedCar | null;
  readonly isRace: boolean;
}

/** A shown gap stays for at least this long, ms. */
const gapEveryMs = 900;
const unknown = '–';

export class TimingModel {
  /** Name of the driver whom the viewer chose; null: the page's own driver. */
  followed: string | null = null;
  readonly #intervals = new Map<number, SteadyGap>();
  readonly #gaps = new Map<number, SteadyGap>();
  readonly #names = new CarMemory(({ driver }) => driverNames(driver, 'short'));

  /** @param nowMs of the page */
  read(grid: Grid, nowMs: number): TimingPicture {
    const fastest = fastestMs(grid);
    const intervals = grid.cars.map((car) =>
      textOf(steady(this.#intervals, car.interval, car.id, nowMs)),
    );
    const gaps = grid.cars.map((car) => textOf(steady(this.#gaps, car.gap, car.id, nowMs)));
    const chosen = this.#chosen(grid);
    this.#names.keepOnly(grid);
    const nameOf = (car: GridCar): string => this.#names.of(car)[0] ?? '';
    const rows = grid.cars.map((car, i) => {
      const behind = (text: string) => (isAway(car) ? '' : i === 0 ? leaderText(grid, car) : text);
      return rowOf(grid, car, {
        name: nameOf(car),
        interval: behind(intervals[i]!),
        gap: behind(gaps[i]!),
        fastest,
        isFollowed: car === chosen,
      });
    });
    const at = chosen === null ? -1 : grid.cars.indexOf(chosen);
    const followed = chosen === null ? null : followedOf(grid, at, intervals, fastest, nameOf);
    return { rows, followed, isRace: grid.isRace };
  }

  #chosen(grid: Grid): GridCar | null {
    const named = grid.cars.find(({ driver }) => driver === this.followed);
    return named ?? ownCar(grid);
  }
}

function leaderText({ isRace }: Grid, { laps, bestLapMs }: GridCar): string {
  return isRace ? `Lap ${laps + 1}` : timeOf(bestLapMs);
}

function steady(
  known: Map<number, SteadyGap>,
  gap: GridCar['gap'],
  id: number,
  nowMs: number,
): RowFigure {
  let one = known.get(id);
  if (one === undefined) {
    one = new SteadyGap(gapEveryMs);
    known.set(id, one);
  }
  return one.read(gap, nowMs);
}

function textOf({ figures, word }: RowFigure): string {
  return figures === null ? unknown : [figures, word].filter((part) => part !== '').join(' ');
}

function timeOf(ms: number | null): string {
  return ms === null ? unknown : lapTimeText(ms);
}

function verdictOf(ms: number | null, own: number | null, fastest: number | null): TimeVerdict {
  if (ms === null) return '';
  return ms === fastest ? 'best' : ms === own ? 'gain' : '';
}

function badgeOf(car: GridCar): string {
  if (isAway(car)) return 'Out';
  if (car.status === 'finished') return 'Finished';
  return car.inPitLane || car.inPit ? 'Pit' : '';
}

function rowOf(
  grid: Grid,
  car: GridCar,
  about: Pick<TimingRow, 'name' | 'interval' | 'gap' | 'isFollowed'> & {
    readonly fastest: number | null;
  },
): TimingRow {
  const { name, interval, gap, fastest, isFollowed } = about;
  return {
    id: car.id,
    place: String(car.place),
    name,
    number: car.number ?? '',
    interval,
    gap,
    best: timeOf(car.bestLapMs),
    bestVerdict: fastest !== null && car.bestLapMs === fastest ? 'best' : '',
    last: timeOf(car.lastLapMs),
    lastVerdict: verdictOf(car.lastLapMs, car.bestLapMs, fastest),
    badge: badgeOf(car),
    gained: grid.isRace && !isAway(car) ? car.placesGained : 0,
    isOwn: car.isPlayer === true,
    isFollowed,
    colour: car.colour ?? '',
  };
}

function followedOf(
  { cars, isRace }: Grid,
  at: number,
  intervals: readonly string[],
  fastest: number | null,
  nameOf: (car: GridCar) => string,
): FollowedCar {
  const car = cars[at]!;
  const neighbour = (i: number, gap: string | undefined): Neighbour | null => {
    const other = cars[i];
    if (other === undefined || isAway(other) || isAway(car)) return null;
    return { name: nameOf(other), gap: gap ?? unknown };
  };
  const { inputs } = car;
  const { number, team, tyre = '' } = car;
  const below = [number === undefined ? '' : `#${number}`, team ?? prettyName(car.car), tyre];
  return {
    id: car.id,
    place: String(car.place),
    name: driverNames(car.driver, 'full')[0] ?? '',
    below: below.filter((part) => part !== '').join(' · '),
    ahead: neighbour(at - 1, intervals[at]),
    behind: neighbour(at + 1, intervals[at + 1]),
    lap: String(isRace && car.status !== 'finished' ? car.laps + 1 : car.laps),
    last: timeOf(car.lastLapMs),
    lastVerdict: verdictOf(car.lastLapMs, car.bestLapMs, fastest),
    best: timeOf(car.bestLapMs),
    bestVerdict: car.bestLapMs !== null && car.bestLapMs === fastest ? 'best' : '',
    stops: isRace ? String(car.pitStops) : null,
    feet:
      inputs === undefined
        ? null
        : {
            throttle: inputs.throttle,
            brake: inputs.brake,
            gear: inputs.gear === 0 ? 'N' : inputs.gear < 0 ? 'R' : String(inputs.gear),
            fuel: inputs.fuelL === null ? '' : `${inputs.fuelL.toFixed(1)} L`,
          },
  };
}
