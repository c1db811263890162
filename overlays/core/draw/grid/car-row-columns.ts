/** Columns of a table of cars, in the order of their places from the left. Only measures. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { Box } from '../shape.ts';
import type { FiguresSheet } from '../text/figures.ts';
import { labelWidth, textWidth } from '../text/lettering.ts';
import { fitsWithBadge, usualForm } from '../text/name-form.ts';

export interface TableColumns {
  /** Characters of the longest number; 0: numbers are not shown. */
  readonly numberChars: number;
  /** A band in the colour of the class or team. */
  readonly bands?: boolean;
  readonly trend?: boolean;
  readonly extra?: boolean;
  /** The longest usual figure: it sets the width of its column; empty: there is none. */
  readonly pattern: string;
  /** The figures never have a word behind them. */
  readonly wordless?: boolean;
  /** The longest usual badge: names keep three letters beside it; left out: badges are rare. */
  readonly badge?: string;
  /** Share of the row that the figures may have; left out: 0.3. */
  readonly valueShare?: number;
}

export interface Columns {
  readonly place: Box;
  readonly band: Box | null;
  readonly number: Box | null;
  readonly name: Box;
  readonly trend: Box | null;
  readonly value: Box;
  readonly extra: Box | null;
}

/** Between two columns. */
export const air = 8;
/** Between a name and its badge. */
export const badgeAir = 13;
/** Between a figure and the word behind it. */
export const wordGap = 9;
/** Three letters may be this narrow, as a share of their width. */
const narrowestCode = 0.75;
/** Digits of a car's number at most. */
const numberCharsMost = 3;

interface Row {
  readonly theme: Theme;
  /** Height of capitals and digits. */
  readonly cap: number;
  readonly width: number;
  readonly height: number;
  readonly values: FiguresSheet;
}

export function badgeWidth(theme: Theme, badge: string, cap: number): number {
  return labelWidth(theme, badge, cap * 0.82) + cap * 0.7;
}

/** The columns that leave names the most room, and the index of the form of names that fits it. */
export function layOutColumns(
  shown: TableColumns,
  row: Row,
): { readonly columns: Columns; readonly nameForm: number } {
  const { theme, cap, values } = row;
  const chars = Math.min(shown.numberChars, numberCharsMost);
  const narrow = values.lengthOf('0') * chars;
  const usual = Math.max(narrow, textWidth('0'.repeat(chars), theme.fonts.numbers, cap));
  // A name says more than the number beside it: three letters of it at least.
  const badge = shown.badge === undefined ? 0 : badgeWidth(theme, shown.badge, cap);
  const code = labelWidth(theme, 'WOL', cap);
  const least = code * narrowestCode + (badge === 0 ? 0 : badge + badgeAir);
  const lay = (numberWidth: number, columns: TableColumns) => {
    const laid = columnsOf(columns, row, numberWidth);
    const nameForm = usualForm(laid.name.width, (name) => labelWidth(theme, name, cap));
    return { columns: laid, nameForm, isWide: laid.name.width >= least };
  };
  const laid = (chars === 0 ? [0] : [usual, narrow, 0]).map((width) => lay(width, shown));
  // Digits of figures may be narrower than those of numbers, seven segments for instance: numbers are written smaller then.
  const [first, second] = laid.filter(({ columns, isWide }) => isWide && columns.number !== null);
  if (first === undefined) {
    const last = laid.at(-1)!;
    const isCut = badge > 0 && !fitsWithBadge(badge, last.columns.name.width - badgeAir, code);
    return isCut ? lay(0, { ...shown, trend: false }) : last;
  }
  return second !== undefined && second.nameForm < first.nameForm ? second : first;
}

/** @param numberWidth 0: numbers are not shown */
function columnsOf(shown: TableColumns, row: Row, numberWidth: number): Columns {
  const { theme, cap, width, height, values } = row;
  const box = (x: number, wide: number): Box => ({ x, y: 0, width: wide, height });
  let left = 0;
  const take = (wide: number) => {
    const taken = box(left, wide);
    left += wide + air;
    return taken;
  };
  const digit = values.lengthOf('0');
  const place = take(digit * 2 + cap * 0.9);
  const band = shown.bands ? take(cap * 0.32) : null;
  const number = numberWidth > 0 ? take(numberWidth + cap * 0.2) : null;
  let right = width - 6;
  const takeRight = (wide: number) => {
    right -= wide;
    const taken = box(right, wide);
    right -= air * 1.5;
    return taken;
  };
  const extra = shown.extra ? takeRight(digit * 2.05) : null;
  const laps = values.lengthOf('+0') + wordGap + labelWidth(theme, 'laps', cap);
  const words = shown.wordless === true ? 0 : Math.min(laps, width * 0.36);
  const value = takeRight(shown.pattern === '' ? 0 : Math.max(values.width, words) + 4);
  const trend = shown.trend ? takeRight(cap * 0.9) : null;
  return { place, band, number, name: box(left, right - left), trend, value, extra };
}
