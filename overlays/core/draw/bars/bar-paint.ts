/** Paints the empty and the full bar in the theme's kind, on pictures that are painted once. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { darken, fade, lighten, mix } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import { isMatt } from '../panels/material.ts';
import { type Box, boxPath, inset, type Outline } from '../shape.ts';
import type { BarOptions } from './bar.ts';
import { type BarFace, barFaces } from './bar-faces.ts';

function barOutline({ bars, panel }: Theme, { box, horizontal }: BarOptions) {
  const { kind } = bars;
  const across = horizontal ? box.height : box.width;
  if (kind === 'tube') return { form: 'rounded', corner: across / 2, slantDeg: 0 } as const;
  if (kind === 'line') return { form: 'rounded', corner: 0, slantDeg: 0 } as const;
  const { form, corner, slantDeg } = panel;
  return { form, corner: Math.min(corner, across * 0.16), slantDeg };
}

/** @param slantDeg null: the block stands straight */
export function paintBlock(
  ctx: CanvasRenderingContext2D,
  box: Box,
  slantDeg: number | null,
  style: string,
): void {
  const form = slantDeg === null ? 'rounded' : 'slanted';
  boxPath(ctx, box, { form, corner: 0, slantDeg: slantDeg ?? 0 });
  fillWith(ctx, style);
}

/**
 * A box with a dark edge, which stands out from any picture behind it.
 * @param look `edge` is the width of the edge; 0: none
 */
export function paintOutlined(
  ctx: CanvasRenderingContext2D,
  { palette }: Theme,
  box: Box,
  outline: Outline,
  look: { readonly colour: string; readonly edge: number },
): void {
  if (look.edge > 0) {
    boxPath(ctx, inset(box, -look.edge), outline);
    fillWith(ctx, fade(palette.outline, 0.82));
  }
  boxPath(ctx, box, outline);
  fillWith(ctx, look.colour);
}

const plain: BarFace = { track: paintPlainTrack, fill: paintPlainFill };

/** How the theme paints its bars. */
export function barFaceOf({ bars }: Theme): BarFace {
  return barFaces[bars.kind] ?? plain;
}

function paintPlainTrack(ctx: CanvasRenderingContext2D, theme: Theme, options: BarOptions): void {
  const { palette, bars } = theme;
  const outline = barOutline(theme, options);
  const { box, horizontal, colour } = options;
  if (bars.kind === 'line') {
    for (const [grow, opacity] of [
      [4, 0.22],
      [2.4, 0.82],
    ] as const) {
      boxPath(ctx, inset(box, -grow), outline);
      fillWith(ctx, fade(palette.outline, opacity));
    }
    boxPath(ctx, box, outline);
    fillWith(ctx, mix(palette.outline, palette.muted, 0.3));
    return;
  }
  boxPath(ctx, box, outline);
  if (isMatt(theme) && bars.kind !== 'tube') {
    fillWith(ctx, palette.faint);
    return;
  }
  const track = horizontal
    ? ctx.createLinearGradient(0, box.y, 0, box.y + box.height)
    : ctx.createLinearGradient(box.x, 0, box.x + box.width, 0);
  track.addColorStop(0, darken(palette.faint, 0.4));
  track.addColorStop(0.3, palette.faint);
  track.addColorStop(1, darken(palette.faint, 0.12));
  fillWith(ctx, bars.kind === 'tube' ? darken(palette.faint, 0.35) : track);
  if (bars.kind === 'tube') {
    strokeWith(ctx, fade(colour, 0.75), 2);
  }
}

function paintPlainFill(ctx: CanvasRenderingContext2D, theme: Theme, options: BarOptions): void {
  const { bars, gauge } = theme;
  const { box, horizontal, colour } = options;
  const outline = barOutline(theme, options);
  if (bars.kind === 'line') {
    paintOutlined(ctx, theme, box, outline, { colour, edge: 2.4 });
    return;
  }
  if (bars.kind === 'tube') {
    const core = inset(box, 4);
    const round = {
      form: 'rounded',
      corner: Math.min(core.width, core.height) / 2,
      slantDeg: 0,
    } as const;
    ctx.save();
    ctx.shadowColor = fade(colour, gauge.glow);
    for (const blur of [12, 5]) {
      ctx.shadowBlur = blur * ctx.getTransform().a;
      boxPath(ctx, core, round);
      fillWith(ctx, colour);
    }
    ctx.restore();
    const middle = inset(core, Math.min(core.width, core.height) * 0.3);
    boxPath(ctx, middle, { ...round, corner: 20 });
    fillWith(ctx, lighten(colour, 0.7));
    return;
  }
  if (isMatt(theme)) {
    boxPath(ctx, box, outline);
    fillWith(ctx, colour);
    return;
  }
  const along = horizontal
    ? ctx.createLinearGradient(box.x, 0, box.x + box.width, 0)
    : ctx.createLinearGradient(0, box.y + box.height, 0, box.y);
  along.addColorStop(0, darken(colour, 0.34));
  along.addColorStop(0.75, colour);
  along.addColorStop(1, lighten(colour, 0.12));
  boxPath(ctx, box, outline);
  fillWith(ctx, along);
  const across = horizontal
    ? ctx.createLinearGradient(0, box.y, 0, box.y + box.height)
    : ctx.createLinearGradient(box.x, 0, box.x + box.width, 0);
  across.addColorStop(0, fade('#ffffff', 0.22));
  across.addColorStop(0.35, fade('#ffffff', 0.05));
  across.addColorStop(1, fade('#000000', 0.16));
  fillWith(ctx, across);
}
