/** Where a row of contents fits into a panel whose sides lean or whose corners are cut. Only computes. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { type Box, lean } from '../shape.ts';
import { contentBox } from './panel.ts';

/** Width of the coloured edge of panels that have one, with the air beside it. */
const markWidth = 8;

/** Air between a cut corner and what is laid beside it. */
const cutAir = 9;

/**
 * @param whole the box that was given to `paintPanel`
 * @param top and @param bottom of the row, design pixels
 * @param pad air kept on both sides
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
    // The cut runs on past its corner: what stands close to it needs air too.
    left += Math.max(corner + cutAir - (top - area.y) - pad, 0);
    right -= Math.max(corner + cutAir - (area.y + area.height - bottom) - pad, 0);
  }
  if (form !== 'none' && mark === 'edge') left += markWidth;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
