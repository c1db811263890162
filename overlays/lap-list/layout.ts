/** Places of rows and columns in the lap list's 500 x 280. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lineAt, type PanelLine } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import type { Box } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';

/** Right edges of the columns as shares of a line; of the mark, the left edge. */
const usualColumns = { lap: 0.095, time: 0.465, delta: 0.79, mark: 0.825 } as const;

export interface RowPlace {
  readonly y: number;
  readonly line: PanelLine;
  readonly lap: number;
  readonly time: number;
  readonly delta: number;
  readonly mark: Box;
}

export interface LapListLayout {
  /** The panel, as high as its rows need. */
  readonly panel: Box;
  readonly head: RowPlace;
  readonly rows: readonly RowPlace[];
  readonly cap: number;
  readonly widths: { readonly lap: number; readonly time: number; readonly delta: number };
}

/** Columns of large lettering, without gaps. */
const largeColumns = { lap: 0.13, time: 0.69, delta: 0.69, mark: 0.745 } as const;

/** @param count rows that fill the overlay @param used rows that there are laps for, at least one */
export function lapListLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  count: number,
  used: number,
): LapListLayout {
  const columns = sizes.figure > 24 ? largeColumns : usualColumns;
  const full = contentBox(theme, whole);
  const tight = full.height < 250;
  const pad = tight ? 14 : 20;
  const [above, below] = tight ? [6, 5] : [10, 9];
  const headHeight = sizes.label + 16;
  const pitch = (full.height - above - below - headHeight) / count;
  const panel = { ...whole, height: whole.height - pitch * (count - used) };
  const area = contentBox(theme, panel);
  const top = area.y + above;
  const place = (y: number): RowPlace => {
    const line = lineAt(theme, area, y, pad);
    const at = (share: number) => line.left + line.width * share;
    const height = Math.min(pitch * 0.8, sizes.label + 14);
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
    panel,
    head: place(top + headHeight / 2),
    rows: Array.from({ length: used }, (_, i) => place(top + headHeight + pitch * (i + 0.5))),
    cap: Math.min(pitch * 0.66, sizes.figure),
    widths: {
      lap: width * columns.lap,
      time: width * (columns.time - columns.lap - 0.03),
      delta: width * (columns.delta - columns.time - 0.055),
    },
  };
}
