/** The room of a row of contents in a panel with slanted sides or cut corners. Only computes. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { type Box, lean } from '../shape.ts';
import { contentBox } from './panel.ts';

/** Width of the coloured edge of some panels, with the space beside it. */
const markWidth = 8;

/** Space between a cut corner and its neighbour. */
const cutAir = 9;

/**
 * @param whole the box passed to `paintPanel`
 * @param top and @param bottom of the row, design pixels
 * @param pad space on both sides
 * @returns the widest box between these heights that touches no edge of the panel
 */
export function rowBox(theme: Theme, whole: Box, top: number, bottom: number, pad: number): Box {
  const area = contentBox(theme, whole);
  const { form, slantDeg, corner, mark } = theme.panel;
  let left = area.x + pad;
  let right = area.x + area.width - pad;
  if (form === 'slanted') {
    left += lean(area.y + area.height - top, slantDeg);
    right -= lean(bottom - area.y, slantDeg);
  } else if (form === 'cut') {
    // The cut continues past its corner, so the space does too.
    left += Math.max(corner + cutAir - (top - area.y) - pad, 0);
    right -= Math.max(corner + cutAir - (area.y + area.height - bottom) - pad, 0);
  }
  if (form !== 'none' && mark === 'edge') left += markWidth;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
