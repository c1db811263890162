/** Places of a panel and the rows in it. Only computes. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { contentBox } from '../panels/panel.ts';
import { endsOf } from '../panels/strip.ts';
import type { Box } from '../shape.ts';
import { tallTheme } from './table-look.ts';

export interface TablePlace {
  /** The theme for high panels. */
  readonly theme: Theme;
  /** As high as the rows need; the box that `paintPanel` gets. */
  readonly panel: Box;
  readonly x: number;
  /** Upper edge of the head, and of the first row. */
  readonly headTop: number;
  readonly top: number;
  readonly width: number;
  /** Height of a row with the space to the next. */
  readonly pitch: number;
}

/** Free at the sides, and above and below the rows. */
const pad = { x: 10, y: 7 };
/** Width of the coloured edge of some panels. */
const edgeMark = 8;

/**
 * @param count rows that are shown @param fits rows that fill the overlay @param head height of the row above them
 * @param pitchMax height of a row at most @param isStrip its ends lean in themes of upright panels
 */
export function tablePlace(
  given: Theme,
  whole: Box,
  {
    count,
    fits,
    head,
    pitchMax = 60,
    isStrip = false,
  }: { count: number; fits: number; head: number; pitchMax?: number; isStrip?: boolean },
): TablePlace {
  const theme = tallTheme(given);
  const area = contentBox(theme, whole);
  const mark = theme.panel.form !== 'none' && theme.panel.mark === 'edge' ? edgeMark : 0;
  const free = area.height - 2 * pad.y - head;
  const pitch = Math.min(pitchMax, free / Math.max(fits, 1));
  const by = isStrip && theme.panel.form === 'straight' ? endsOf(theme, area.height) : 0;
  const x = area.x + pad.x + mark + by;
  const headTop = area.y + pad.y;
  const frame = whole.height - area.height;
  return {
    theme,
    panel: { ...whole, height: frame + 2 * pad.y + head + pitch * count },
    x,
    headTop,
    top: headTop + head,
    width: area.x + area.width - pad.x - by - x,
    pitch,
  };
}

/** Rows of this height that fit below a head. */
export function rowsThatFit(given: Theme, whole: Box, head: number, height: number): number {
  const area = contentBox(tallTheme(given), whole);
  return Math.max(1, Math.floor((area.height - 2 * pad.y - head) / height));
}
