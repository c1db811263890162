/** Places of number, bar and fields in the fuel overlay's 340 x 210, for any number of fields. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import type { Box } from '../core/draw/shape.ts';

export interface FieldPlace {
  /** Middle of the field, and the room of its label. */
  readonly x: number;
  readonly width: number;
  readonly labelY: number;
  readonly valueY: number;
}

export interface FuelLayout {
  /** Name to the left, litres to the right. */
  readonly head: Box;
  readonly cap: number;
  readonly bar: Box | null;
  readonly fields: readonly FieldPlace[];
}

export interface FuelParts {
  readonly bar: boolean;
  readonly fields: number;
}

const pad = 20;
const fieldHeight = 50;

export function fuelLayout(theme: Theme, whole: Box, parts: FuelParts): FuelLayout {
  const area = contentBox(theme, whole);
  const alone = parts.fields === 0;
  const headHeight = alone ? 74 : 58;
  const barHeight = alone ? 24 : 16;
  const heights = [headHeight];
  if (parts.bar) heights.push(barHeight);
  if (!alone) heights.push(fieldHeight);
  const free = area.height - heights.reduce((sum, height) => sum + height, 0);
  // Rows are as far apart as from the edges, up to a maximum.
  const apart = Math.min(free / (heights.length + 1), 18);
  let y = area.y + (free - apart * (heights.length - 1)) / 2;
  const next = (height: number) => {
    const row = rowBox(theme, whole, y, y + height, pad);
    y += height + apart;
    return row;
  };
  const head = next(headHeight);
  const bar = parts.bar ? next(barHeight) : null;
  const row = alone ? null : next(fieldHeight);
  return {
    head,
    cap: alone ? 44 : 34,
    bar,
    fields: row === null ? [] : fieldPlaces(row, parts.fields),
  };
}

function fieldPlaces(row: Box, count: number): FieldPlace[] {
  const width = row.width / count;
  return Array.from({ length: count }, (_, i) => ({
    x: row.x + width * (i + 0.5),
    width: width - 8,
    labelY: row.y + 8,
    valueY: row.y + row.height - 12,
  }));
}
