/** Frames as CSV (RFC 4180): one column for each value of each channel, always all of them. Pure. */
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

export function csvHeader(): string {
  return `${channels.flatMap(columnsOf).join(',')}\r\n`;
}

/** One line for each frame. What a frame does not hold, and null, is empty; true is 1. */
export function csvLines(frames: readonly Frame[]): string {
  return frames.map(csvLine).join('');
}

function csvLine(frame: Frame): string {
  const cells: string[] = [];
  for (const { name, size } of channels) {
    const value: unknown = frame[name];
    if (size === 1) cells.push(cell(value));
    else for (let i = 0; i < size; i++) cells.push(cell((value as readonly unknown[])?.[i]));
  }
  return `${cells.join(',')}\r\n`;
}

/** Checked frames hold numbers, booleans and null only, so nothing needs quotes. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}
