/** Places of tyres and numbers in the tyres overlay's 440 x 290. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import type { Box } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';
import type { RowName } from '../core/reading/tyres.ts';

export interface TyreRowPlace {
  readonly name: RowName;
  readonly y: number;
  readonly cap: number;
}

export interface WheelPlace {
  readonly tyre: Box;
  /** Middle of the numbers, and their room. */
  readonly x: number;
  readonly width: number;
}

/** An axle: two wheels. Between those in front are the rows' names, once for both axles. */
export interface AxlePlace {
  readonly wheels: readonly [WheelPlace, WheelPlace];
  readonly rows: readonly TyreRowPlace[];
  readonly hasNames: boolean;
  readonly namesX: number;
  readonly namesWidth: number;
}

/** Widths of the sides, of a tyre, and of the space between. */
const space = { side: 14, tyre: 34, between: 9 };

/** @param namesWidth width of the longest name of a row in the theme's lettering */
export function tyresLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  rows: readonly RowName[],
  namesWidth: number,
): AxlePlace[] {
  const area = contentBox(theme, whole);
  const edge = area.height < 250 ? 8 : 12;
  const between = 16;
  const height = (area.height - 2 * edge - between) / 2;
  const boxes = [0, 1].map((i) => {
    const top = area.y + edge + i * (height + between);
    return rowBox(theme, whole, top, top + height, space.side);
  });
  // Cut corners push the axles to opposite sides; their tyres stand below one another all the same.
  const middleX = boxes.reduce((sum, { x }) => sum + x / boxes.length, 0);
  return boxes.map((box, i) => {
    const x = theme.panel.form === 'cut' ? middleX : box.x;
    const room = { ...box, x };
    return { ...axle(room, sizes, rows, namesWidth + 2 * space.between), hasNames: i === 0 };
  });
}

function axle(
  box: Box,
  sizes: TextSizes,
  names: readonly RowName[],
  between: number,
): Omit<AxlePlace, 'hasNames'> {
  const middle = box.x + box.width / 2;
  const width = (box.width - between) / 2 - space.tyre - space.between;
  const wheel = (side: -1 | 1): WheelPlace => {
    const inner = middle + (side * between) / 2;
    const tyre = {
      x: side < 0 ? inner - space.tyre : inner,
      y: box.y,
      width: space.tyre,
      height: box.height,
    };
    return { tyre, x: inner + side * (space.tyre + space.between + width / 2), width };
  };
  return {
    wheels: [wheel(-1), wheel(1)],
    rows: rowPlaces(box, sizes, names),
    namesX: middle,
    namesWidth: between - 2 * space.between,
  };
}

/** The temperature is the largest; the others share the rest. */
function rowPlaces(box: Box, sizes: TextSizes, names: readonly RowName[]): TyreRowPlace[] {
  const first = names.length === 1 ? 50 : sizes.figure + (names.length === 2 ? 18 : 12);
  const caps = names.map((_, i) => (i === 0 ? first : sizes.figure));
  const free = box.height - caps.reduce((sum, cap) => sum + cap, 0);
  const apart = names.length === 1 ? 0 : Math.min(free / names.length, 20);
  let y = box.y + (free - apart * (names.length - 1)) / 2;
  return names.map((name, i) => {
    const cap = caps[i]!;
    const place = { name, cap, y: y + cap / 2 };
    y += cap + apart;
    return place;
  });
}
