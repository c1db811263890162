/** Where the lamps stand in the 520 x 84 of the shift lights. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lampHeightOf } from '../core/draw/lamps/lamp-row.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import type { Box } from '../core/draw/shape.ts';

export function lampRow(theme: Theme, whole: Box): Box {
  const area = contentBox(theme, whole);
  const height = Math.min(lampHeightOf(theme), area.height - 8);
  const top = area.y + (area.height - height) / 2;
  return rowBox(theme, whole, top, top + height, 16);
}
