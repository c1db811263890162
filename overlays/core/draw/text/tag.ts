/** Words on coloured plates, in the ink that has more contrast. Never called per frame. */

import type { Face, Theme } from '../../../../protocol/theme-schema.ts';
import { contrast } from '../colour.ts';
import { fillWith } from '../ink.ts';
import { type Box, boxPath } from '../shape.ts';
import { bare, type Lettering, labelText, paintText } from './lettering.ts';

const print = { dark: '#07090c', light: '#ffffff' } as const;
type PlateInks = Readonly<Record<keyof typeof print, string>>;

function nameOf({ dark, light }: PlateInks, colour: string): keyof PlateInks {
  return contrast(light, colour) > contrast(dark, colour) ? 'light' : 'dark';
}

/** Black or white, whichever has more contrast. */
export function inkOn(colour: string): string {
  return print[nameOf(print, colour)];
}

/** Both inks for plates; a display has no white. */
export function plateInks({ panel, palette }: Theme): PlateInks {
  return panel.material === 'lcd' ? { dark: palette.ink, light: palette.panel } : print;
}

/** The one of `plateInks` that has more contrast on a plate of this colour. */
export function inkNameOn(theme: Theme, colour: string): keyof PlateInks {
  return nameOf(plateInks(theme), colour);
}

export function inkOnPlate(theme: Theme, colour: string): string {
  return plateInks(theme)[inkNameOn(theme, colour)];
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
    colour: inkOnPlate(theme, colour),
    width: box.width - 8,
  });
}
