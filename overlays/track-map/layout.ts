/** Places of line and words in the track map's 400 x 320. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import type { Box } from '../core/draw/shape.ts';

export interface TrackMapLayout {
  /** For the middle of the line; the stroke reaches further. */
  readonly map: Box;
  /** For the line while it is being learnt, above the words. */
  readonly learning: Box;
  /** The row of words, and the bar below it. */
  readonly words: Box;
  readonly bar: Box;
}

/** Room around the line for its stroke, the marks and the car. */
const pad = 24;
/** Heights of the row of words and of the bar. */
const heightOf = { words: 22, bar: 10 };

export function trackMapLayout(theme: Theme, whole: Box): TrackMapLayout {
  const area = contentBox(theme, whole);
  const bottom = area.y + area.height - 16;
  const barTop = bottom - heightOf.bar;
  const wordsTop = barTop - heightOf.words - 6;
  return {
    map: rowBox(theme, whole, area.y + pad, area.y + area.height - pad, pad),
    learning: rowBox(theme, whole, area.y + pad, wordsTop - 14, pad),
    words: rowBox(theme, whole, wordsTop, wordsTop + heightOf.words, pad),
    bar: rowBox(theme, whole, barTop, bottom, pad),
  };
}
