/** The base of a round picture, like that of the theme's gauges: a disc, a panel, or nothing. Never called per frame. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { contentBox, paintDisc, paintPanel, paintRoundScrim, panelBleed } from '../panels/panel.ts';
import type { Box } from '../shape.ts';

/** @param whole a square: the whole overlay */
export function paintRoundPlate(ctx: CanvasRenderingContext2D, theme: Theme, whole: Box): void {
  const { plate } = theme.gauge;
  const half = whole.width / 2;
  const middle = { cx: whole.x + half, cy: whole.y + half };
  if (plate === 'disc') paintDisc(ctx, theme, { ...middle, radius: half - panelBleed });
  else if (plate === 'panel') paintPanel(ctx, theme, whole);
  else paintRoundScrim(ctx, theme, { ...middle, radius: half });
}

/** Radius of the largest circle inside the plate's frame. */
export function plateRadius(theme: Theme, whole: Box): number {
  const { plate } = theme.gauge;
  if (plate === 'panel') return contentBox(theme, whole).width / 2;
  const framed = plate === 'disc' ? theme.panel.borderWidth + 1 : 0;
  return whole.width / 2 - panelBleed - framed;
}
