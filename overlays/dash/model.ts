/**
 * What the dash shows, and which parts it has. Each part uses the same reading as its own overlay. Pure.
 */
import type { SpeedUnits } from '../core/about.ts';
import { type Against, DeltaModel, type DeltaPicture } from '../core/reading/delta.ts';
import { FuelModel } from '../core/reading/fuel-laps.ts';
import { GearReader, gearText } from '../core/reading/gear.ts';
import { inputsOf } from '../core/reading/inputs.ts';
import { LapTimerModel, type LapTimerPicture } from '../core/reading/lap-timer.ts';
import { isPresent } from '../core/reading/presence.ts';
import { readSession } from '../core/reading/session.ts';
import { ShiftLightsModel, type ShiftLightsPicture } from '../core/reading/shift-lights.ts';
import { speedIn } from '../core/reading/speed-units.ts';
import { TyresModel, type WheelPicture } from '../core/reading/tyres.ts';
import type { Sample } from '../core/sample.ts';

const pedalNames = ['clutch', 'brake', 'throttle'] as const;
export type DashPedalName = (typeof pedalNames)[number];

/** Cells of the lower row: at most three, so that each can be read. */
export type CellName = 'last' | 'best' | 'fuel' | 'laps-left' | 'tyres' | 'lap' | 'position';

const lowerRows = ['all', 'laps', 'car', 'none'] as const;
export type LowerRow = (typeof lowerRows)[number];

/** The parts for which there is data. The same object while they do not change. */
export interface DashParts {
  readonly pedals: readonly DashPedalName[];
  /** The running lap and the delta. */
  readonly timing: boolean;
  readonly cells: readonly CellName[];
}

export interface DashPicture {
  readonly parts: DashParts;
  readonly resting: boolean;
  readonly gear: string;
  /** In the units asked for; null: not known. */
  readonly speed: number | null;
  readonly rpm: number | null;
  readonly lights: ShiftLightsPicture;
  /** 0…1; null: not known. */
  readonly pedals: Readonly<Record<DashPedalName, number | null>>;
  readonly delta: DeltaPicture;
  readonly timer: LapTimerPicture;
  readonly litres: number | null;
  readonly lapsLeft: number | null;
  readonly isFuelLow: boolean;
  /** Front left, front right, rear left, rear right. */
  readonly wheels: readonly WheelPicture[];
  readonly lap: string | null;
  readonly position: string | null;
}

export interface DashOptions {
  readonly units: SpeedUnits;
  readonly against: Against;
  readonly lower: LowerRow;
  /** Shift lights in the row. */
  readonly lamps: number;
  /** The limiter lights up without a flash. */
  readonly reducedMotion?: boolean;
  /** Temperatures of the tyres; Celsius when left out. */
  readonly fahrenheit?: boolean;
}

/** The most important first: the row takes the first three that there is data for. */
const cellsOf: Readonly<Record<LowerRow, readonly CellName[]>> = {
  all: ['position', 'last', 'laps-left', 'best', 'tyres', 'lap'],
  laps: ['last', 'best', 'position', 'lap'],
  car: ['fuel', 'laps-left', 'tyres'],
  none: [],
};

const cellsShown = 3;
/** Seconds that a completed lap is shown in place of the running time. */
const holdS = 4;
/** Fuel for fewer laps than this is low. */
const warnLaps = 2;
/** Defaults of the tyres overlay, °C. */
const tyres = { coldC: 70, hotC: 100, bar: false };

export class DashModel {
  readonly #options: DashOptions;
  readonly #gear = new GearReader();
  readonly #lights: ShiftLightsModel;
  readonly #delta: DeltaModel;
  readonly #timer = new LapTimerModel(holdS);
  readonly #fuel = new FuelModel(warnLaps);
  readonly #tyres: TyresModel;
  #parts: DashParts;
  /** There was no data yet, so the parts are not decided. */
  #open = true;

  constructor(options: DashOptions) {
    const { against, lamps, lower, reducedMotion, fahrenheit = false } = options;
    this.#options = options;
    this.#delta = new DeltaModel(against, 1);
    this.#tyres = new TyresModel({ ...tyres, fahrenheit });
    this.#lights = new ShiftLightsModel(lamps, reducedMotion);
    this.#parts = { pedals: pedalNames, timing: true, cells: cellsOf[lower].slice(0, cellsShown) };
  }

  read(sample: Sample, nowMs: number): DashPicture {
    if (sample.reset) this.#gear.reset();
    const resting = !isPresent(sample);
    if (resting) this.#gear.reset();
    const state = resting ? {} : sample.state;
    const { speedKmh, rpms } = state;
    const { gear } = this.#gear.read(state.gear, speedKmh, nowMs);
    const { clutch, brake, throttle } = inputsOf(state);
    const { litres, lapsLeft, isLow } = this.#fuel.read(sample);
    const { lap, position } = readSession(sample);
    const picture = {
      resting,
      gear: resting ? '-' : gearText(gear),
      speed: speedKmh === undefined ? null : speedIn(this.#options.units, speedKmh),
      rpm: rpms === undefined ? null : Math.max(rpms, 0),
      lights: this.#lights.read(sample, nowMs),
      pedals: { clutch, brake, throttle },
      delta: this.#delta.read(sample, nowMs),
      timer: this.#timer.read(sample, nowMs),
      litres,
      lapsLeft,
      isFuelLow: isLow,
      wheels: this.#tyres.read(sample).wheels,
      lap,
      position,
    };
    if (!resting) this.#updateParts(picture, sample);
    return { ...picture, parts: this.#parts };
  }

  /** Adds parts whose data has arrived. A part stays until the session ends. */
  #updateParts(picture: Omit<DashPicture, 'parts'>, { state, reset }: Sample): void {
    const before = this.#open || reset ? null : this.#parts;
    this.#open = false;
    const { pedals, wheels, lap, position, lapsLeft, litres, timer } = picture;
    const there: Readonly<Record<CellName, boolean>> = {
      last: state.lastLapTime !== undefined,
      best: timer.best !== null || state.bestLapTime !== undefined,
      fuel: litres !== null,
      'laps-left': lapsLeft !== null,
      tyres: wheels.some(({ values }) => values.core !== null),
      lap: lap !== null,
      position: position !== null,
    };
    const cells = cellsOf[this.#options.lower].flatMap((name): CellName[] => {
      if (there[name] || before?.cells.includes(name)) return [name];
      // While the consumption is unknown, the cell shows the tank.
      return name === 'laps-left' && this.#options.lower === 'all' && there.fuel ? ['fuel'] : [];
    });
    const parts: DashParts = {
      pedals: pedalNames.filter((name) => pedals[name] !== null || before?.pedals.includes(name)),
      timing:
        before?.timing === true ||
        state.currentLapTime !== undefined ||
        state.deltaBestMs !== undefined ||
        state.deltaPersonalMs !== undefined,
      cells: cells.slice(0, cellsShown),
    };
    if (!isSame(parts, this.#parts)) this.#parts = parts;
  }
}

function isSame(a: DashParts, b: DashParts): boolean {
  return a.timing === b.timing && `${a.pedals}|${a.cells}` === `${b.pedals}|${b.cells}`;
}
