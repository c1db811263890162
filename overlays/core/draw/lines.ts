/** Where a line of text may begin and end inside of a panel: slanted panels shift each line. Only computes. */
import type { Theme } from '../theme.ts';
import { middleOf } from './panel.ts';
import { type Box, lean } from './shape.ts';

export interface Line {
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
export function lineAt(theme: Theme, area: Box, y: number, pad: number): Line {
  const { form, slantDeg } = theme.panel;
  const free = middleOf(theme, area);
  const shift = form === 'slanted' ? lean(area.y + area.height / 2 - y, slantDeg) : 0;
  const left = free.x + shift + pad;
  const right = free.x + free.width + shift - pad;
  return { left, right, middle: (left + right) / 2, width: right - left };
}
