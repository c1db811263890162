/** Places of rows and columns in the lap list's 420 x 280. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lineAt, type PanelLine } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import type { Box } from '../core/draw/shape.ts';

/** Right edges of the columns as shares of a line; of the mark, the left edge. */
const columns = { lap: 0.095, time: 0.435, delta: 0.775, mark: 0.82 } as const;

export interface RowPlace {
  readonly y: number;
  readonly line: PanelLine;
  readonly lap: number;
  readonly time: number;
  readonly delta: number;
  readonly mark: Box;
}

export interface LapListLayout {
  readonly head: RowPlace;
  readonly rows: readonly RowPlace[];
  readonly cap: number;
  readonly widths: { readonly lap: number; readonly time: number; readonly delta: number };
}

export function lapListLayout(theme: Theme, whole: Box, count: number): LapListLayout {
  const area = contentBox(theme, whole);
  const tight = area.height < 250;
  const pad = tight ? 14 : 22;
  const top = area.y + (tight ? 8 : 12);
  const headHeight = 30;
  const bottom = area.y + area.height - (tight ? 6 : 10);
  const pitch = (bottom - top - headHeight) / count;
  const place = (y: number): RowPlace => {
    const line = lineAt(theme, area, y, pad);
    const at = (share: number) => line.left + line.width * share;
    const height = Math.min(pitch * 0.72, 24);
    return {
      y,
      line,
      lap: at(columns.lap),
      time: at(columns.time),
      delta: at(columns.delta),
      mark: {
        x: at(columns.mark),
        y: y - height / 2,
        width: line.right - at(columns.mark),
        height,
      },
    };
  };
  const { width } = lineAt(theme, area, area.y, pad);
  return {
    head: place(top + headHeight / 2),
    rows: Array.from({ length: count }, (_, i) => place(top + headHeight + pitch * (i + 0.5))),
    cap: Math.min(pitch * 0.54, 18),
    widths: {
      lap: width * columns.lap,
      time: width * (columns.time - columns.lap - 0.035),
      delta: width * (columns.delta - columns.time - 0.05),
    },
  };
}
