/** What the tyres overlay shows. Pure. */
import type { Wheels } from '../../../protocol/frame.ts';
import { fahrenheitOf, psiPerBar } from '../../../protocol/units.ts';
import type { Sample } from '../sample.ts';
import { isPresent } from './presence.ts';

/** Temperature bands. */
export const bands = ['cold', 'good', 'hot', 'over'] as const;
export type Band = (typeof bands)[number];

/** `over` begins this far above hot, °C. */
const overC = 15;
/** Hysteresis at the edges of bands, °C, because tyres stay near an edge for minutes. */
const edgeC = 0.6;

/** Rows of numbers at each wheel. */
const rowNames = ['core', 'pressure', 'tread', 'brake'] as const;
export type RowName = (typeof rowNames)[number];

export interface WheelPicture {
  /** null: not known. */
  readonly band: Band | null;
  /** In the chosen units; null: unknown. */
  readonly values: Readonly<Record<RowName, number | null>>;
}

export interface TyresPicture {
  /** The rows that the game fills; the temperature is always there. The same array until another row is filled. */
  readonly rows: readonly RowName[];
  /** Front left, front right, rear left, rear right. */
  readonly wheels: readonly WheelPicture[];
  /** There is no car. */
  readonly resting: boolean;
}

export interface TyresUnits {
  readonly coldC: number;
  readonly hotC: number;
  readonly fahrenheit: boolean;
  readonly bar: boolean;
}

/** Brakes that never get warmer than this are not simulated: the game leaves them at air temperature, °C. */
const brakesUsedC = 60;

export class TyresModel {
  readonly #units: TyresUnits;
  readonly #bands: (Band | null)[] = [null, null, null, null];
  /** Lower ends of the bands from `good` on, °C. */
  readonly #edges: readonly number[];
  #brakesUsed = false;
  #rows: readonly RowName[] = ['core'];

  constructor(units: TyresUnits) {
    const { coldC, hotC } = units;
    this.#units = units;
    this.#edges = [coldC, hotC, hotC + overC];
  }

  read(sample: Sample): TyresPicture {
    if (sample.reset) this.#forget();
    const resting = !isPresent(sample);
    const state = resting ? {} : sample.state;
    const core = filled(state.tyreCoreC);
    const pressure = filled(state.tyrePressurePsi);
    const tread = filled(state.tyreWearPct);
    const brake = this.#usedBrakes(filled(state.brakeTempC));
    const rows = this.#rowsOf(pressure !== null, tread !== null, brake !== null);
    const { fahrenheit, bar } = this.#units;
    const degrees = (value: number | undefined) =>
      value === undefined ? null : fahrenheit ? fahrenheitOf(value) : value;
    const wheels = [0, 1, 2, 3].map((i) => ({
      band: this.#bandOf(i, core?.[i]),
      values: {
        core: degrees(core?.[i]),
        pressure: pressure === null ? null : bar ? pressure[i]! / psiPerBar : pressure[i]!,
        tread: tread === null ? null : Math.min(Math.max(tread[i]!, 0), 100),
        brake: degrees(brake?.[i]),
      },
    }));
    return { rows, wheels, resting };
  }

  #rowsOf(pressure: boolean, tread: boolean, brake: boolean): readonly RowName[] {
    const has = { core: true, pressure, tread, brake };
    const isSame = rowNames.every((name) => this.#rows.includes(name) === has[name]);
    if (!isSame) this.#rows = rowNames.filter((name) => has[name]);
    return this.#rows;
  }

  #forget(): void {
    this.#bands.fill(null);
    this.#brakesUsed = false;
  }

  #usedBrakes(brake: Wheels | null): Wheels | null {
    this.#brakesUsed ||= brake?.some((value) => value > brakesUsedC) ?? false;
    return this.#brakesUsed ? brake : null;
  }

  #bandOf(wheel: number, coreC: number | undefined): Band | null {
    const band = coreC === undefined ? null : this.#bandAt(coreC, this.#bands[wheel] ?? null);
    this.#bands[wheel] = band;
    return band;
  }

  #bandAt(coreC: number, before: Band | null): Band {
    const edges = this.#edges;
    let index = 0;
    for (const edge of edges) if (coreC >= edge) index += 1;
    const last = before === null ? index : bands.indexOf(before);
    if (index === last + 1 && coreC < edges[last]! + edgeC) index = last;
    if (index === last - 1 && coreC > edges[index]! - edgeC) index = last;
    return bands[index]!;
  }
}

/** Games write nothing, or zero for all wheels, for values that they do not simulate. */
function filled(wheels: Wheels | undefined): Wheels | null {
  return wheels === undefined || wheels.every((value) => value === 0) ? null : wheels;
}
