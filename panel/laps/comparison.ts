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
import type { TracedName } from './lap-samples.ts';
import { deltaText, gearName, number } from './wording.ts';

export type ChartSpeedUnits = 'kmh' | 'mph';

/** A compared lap. The first lap is the reference. */
export interface ComparedLap {
  /** Unique, for instance `EVENING:3`. */
  readonly key: string;
  /** Place in the selection, which decides its line style. */
  readonly place: number;
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

interface ChannelChart extends Omit<ChartData, 'name' | 'curves' | 'text'> {
  readonly name: Exclude<ChartName, 'delta'>;
  readonly channel: TracedName;
  /** From the channel's unit to the chart's. */
  readonly factor: number;
}

const plain = { factor: 1, range: null, isStepped: false } as const;
const pedal = { unit: '%', factor: 100, range: [0, 100], isStepped: false } as const;

const channelCharts: readonly ChannelChart[] = [
  { name: 'speed', title: 'Speed', unit: 'km/h', channel: 'speedKmh', ...plain },
  { name: 'throttle', title: 'Throttle', channel: 'gas', ...pedal },
  { name: 'brake', title: 'Brake', channel: 'brake', ...pedal },
  { name: 'gear', title: 'Gear', unit: '', channel: 'gear', ...plain, isStepped: true },
  { name: 'rpm', title: 'Engine', unit: 'rpm', channel: 'rpms', ...plain },
  {
    name: 'steering',
    title: 'Steering',
    unit: '% of lock, right is up',
    channel: 'steerAngle',
    ...plain,
    factor: 100,
  },
];

function chartsOf(
  laps: readonly ComparedLap[],
  deltas: readonly Float64Array[],
  units: ChartSpeedUnits,
): ChartData[] {
  const charts = channelCharts.map(({ channel, factor, ...chart }): ChartData => {
    const inMph = chart.name === 'speed' && units === 'mph';
    const times = inMph ? kmhToMph(1) : factor;
    const columns = laps.map(({ grid }) => grid.traced[channel]);
    const curves = times === 1 ? columns : columns.map((one) => one.map((value) => value * times));
    if (chart.name === 'gear')
      return { ...chart, curves, range: gearRange(columns), text: gearName };
    return { ...chart, ...(inMph ? { unit: 'mph' } : {}), curves, text: (value) => number(value) };
  });
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
