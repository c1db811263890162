/** Where the lamps stand in the 520 x 84 of the shift lights, and how many there are. Only computes. */
import { contentBox } from '../core/draw/panel.ts';
import { rowBox } from '../core/draw/panel-rows.ts';
import type { Box } from '../core/draw/shape.ts';
import type { Theme } from '../core/theme.ts';

/** A theme may have few lamps for a small dial; a wide row has at least so many. */
const fewest = 8;
/** Height of the lamps for each kind. */
const heights: Record<Theme['lights']['kind'], number> = {
  round: 34,
  block: 36,
  jewel: 27,
  dash: 5,
  tube: 24,
  lcd: 30,
};

export function lampCount(theme: Theme): number {
  return Math.max(theme.lights.count, fewest);
}

export function lampRow(theme: Theme, whole: Box): Box {
  const area = contentBox(theme, whole);
  const height = Math.min(heights[theme.lights.kind], area.height - 8);
  const top = area.y + (area.height - height) / 2;
  return rowBox(theme, whole, top, top + height, 16);
}
