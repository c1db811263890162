/** A word on a small coloured plate, in black or white for contrast. Never called per frame. */

import type { Face, Theme } from '../../../../protocol/theme-schema.ts';
import { luminance } from '../colour.ts';
import { fillWith } from '../ink.ts';
import { type Box, boxPath } from '../shape.ts';
import { bare, type Lettering, labelText, paintText } from './lettering.ts';

/** Black or white, whichever has more contrast. */
export function inkOn(colour: string): string {
  const light = luminance(colour) + 0.05;
  return 1.05 / light > light / 0.05 ? '#ffffff' : '#07090c';
}

/** A text on a plate, without outline and glow. @param lettering `face` left out: that of numbers */
export function paintOnPlate(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  x: number,
  y: number,
  lettering: Omit<Lettering, 'face'> & { readonly face?: Face },
): void {
  paintText(ctx, bare(theme), text, x, y, { face: theme.fonts.numbers, ...lettering });
}

export function paintTag(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  box: Box,
  text: string,
  colour: string,
): void {
  const { form, slantDeg, corner } = theme.panel;
  const round = Math.min(corner, box.height * 0.24);
  boxPath(ctx, box, { form: form === 'none' ? 'rounded' : form, corner: round, slantDeg });
  fillWith(ctx, colour);
  paintOnPlate(ctx, theme, labelText(theme, text), box.x + box.width / 2, box.y + box.height / 2, {
    face: theme.fonts.labels,
    cap: Math.max(Math.min(box.height * 0.64, 24), 12),
    colour: inkOn(colour),
    width: box.width - 8,
  });
}
