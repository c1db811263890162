/** The housing of digits: a raised plate of a broadcast graphic, or a window in an instrument's face. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { darken, fade, lighten } from '../colour.ts';
import { fillBox, fillWith, strokeWith } from '../ink.ts';
import { outlineOf } from '../panels/panel.ts';
import { type Box, boxPath, inset } from '../shape.ts';

/** True for figures without a housing on a needle's face; they may use the housing's room. */
export function isBareOnFace({ gauge, digits }: Theme): boolean {
  return gauge.kind === 'needle' && digits.kind !== 'drum' && digits.housing === 'none';
}

export function paintHousing(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  if (theme.digits.housing === 'plate') paintPlate(ctx, theme, box);
  else if (theme.digits.housing === 'window') paintWindow(ctx, theme, box);
}

/** @param colour of the plate; the theme's own when left out */
export function paintPlate(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  box: Box,
  colour: string = theme.palette.plate,
): void {
  ctx.save();
  ctx.shadowColor = 'rgba(0, 0, 0, 0.5)';
  ctx.shadowBlur = 5 * ctx.getTransform().a;
  ctx.fillStyle = colour;
  boxPath(ctx, box, outlineOf(theme));
  ctx.fill();
  ctx.restore();
}

/** A recess: dark, with the shadow of its upper edge and a bright lower lip. */
export function paintWindow(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  const { panel } = theme.palette;
  const outline = { form: 'rounded', corner: Math.min(5, box.height / 6), slantDeg: 0 } as const;
  const lip = ctx.createLinearGradient(0, box.y - 3, 0, box.y + box.height + 3);
  lip.addColorStop(0, '#0a0a0b');
  lip.addColorStop(0.5, '#55595d');
  lip.addColorStop(1, '#d8dada');
  boxPath(ctx, inset(box, -3), { ...outline, corner: outline.corner + 3 });
  fillWith(ctx, lip);
  boxPath(ctx, box, outline);
  fillWith(ctx, darken(panel, 0.55));
  ctx.save();
  boxPath(ctx, box, outline);
  ctx.clip();
  const shade = ctx.createLinearGradient(0, box.y, 0, box.y + box.height * 0.4);
  shade.addColorStop(0, fade('#000000', 0.6));
  shade.addColorStop(1, fade('#000000', 0));
  fillBox(ctx, shade, box);
  strokeWith(ctx, fade(lighten(panel, 0.5), 0.12), 1);
  ctx.restore();
}
