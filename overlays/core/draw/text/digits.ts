/**
 * Large numbers that change, such as a speed: digits in the theme's kind (type, seven segments or drums), alone or in its
 * plate or window. Times and deltas, with separators and signs, are `figures.ts`. A text has at most as many characters as the
 * row has cells.
 */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { Kit } from '../kit.ts';
import type { Box } from '../shape.ts';
import {
  DigitCells,
  type Digits,
  type DigitsOptions,
  kindOf,
  type Metrics,
  measure,
  type RowOptions,
} from './digit-cells.ts';
import { Drum } from './drum.ts';
import { paintHousing } from './housing.ts';

/** Numbers: digits and `-`. */
export function createDigits(kit: Kit, options: DigitsOptions): Digits {
  return createRow(kit, { ...options, face: kit.theme.fonts.numbers, glyphs: '0123456789-' });
}

/** Width of a row of so many small digits. */
export function digitsWidth(theme: Theme, cells: number, cap: number): number {
  const options = { x: 0, y: 0, cap, cells, align: 'left', small: true } as const;
  const face = theme.fonts.numbers;
  return measure(kindOf(theme, options), { ...options, face, glyphs: '0123456789-' }).width;
}

/** A row of the theme's kind, with its housing. */
export function createRow(kit: Kit, options: RowOptions): Digits {
  const kind = kindOf(kit.theme, options);
  const { housing } = kit.theme.digits;
  const housed = (options.housed ?? false) && housing !== 'none' && kind !== 'drum';
  const metrics = measure(kind, housed ? withoutHousing(kit.theme, options) : options);
  const box = rowBox(options, metrics);
  let plated: Sprite | null = null;
  if (housed) {
    const plate = housingBox(kit.theme, box, metrics.cap);
    const around = {
      x: plate.x - 6,
      y: plate.y - 6,
      width: plate.width + 12,
      height: plate.height + 12,
    };
    plated = kit.picture(around, (ctx) => paintHousing(ctx, kit.theme, plate));
    plated.alpha = 0;
  }
  const { cells, face, glyphs, parent = kit.root } = options;
  if (kind === 'drum') return new Drum(kit, { box, cells, cap: metrics.cap, face, glyphs, parent });
  const onPlate = housed && housing === 'plate';
  const { plateInk, ink } = kit.palette;
  const colour = options.colour ?? (onPlate ? plateInk : ink);
  return new DigitCells(kit, { ...options, colour, plated }, metrics, box);
}

/** Reduces the width by that of the housing. */
function withoutHousing<Options extends DigitsOptions>(theme: Theme, options: Options): Options {
  if (options.width === undefined) return options;
  const { width } = housingBox(theme, { x: 0, y: 0, width: 0, height: 0 }, options.cap);
  return { ...options, width: options.width - width };
}

/** The plate or window around a row of digits. */
function housingBox(theme: Theme, row: Box, cap: number): Box {
  const x = cap * (theme.panel.form === 'slanted' ? 0.62 : 0.45);
  const y = cap * 0.42;
  return { x: row.x - x, y: row.y - y, width: row.width + 2 * x, height: row.height + 2 * y };
}

function rowBox({ x, y, align }: DigitsOptions, { width, cap }: Metrics): Box {
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
  return { x: left, y: y - cap / 2, width, height: cap };
}
