/**
 * Writes frames as CSV (RFC 4180): a column for each value of every channel, then the time and place of the frame on the
 * lap. Where Excel expects a decimal comma it also expects semicolons between cells, so `semicolon` means both. The text
 * is ASCII and needs no byte order mark. Pure.
 */
import { type Channel, channels } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { oneOf } from '../transport/request-address.ts';

const wheels = ['FL', 'FR', 'RL', 'RR'];
/** Names of the values of a channel with several. */
const parts: Readonly<Record<string, readonly string[]>> = {
  accG: ['Lateral', 'Vertical', 'Longitudinal'],
  worldPosition: ['X', 'Y', 'Z'],
  tyreCoreC: wheels,
  tyrePressurePsi: wheels,
  tyreWearPct: wheels,
  brakeTempC: wheels,
  damage: ['Front', 'Rear', 'Left', 'Right', 'Centre'],
};

/** Column names of a channel, for instance `tyreCoreC_FL`. */
export function columnsOf({ name, size }: Channel): string[] {
  if (size === 1) return [name];
  return Array.from({ length: size }, (_, i) => `${name}_${parts[name]?.[i] ?? i + 1}`);
}

const separators = ['comma', 'semicolon'] as const;
export type Separator = (typeof separators)[number];

/** @throws RelayError `bad-parameter` */
export function separatorOf(query: unknown): Separator {
  return oneOf('separator', separators, query);
}

/** The time and place of a frame on its lap. */
export interface LapMoment {
  /** ms since the line, without pauses. */
  readonly timeMs: number;
  /** 0 at the line … 1 at the end; NaN: not known. */
  readonly place: number;
}

const momentColumns = ['lapTimeMs', 'lapPlace'];

export function csvHeader(separator: Separator): string {
  return line([...channels.flatMap(columnsOf), ...momentColumns].map(quoted), separator);
}

/**
 * One line for each frame. Missing values and null are empty; true is 1.
 * @param momentOf null: the frame belongs to an attempt that was given up
 */
export function csvLines(
  frames: readonly Frame[],
  separator: Separator,
  momentOf: (frame: Frame) => LapMoment | null,
): string {
  return frames
    .map((frame) => {
      const cells = cellsOf(frame, momentOf(frame));
      return line(separator === 'comma' ? cells : cells.map(withDecimalComma), separator);
    })
    .join('');
}

function cellsOf(frame: Frame, moment: LapMoment | null): string[] {
  const cells: string[] = [];
  for (const { name, size } of channels) {
    const value: unknown = frame[name];
    if (size === 1) cells.push(cell(value));
    else for (let i = 0; i < size; i++) cells.push(cell((value as readonly unknown[])?.[i]));
  }
  cells.push(moment === null ? '' : rounded(moment.timeMs, 10));
  cells.push(moment === null || Number.isNaN(moment.place) ? '' : rounded(moment.place, 100_000));
  return cells;
}

/** Checked frames contain only numbers, booleans and null. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

/** @param steps in one unit */
function rounded(value: number, steps: number): string {
  return String(Math.round(value * steps) / steps);
}

function withDecimalComma(text: string): string {
  return text.replace('.', ',');
}

/** Quoted if it contains a character that would end the cell. */
function quoted(text: string): string {
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(cells: readonly string[], separator: Separator): string {
  return `${cells.join(separator === 'comma' ? ',' : ';')}\r\n`;
}
