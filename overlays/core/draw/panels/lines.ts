/** The room of a line of text in a panel: slanted panels shift each line, cut corners shorten some. Only computes. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { type Box, lean } from '../shape.ts';
import { middleOf } from './panel.ts';

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
