/** Places of number, bar and fields in the fuel overlay's 340 x 210, for any number of fields. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import type { Box } from '../core/draw/shape.ts';
import type { FieldPlace, TextSizes } from '../core/draw/text/sizes.ts';

export interface FuelLayout {
  /** Name to the left, laps or litres to the right. */
  readonly head: Box;
  readonly cap: number;
  readonly bar: Box | null;
  readonly fields: readonly FieldPlace[];
}

export interface FuelParts {
  readonly bar: boolean;
  readonly fields: number;
}

const pad = 18;
/** Between a field's label and its figure. */
const lineAir = 9;

export function fuelLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  parts: FuelParts,
): FuelLayout {
  const area = contentBox(theme, whole);
  const { housing, kind } = theme.digits;
  const alone = parts.fields === 0;
  const fieldHeight = alone ? 0 : sizes.label + lineAir + sizes.figure;
  const barHeight = !parts.bar ? 0 : alone ? 24 : 16;
  const rows = [fieldHeight, barHeight].filter((height) => height > 0);
  const free = area.height - rows.reduce((sum, height) => sum + height, 0);
  const air = Math.min(free * 0.1, 13);
  // The head takes what the other rows leave.
  const headHeight = free - air * (rows.length + 2);
  let y = area.y + air;
  const next = (height: number) => {
    const row = rowBox(theme, whole, y, y + height, pad);
    y += height + air;
    return row;
  };
  const head = next(headHeight);
  const bar = parts.bar ? next(barHeight) : null;
  const row = alone ? null : next(fieldHeight);
  return {
    head,
    cap: Math.min(
      headHeight * (housing !== 'none' ? 0.56 : kind === 'seven-segment' ? 0.92 : 0.78),
      52,
    ),
    bar,
    fields: row === null ? [] : fieldPlaces(row, sizes, parts.fields),
  };
}

function fieldPlaces(row: Box, sizes: TextSizes, count: number): FieldPlace[] {
  const width = row.width / count;
  return Array.from({ length: count }, (_, i) => ({
    x: row.x + width * (i + 0.5),
    width: width - 12,
    labelY: row.y + sizes.label / 2,
    valueY: row.y + row.height - sizes.figure / 2,
  }));
}
