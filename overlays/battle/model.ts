/** Which two cars fight, how close they are, and whether they get closer. Pure. */
import type { Grid, GridCar } from '../../protocol/cars.ts';
import { driverNames, type NameForm } from '../core/reading/driver-name.ts';
import { CarMemory, carRow } from '../core/reading/grid/car-row.ts';
import { type RowFigure, SteadyGap } from '../core/reading/grid/gap.ts';
import { isAway, progressOf } from '../core/reading/grid/grid-cars.ts';
import type { CarRow } from '../core/reading/grid/table-row.ts';
import { GapTrend, type Trend } from '../core/reading/grid/trend.ts';
import { deltaText } from '../core/reading/time.ts';
import type { Sample } from '../core/sample.ts';

export interface BattleOptions {
  /** `own`: only battles of the driver's own car. `any`: first those of the car chosen in the race room. */
  readonly whose: 'any' | 'own';
  readonly names: NameForm;
}

export interface BattlePicture {
  /** The place they fight for. */
  readonly place: number;
  readonly ahead: CarRow;
  readonly behind: CarRow;
  readonly gap: RowFigure;
  readonly trend: Trend;
  /** Change of the gap over the last third of a lap; empty: not known. */
  readonly change: string;
}

/** A shown gap stays for at least this long, ms. */
const gapEveryMs = 250;
/** A battle that is over is shown this much longer, so that the box does not come and go, ms. */
const lingerMs = 3_000;

/** The attacked car and its attacker. */
type Fight = readonly [GridCar, GridCar];

export class BattleModel {
  readonly #options: BattleOptions;
  readonly #names: CarMemory<readonly string[]>;
  #pair: ReturnType<typeof pairOf> | null = null;

  constructor(options: BattleOptions) {
    this.#options = options;
    this.#names = new CarMemory(({ driver }) => driverNames(driver, options.names));
  }

  /** @returns null: nobody fights */
  read({ grid, reset }: Pick<Sample, 'grid' | 'reset'>, nowMs: number): BattlePicture | null {
    if (reset || grid === null || !grid.isRace) this.#pair = null;
    if (grid === null || !grid.isRace) return null;
    const fights = fightsOf(grid, this.#options.whose);
    this.#choose(fights, grid.focus.carId, nowMs);
    const pair = this.#pair;
    if (pair === null) return null;
    this.#names.keepOnly(grid);
    const cars = grid.cars.filter(({ id }) => pair.ids.includes(id));
    const [ahead, behind] = cars;
    if (ahead === undefined || behind === undefined || cars.some(isAway)) {
      this.#pair = null;
      return null;
    }
    return this.#picture(ahead, behind, nowMs);
  }

  /**
   * The battle that is shown goes on being shown. One of the focused car comes before all others, then one of the own car.
   * @param focusId the car chosen in the race room; null: none
   */
  #choose(fights: readonly Fight[], focusId: number | null, nowMs: number): void {
    const isShown = (fight: Fight) =>
      this.#pair !== null && fight.every(({ id }) => this.#pair!.ids.includes(id));
    const rankOf = (fight: Fight): number => {
      if (fight.some(({ id }) => id === focusId)) return 2;
      return fight.some(({ isPlayer }) => isPlayer === true) ? 1 : 0;
    };
    const shown = fights.find(isShown);
    const rank = Math.max(0, ...fights.map(rankOf));
    const isShownFirst = shown !== undefined && rankOf(shown) === rank;
    const next = isShownFirst ? shown : fights.find((fight) => rankOf(fight) === rank);
    if (next === undefined || (next !== shown && rank === 0 && this.#isLingering(nowMs))) {
      if (!this.#isLingering(nowMs)) this.#pair = null;
      return;
    }
    if (next === shown) {
      this.#pair!.lastFoughtMs = nowMs;
      return;
    }
    this.#pair = pairOf(next, nowMs);
  }

  #isLingering(nowMs: number): boolean {
    return this.#pair !== null && nowMs - this.#pair.lastFoughtMs < lingerMs;
  }

  #picture(ahead: GridCar, behind: GridCar, nowMs: number): BattlePicture {
    const { gap, trend } = this.#pair!;
    const apart =
      behind.place === ahead.place + 1 ? behind.interval : { laps: 0, ms: apartMs(ahead, behind) };
    const now = trend.read(apart.ms, progressOf(behind));
    const { changeMs } = trend;
    return {
      place: ahead.place,
      ahead: this.#row(ahead),
      behind: this.#row(behind),
      gap: gap.read(apart, nowMs),
      trend: now,
      change: changeMs === null ? '' : deltaText(changeMs, 1),
    };
  }

  #row(car: GridCar): CarRow {
    const badge = car.inPitLane || car.inPit ? 'pit' : '';
    return { ...carRow(car, this.#names.of(car)), badge };
  }
}

/** What is remembered of a battle. */
function pairOf(fight: Fight, nowMs: number) {
  return {
    ids: fight.map(({ id }) => id),
    gap: new SteadyGap(gapEveryMs),
    trend: new GapTrend(),
    lastFoughtMs: nowMs,
  };
}

function apartMs(ahead: GridCar, behind: GridCar): number | null {
  if (ahead.gap.ms === null || behind.gap.ms === null) return null;
  return Math.max(behind.gap.ms - ahead.gap.ms, 0);
}

/** Pairs that fight, the first places first. */
function fightsOf({ cars }: Grid, whose: BattleOptions['whose']): Fight[] {
  return cars.flatMap((car): Fight[] => {
    const attacked = cars.find(({ id }) => id === car.attackedId);
    if (attacked === undefined || isAway(car) || isAway(attacked)) return [];
    const isOwn = car.isPlayer === true || attacked.isPlayer === true;
    return whose === 'own' && !isOwn ? [] : [[attacked, car] as const];
  });
}
