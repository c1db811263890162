/** Paints the empty and the full bar in the theme's kind, on pictures that are painted once. */

import { darken, fade, lighten, mix } from '../colour.ts';
import type { Kit } from '../kit.ts';
import { isMatt } from '../panels/material.ts';
import { boxPath, inset } from '../shape.ts';
import type { BarOptions } from './bar.ts';
import { barFaceOf } from './bar-faces.ts';

function barOutline(kit: Kit, { box, horizontal }: BarOptions) {
  const { kind } = kit.theme.bars;
  const across = horizontal ? box.height : box.width;
  if (kind === 'tube') return { form: 'rounded', corner: across / 2, slantDeg: 0 } as const;
  if (kind === 'line') return { form: 'rounded', corner: 0, slantDeg: 0 } as const;
  const { form, corner, slantDeg } = kit.theme.panel;
  return { form, corner: Math.min(corner, across * 0.16), slantDeg };
}

/** The empty bar. */
export function paintTrack(ctx: CanvasRenderingContext2D, kit: Kit, options: BarOptions): void {
  const { palette, bars } = kit.theme;
  const face = barFaceOf(kit.theme);
  if (face) {
    face.track(ctx, kit.theme, options);
    return;
  }
  const outline = barOutline(kit, options);
  const { box, horizontal, colour } = options;
  if (bars.kind === 'line') {
    for (const [grow, opacity] of [
      [4, 0.22],
      [2.4, 0.82],
    ] as const) {
      boxPath(ctx, inset(box, -grow), outline);
      ctx.fillStyle = fade(palette.outline, opacity);
      ctx.fill();
    }
    boxPath(ctx, box, outline);
    ctx.fillStyle = mix(palette.outline, palette.muted, 0.3);
    ctx.fill();
    return;
  }
  boxPath(ctx, box, outline);
  if (isMatt(kit.theme) && bars.kind !== 'tube') {
    ctx.fillStyle = palette.faint;
    ctx.fill();
    return;
  }
  const track = horizontal
    ? ctx.createLinearGradient(0, box.y, 0, box.y + box.height)
    : ctx.createLinearGradient(box.x, 0, box.x + box.width, 0);
  track.addColorStop(0, darken(palette.faint, 0.4));
  track.addColorStop(0.3, palette.faint);
  track.addColorStop(1, darken(palette.faint, 0.12));
  ctx.fillStyle = bars.kind === 'tube' ? darken(palette.faint, 0.35) : track;
  ctx.fill();
  if (bars.kind === 'tube') {
    ctx.strokeStyle = fade(colour, 0.75);
    ctx.lineWidth = 2;
    ctx.stroke();
  }
}

/** The full bar. */
export function paintFill(ctx: CanvasRenderingContext2D, kit: Kit, options: BarOptions): void {
  const { bars, palette, gauge } = kit.theme;
  const face = barFaceOf(kit.theme);
  if (face) {
    face.fill(ctx, kit.theme, options);
    return;
  }
  const { box, horizontal, colour } = options;
  const outline = barOutline(kit, options);
  if (bars.kind === 'line') {
    boxPath(ctx, inset(box, -2.4), outline);
    ctx.fillStyle = fade(palette.outline, 0.82);
    ctx.fill();
    boxPath(ctx, box, outline);
    ctx.fillStyle = colour;
    ctx.fill();
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
      ctx.fillStyle = colour;
      ctx.fill();
    }
    ctx.restore();
    const middle = inset(core, Math.min(core.width, core.height) * 0.3);
    boxPath(ctx, middle, { ...round, corner: 20 });
    ctx.fillStyle = lighten(colour, 0.7);
    ctx.fill();
    return;
  }
  if (isMatt(kit.theme)) {
    boxPath(ctx, box, outline);
    ctx.fillStyle = colour;
    ctx.fill();
    return;
  }
  const along = horizontal
    ? ctx.createLinearGradient(box.x, 0, box.x + box.width, 0)
    : ctx.createLinearGradient(0, box.y + box.height, 0, box.y);
  along.addColorStop(0, darken(colour, 0.34));
  along.addColorStop(0.75, colour);
  along.addColorStop(1, lighten(colour, 0.12));
  boxPath(ctx, box, outline);
  ctx.fillStyle = along;
  ctx.fill();
  const across = horizontal
    ? ctx.createLinearGradient(0, box.y, 0, box.y + box.height)
    : ctx.createLinearGradient(box.x, 0, box.x + box.width, 0);
  across.addColorStop(0, fade('#ffffff', 0.22));
  across.addColorStop(0.35, fade('#ffffff', 0.05));
  across.addColorStop(1, fade('#000000', 0.16));
  ctx.fillStyle = across;
  ctx.fill();
}
