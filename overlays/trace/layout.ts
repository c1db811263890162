/** Where legend and strip stand in the trace's 760 x 210. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import type { Box } from '../core/draw/shape.ts';

export interface TraceLayout {
  readonly legend: Box;
  readonly strip: Box;
}

/** Height of the legend, and the air around it. */
const head = 36;
const pad = 16;

export function traceLayout(theme: Theme, whole: Box): TraceLayout {
  const area = contentBox(theme, whole);
  const flat = area.height < 185;
  const top = area.y + (flat ? 4 : 8);
  const stripTop = top + head + (flat ? 4 : 6);
  const stripBottom = area.y + area.height - (flat ? 12 : 16);
  return {
    legend: rowBox(theme, whole, top, top + head, pad),
    strip: rowBox(theme, whole, stripTop, stripBottom, pad),
  };
}
