/** The comparison of laps, made from their grids: curves of the charts, deltas, corners, sectors and figures. Pure. */
import { kmhToMph } from '../../protocol/units.ts';
import { cornersOf, type TrackCorner } from './corners.ts';
import { deltaMs } from './delta.ts';
import {
  type CornerFigures,
  cornerFigures,
  drivenM,
  figuresOf,
  type LapFigures,
  sectorPlaces,
} from './figures.ts';
import type { GridLap } from './lap-grid.ts';
import { deltaText, gearName, number } from './wording.ts';

export type ChartSpeedUnits = 'kmh' | 'mph';

/** A compared lap. The first lap is the reference. */
export interface ComparedLap {
  /** Unique, for instance `EVENING:3`. */
  readonly key: string;
  /** `Lap 3`, with its session where two laps have this number. */
  readonly title: string;
  readonly lapMs: number | null;
  readonly sectorsMs: readonly (number | null)[] | null;
  readonly fuelL: number | null;
  readonly grid: GridLap;
}

export const chartNames = [
  'speed',
  'delta',
  'throttle',
  'brake',
  'gear',
  'rpm',
  'steering',
] as const;
export type ChartName = (typeof chartNames)[number];

export interface ChartData {
  readonly name: ChartName;
  readonly title: string;
  readonly unit: string;
  /** One for each lap; null: no curve (the reference has no delta). */
  readonly curves: readonly (Float64Array | null)[];
  /** Ends of the scale; null: from the values. */
  readonly range: readonly [number, number] | null;
  readonly isStepped: boolean;
  readonly text: (value: number) => string;
}

export interface CornerRow {
  readonly corner: TrackCorner;
  /** By lap. */
  readonly laps: readonly (CornerFigures & { readonly lostMs: number })[];
}

export interface LapComparison {
  readonly laps: readonly ComparedLap[];
  readonly steps: number;
  /** Metres of a lap; null: not known. */
  readonly lengthM: number | null;
  readonly charts: readonly ChartData[];
  /** By lap: ms behind the reference at each place. */
  readonly deltas: readonly Float64Array[];
  readonly corners: readonly TrackCorner[];
  readonly cornerRows: readonly CornerRow[];
  /** Starts of the sectors after the first, places 0…1. */
  readonly sectors: readonly number[];
  readonly figures: readonly LapFigures[];
}

/**
 * @param laps at least one
 * @param lengthM length of the track from the game
 */
export function compare(
  laps: readonly ComparedLap[],
  lengthM: number | null,
  units: ChartSpeedUnits,
): LapComparison {
  const reference = laps[0]!;
  const deltas = laps.map(({ grid }) => deltaMs(grid, reference.grid));
  const corners = cornersOf(reference.grid.traced.speedKmh);
  return {
    laps,
    steps: reference.grid.steps,
    lengthM: lengthM ?? drivenM(reference.grid),
    charts: chartsOf(laps, deltas, units),
    deltas,
    corners,
    cornerRows: corners.map((corner) => cornerRow(laps, corner)),
    sectors: reference.sectorsMs === null ? [] : sectorPlaces(reference.grid, reference.sectorsMs),
    figures: laps.map(({ grid }) => figuresOf(grid)),
  };
}

function cornerRow(laps: readonly ComparedLap[], corner: TrackCorner): CornerRow {
  const own = laps.map(({ grid }) => cornerFigures(grid, corner));
  return {
    corner,
    laps: own.map((figures) => ({ ...figures, lostMs: figures.timeMs - own[0]!.timeMs })),
  };
}

function chartsOf(
  laps: readonly ComparedLap[],
  deltas: readonly Float64Array[],
  units: ChartSpeedUnits,
): ChartData[] {
  const of = (pick: (lap: GridLap) => Float64Array) => laps.map(({ grid }) => pick(grid));
  const times = (factor: number, pick: (lap: GridLap) => Float64Array) =>
    of((lap) => pick(lap).map((value) => value * factor));
  const whole = (value: number) => number(value);
  const gears = of(({ traced }) => traced.gear);
  const charts: ChartData[] = [
    {
      name: 'speed',
      title: 'Speed',
      unit: units === 'mph' ? 'mph' : 'km/h',
      curves: times(units === 'mph' ? kmhToMph(1) : 1, ({ traced }) => traced.speedKmh),
      range: null,
      isStepped: false,
      text: whole,
    },
    {
      name: 'throttle',
      title: 'Throttle',
      unit: '%',
      curves: times(100, ({ traced }) => traced.gas),
      range: [0, 100],
      isStepped: false,
      text: whole,
    },
    {
      name: 'brake',
      title: 'Brake',
      unit: '%',
      curves: times(100, ({ traced }) => traced.brake),
      range: [0, 100],
      isStepped: false,
      text: whole,
    },
    {
      name: 'gear',
      title: 'Gear',
      unit: '',
      curves: gears,
      range: gearRange(gears),
      isStepped: true,
      text: gearName,
    },
    {
      name: 'rpm',
      title: 'Engine',
      unit: 'rpm',
      curves: of(({ traced }) => traced.rpms),
      range: null,
      isStepped: false,
      text: whole,
    },
    {
      name: 'steering',
      title: 'Steering',
      unit: '% of lock, right is up',
      curves: times(100, ({ traced }) => traced.steerAngle),
      range: null,
      isStepped: false,
      text: whole,
    },
  ];
  if (laps.length > 1) {
    charts.splice(1, 0, {
      name: 'delta',
      title: 'Delta',
      unit: `s, against ${laps[0]!.title}`,
      curves: deltas.map((ms, i) => (i === 0 ? null : ms.map((one) => one / 1000))),
      range: null,
      isStepped: false,
      text: (seconds) => deltaText(seconds * 1000),
    });
  }
  return charts;
}

function gearRange(gears: readonly Float64Array[]): [number, number] {
  let least = 1;
  let most = 2;
  for (const column of gears) {
    for (const gear of column) {
      if (gear < least) least = gear;
      if (gear > most) most = gear;
    }
  }
  return [least, most];
}
