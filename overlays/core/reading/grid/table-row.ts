/** What one row of a table of cars shows. Pure. */
import type { RowFigure } from './gap.ts';

/** Colours of a row's texts, which each theme has. */
export type RowInk = 'ink' | 'muted' | 'best' | 'gain' | 'loss' | 'blue';

export interface CarRow {
  readonly kind: 'car';
  /** Of the car. */
  readonly id: number;
  readonly place: string;
  /** Places won or lost a moment ago. */
  readonly moved: 'up' | 'down' | null;
  /** Index of the car's class, from 0; null: one class. */
  readonly carClass: number | null;
  /** Of the team, instead of the class's, `#rrggbb`. Absent: none is known. */
  readonly colour?: string;
  readonly number: string;
  /** Forms of the driver's name; the first one that fits is written. */
  readonly names: readonly string[];
  readonly nameInk: RowInk;
  /** The colour of its place after a race. */
  readonly medal?: 'gold' | 'silver' | 'bronze';
  /** `pit`, `out`, `fastest`; empty: none. */
  readonly badge: string;
  readonly trend: 'closing' | 'opening' | 'steady';
  readonly value: RowFigure;
  readonly valueInk: RowInk;
  /** A small figure at the end: pit stops. */
  readonly extra: string;
  readonly isOwn: boolean;
  /** Out of the race or away. */
  readonly isDim: boolean;
}

/** The title of a class. */
export interface ClassRow {
  readonly kind: 'class';
  /** Negative, so that it is not a car's. */
  readonly id: number;
  readonly title: string;
  readonly carClass: number;
}

/** Cars between the rows above and below are left out. */
export interface BreakRow {
  readonly kind: 'break';
  readonly id: number;
}

export type TableRow = CarRow | ClassRow | BreakRow;

/** A table from its first row, and what its columns need. */
export interface TablePicture<Row extends TableRow = TableRow> {
  readonly rows: readonly Row[];
  /** Rows have bands in the colours of classes or teams. */
  readonly hasBands: boolean;
  /** Characters of the longest number of a car; 0: none is known. */
  readonly numberChars: number;
}
