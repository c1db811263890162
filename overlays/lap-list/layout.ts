/** Places of rows and columns in the lap list's 500 x 280. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { lineAt, type PanelLine } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import type { Box } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';

/** Widths that the columns need, design pixels. */
export interface ColumnWidths {
  readonly lap: number;
  readonly time: number;
  /** Without decimals. */
  readonly shortTime: number;
  /** 0: there is no such column. */
  readonly delta: number;
  /** Without decimals. */
  readonly shortDelta: number;
  readonly mark: number;
}

/** Least space between two columns. */
const gapAtLeast = 9;

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

/**
 * Right edges of the columns, from the left end of a line; of the mark, the left edge. Where room is short, deltas lose
 * decimals first, then times; at last both shrink.
 */
function columnsIn(width: number, wanted: ColumnWidths) {
  const gaps = wanted.delta > 0 ? 3 : 2;
  const room = width - wanted.lap - wanted.mark - gaps * gapAtLeast;
  const squeeze = Math.min(room / (wanted.shortTime + wanted.shortDelta), 1);
  const deltaWidth = Math.max(
    Math.min(wanted.delta, room - wanted.time),
    wanted.shortDelta * squeeze,
  );
  const timeWidth = Math.min(wanted.time, room - deltaWidth);
  const gap = gapAtLeast + (room - deltaWidth - timeWidth) / gaps;
  const time = wanted.lap + gap + timeWidth;
  const delta = wanted.delta > 0 ? time + gap + deltaWidth : time;
  return { time, timeWidth, delta, deltaWidth, mark: delta + gap };
}

/** @param count rows that fill the overlay @param used rows that there are laps for, at least one */
export function lapListLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  count: number,
  used: number,
  wanted: ColumnWidths,
): LapListLayout {
  const full = contentBox(theme, whole);
  const tight = full.height < 250;
  const pad = tight ? 14 : 20;
  const [above, below] = tight ? [6, 5] : [10, 9];
  const headHeight = sizes.label + 16;
  const pitch = (full.height - above - below - headHeight) / count;
  const panel = { ...whole, height: whole.height - pitch * (count - used) };
  const area = contentBox(theme, panel);
  const top = area.y + above;
  const columns = columnsIn(lineAt(theme, area, top + headHeight + pitch, pad).width, wanted);
  const place = (y: number): RowPlace => {
    const line = lineAt(theme, area, y, pad);
    const height = Math.min(pitch * 0.88, sizes.label + 14);
    return {
      y,
      line,
      lap: line.left + wanted.lap,
      time: line.left + columns.time,
      delta: line.left + columns.delta,
      mark: {
        x: line.left + columns.mark,
        y: y - height / 2,
        width: wanted.mark,
        height,
      },
    };
  };
  return {
    panel,
    head: place(top + headHeight / 2),
    rows: Array.from({ length: used }, (_, i) => place(top + headHeight + pitch * (i + 0.5))),
    cap: Math.min(pitch * 0.7, sizes.figure),
    widths: { lap: wanted.lap, time: columns.timeWidth, delta: columns.deltaWidth },
  };
}
