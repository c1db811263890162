/** Panels of strips: their ends may lean where other panels of the theme are upright. Never called per frame. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { type Box, boxPath, inset, lean } from '../shape.ts';
import { edgeMarkWidth, outlineOf, panelBleed } from './panel.ts';

/** The theme as strips are drawn in it. */
export function stripTheme(theme: Theme): Theme {
  if (theme.panel.form !== 'straight') return theme;
  return { ...theme, panel: { ...theme.panel, form: 'slanted' } };
}

/** How far the ends of a strip of this height come in. */
export function endsOf(theme: Theme, height: number): number {
  const { form, slantDeg, corner } = stripTheme(theme).panel;
  if (form === 'slanted') return lean(height, slantDeg);
  return form === 'cut' ? Math.min(corner * 0.6, 14) : 0;
}

/** Width of the coloured edge at the left end of some panels; 0: none. */
export function markOf({ panel }: Theme): number {
  return panel.mark === 'edge' && panel.form !== 'none' ? edgeMarkWidth : 0;
}

/** Colour of the plate of the number on the car. */
export function numberPlate({ digits, palette }: Theme): string {
  return digits.housing === 'plate' ? palette.plate : palette.accent;
}

/** Clips to the strip's outline beside its coloured edge, so that the plates at its ends lean as it does. */
export function clipToStrip(ctx: CanvasRenderingContext2D, theme: Theme, whole: Box): void {
  const body = inset(whole, panelBleed);
  const mark = markOf(theme);
  const free = { ...body, x: body.x + mark, width: body.width - mark };
  boxPath(ctx, free, outlineOf(stripTheme(theme)));
  ctx.clip();
}
