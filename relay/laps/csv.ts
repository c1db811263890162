/**
 * Frames as CSV (RFC 4180): one column for each value of each channel, always all of them, then when and where on the
 * lap the frame was. Where Excel expects a decimal comma it expects semicolons between the cells, so one comes with
 * the other. All is ASCII, so that no byte order mark is needed. Pure.
 */
import { type Channel, channels } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';

const wheels = ['FL', 'FR', 'RL', 'RR'];
/** What the values of a channel with several are called. */
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

export const separators = ['comma', 'semicolon'] as const;
export type Separator = (typeof separators)[number];

/** When and where on its lap a frame was. */
export interface LapMoment {
  /** ms since the line, pauses left out. */
  readonly timeMs: number;
  /** 0 at the line … 1; NaN: not known. */
  readonly place: number;
}

const momentColumns = ['lapTimeMs', 'lapPlace'];

export function csvHeader(separator: Separator): string {
  return line([...channels.flatMap(columnsOf), ...momentColumns].map(quoted), separator);
}

/**
 * One line for each frame. What a frame does not hold, and null, is empty; true is 1.
 * @param momentOf null: the frame is no part of the lap, as it was driven in an attempt that was given up
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

/** Frames that were checked hold numbers, booleans and null only. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

/** @param steps of a unit */
function rounded(value: number, steps: number): string {
  return String(Math.round(value * steps) / steps);
}

function withDecimalComma(text: string): string {
  return text.replace('.', ',');
}

/** In quotes if it would end the cell. */
function quoted(text: string): string {
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(cells: readonly string[], separator: Separator): string {
  return `${cells.join(separator === 'comma' ? ',' : ';')}\r\n`;
}
