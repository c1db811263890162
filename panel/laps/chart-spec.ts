/** What a chart shows, and in which colours. Types only. */
import type { TrackSection } from './selection.ts';

/** The content of a chart. Places are 0…1; the axis shows them times `scale`. */
export interface ChartSpec {
  readonly width: number;
  readonly height: number;
  /** Metres of the lap, or 100 for percent. */
  readonly scale: number;
  readonly unit: 'm' | '%';
  /** Columns of equal length, from line to line; NaN: not known. */
  readonly curves: readonly { readonly values: Float64Array; readonly lap: number }[];
  readonly isStepped: boolean;
  /** null: from the values. A function gives the range of the visible section; values beyond it are marked at its edge. */
  readonly range: ChartRange;
  /** Text of a value beside the axis. */
  readonly text: (value: number) => string;
  /** It shows the horizontal axis. */
  readonly hasPlaces: boolean;
  /** It shows a horizontal line at 0. */
  readonly hasZero: boolean;
  /** Vertical lines. */
  readonly marks: readonly ChartMark[];
  readonly colours: ChartColours;
}

export type ChartRange =
  | readonly [number, number]
  | ((section: TrackSection) => readonly [number, number])
  | null;

/** Corners have their number above the chart, sectors their name inside it, and marked moments a flag with their note. */
export interface ChartMark {
  readonly place: number;
  readonly text: string;
  readonly kind: 'corner' | 'sector' | 'moment';
  /** Of a moment: the lap on which it was marked. */
  readonly lap?: number;
}

export interface ChartColours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly strongLine: string;
  /** Behind everything. */
  readonly ground: string;
  readonly face: string;
  /** By compared lap. */
  readonly laps: readonly { readonly colour: string; readonly dash: readonly number[] }[];
}
