/** The room of a line of text in a panel: slanted panels shift each line, cut corners shorten some. Only computes. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { type Box, lean } from '../shape.ts';
import { contentBox, middleOf } from './panel.ts';

/** Half the height of a line of text, with some space. */
const reach = 14;

export interface PanelLine {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  readonly width: number;
}

/**
 * @param area the panel's box of contents (`contentBox`)
 * @param y middle of the line
 * @param pad free on both sides
 */
export function lineAt(theme: Theme, area: Box, y: number, pad: number): PanelLine {
  const { form, slantDeg, corner } = theme.panel;
  const free = middleOf(theme, area);
  const shift = form === 'slanted' ? lean(area.y + area.height / 2 - y, slantDeg) : 0;
  const cut = (away: number) => (form === 'cut' ? Math.max(corner - away + reach - pad, 0) : 0);
  const left = free.x + shift + pad + cut(y - area.y);
  const right = free.x + free.width + shift - pad - cut(area.y + area.height - y);
  return { left, right, middle: (left + right) / 2, width: right - left };
}

/**
 * The contents of a panel in rows, which come closer together where the panel is low.
 * @param lowBelow height from which on there is room
 * @param pads space at the sides of a low panel, and of another one
 */
export function rowsOf(
  theme: Theme,
  whole: Box,
  lowBelow: number,
  [low, usual]: readonly [number, number],
) {
  const area = contentBox(theme, whole);
  const tight = area.height < lowBelow;
  const pad = tight ? low : usual;
  return {
    area,
    tight,
    pad,
    line: (y: number) => lineAt(theme, area, y, pad),
    /** @param share 0 at the top, 1 at the bottom */
    at: (share: number) => area.y + area.height * share,
  };
}
