/** Materials with a drawing of their own: engine-turned metal, a ruled notebook, a phosphor screen. Never called per frame. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { darken, fade, lighten, mix } from '../colour.ts';
import { fillBox } from '../ink.ts';
import { type Box, circlePath, strayAt } from '../shape.ts';

type Ctx = CanvasRenderingContext2D;

/** Silvered metal: brushed from the middle on dials, in stripes on plates. */
export function guilloche(ctx: Ctx, theme: Theme, box: Box): void {
  const { panel } = theme.palette;
  const body = ctx.createLinearGradient(box.x, box.y, box.x + box.width, box.y + box.height);
  body.addColorStop(0, lighten(panel, 0.35));
  body.addColorStop(0.5, panel);
  body.addColorStop(1, darken(panel, 0.1));
  fillBox(ctx, body, box);
  if (Math.abs(box.width - box.height) < 1) paintSunburst(ctx, panel, box);
  else paintStripes(ctx, panel, box);
  const shade = ctx.createLinearGradient(0, box.y, 0, box.y + 18);
  shade.addColorStop(0, fade(darken(panel, 0.8), 0.3));
  shade.addColorStop(1, fade(panel, 0));
  fillBox(ctx, shade, box);
}

function paintSunburst(ctx: Ctx, panel: string, box: Box): void {
  const cx = box.x + box.width / 2;
  const cy = box.y + box.height / 2;
  const rays = ctx.createConicGradient(-0.8, cx, cy);
  const count = 120;
  for (let i = 0; i <= count; i++) {
    // Two bright fans and fine rays, as on brushed metal.
    const fan = Math.cos((i / count) * Math.PI * 4) * 0.5 + 0.5;
    const light = fan * 0.26 + strayAt(i % count, 3) * 0.045;
    const colour = light > 0.1 ? '#ffffff' : darken(panel, 0.7);
    rays.addColorStop(i / count, fade(colour, Math.abs(light - 0.1)));
  }
  fillBox(ctx, rays, box);
  ctx.lineWidth = 0.6;
  ctx.strokeStyle = fade(darken(panel, 0.7), 0.1);
  for (let radius = box.width * 0.06; radius < box.width * 0.3; radius += 3) {
    circlePath(ctx, cx, cy, radius);
    ctx.stroke();
  }
}

function paintStripes(ctx: Ctx, panel: string, box: Box): void {
  const wide = 26;
  for (let x = box.x - box.height; x < box.x + box.width; x += wide) {
    ctx.save();
    ctx.beginPath();
    ctx.moveTo(x + box.height * 0.35, box.y);
    ctx.lineTo(x + box.height * 0.35 + wide, box.y);
    ctx.lineTo(x + wide, box.y + box.height);
    ctx.lineTo(x, box.y + box.height);
    ctx.closePath();
    ctx.clip();
    const stripe = ctx.createLinearGradient(x, 0, x + box.height * 0.35 + wide, 0);
    stripe.addColorStop(0, fade('#ffffff', 0.2));
    stripe.addColorStop(1, fade(darken(panel, 0.6), 0.07));
    fillBox(ctx, stripe, { x, y: box.y, width: box.height * 0.35 + wide, height: box.height });
    ctx.restore();
  }
}

/** A page of a pocket notebook: fibres, faint rules, a margin. */
export function notebook(ctx: Ctx, { palette }: Theme, box: Box): void {
  const body = ctx.createLinearGradient(box.x, box.y, box.x + box.width * 0.7, box.y + box.height);
  body.addColorStop(0, lighten(palette.panel, 0.25));
  body.addColorStop(0.6, palette.panel);
  body.addColorStop(1, darken(palette.panel, 0.07));
  fillBox(ctx, body, box);
  const fibres = Math.min(Math.round((box.width * box.height) / 260), 900);
  ctx.fillStyle = fade(mix(palette.panel, palette.ink, 0.5), 0.1);
  for (let i = 0; i < fibres; i++) {
    const x = box.x + (strayAt(i, 1) * 0.5 + 0.5) * box.width;
    const y = box.y + (strayAt(i, 2) * 0.5 + 0.5) * box.height;
    ctx.fillRect(x, y, 1 + strayAt(i, 4), 0.8);
  }
  ctx.fillStyle = fade(palette.clutch, 0.13);
  for (let y = box.y + 24; y < box.y + box.height - 6; y += 22) {
    ctx.fillRect(box.x, y, box.width, 1);
  }
  ctx.fillStyle = fade(palette.brake, 0.24);
  ctx.fillRect(box.x + 10, box.y, 1.2, box.height);
}

/** A phosphor screen: brighter in the middle, with scan lines and curved glass. */
export function crt(ctx: Ctx, { palette }: Theme, box: Box): void {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const reach = Math.hypot(box.width, box.height) / 2;
  const body = ctx.createRadialGradient(x, y, 0, x, y, reach);
  body.addColorStop(0, mix(palette.panel, palette.accent, 0.1));
  body.addColorStop(0.55, palette.panel);
  body.addColorStop(1, darken(palette.panel, 0.6));
  fillBox(ctx, body, box);
  // Whole device pixels at every scale: lines between pixels would shimmer.
  const scale = ctx.getTransform().a;
  const pitch = Math.max(2, Math.round(3 * scale)) / scale;
  ctx.fillStyle = fade('#000000', 0.26);
  const from = Math.ceil(box.y * scale) / scale;
  for (let line = from; line < box.y + box.height; line += pitch) {
    ctx.fillRect(box.x, line, box.width, pitch / 3);
  }
  const glass = ctx.createRadialGradient(
    x,
    box.y - box.height * 1.1,
    0,
    x,
    box.y,
    box.height * 1.2,
  );
  glass.addColorStop(0.88, fade('#ffffff', 0.05));
  glass.addColorStop(1, fade('#ffffff', 0));
  fillBox(ctx, glass, box);
}
