/** A wheel drawn on paper with ink and marker. Only paints. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { strayAt } from '../core/draw/shape.ts';

type Ctx = CanvasRenderingContext2D;

/** @param radius outer edge of the rim */
export function paintSketchedWheel(ctx: Ctx, { palette }: Theme, radius: number): void {
  const rim = radius - 12;
  const inner = rim * 0.8;
  const hub = rim * 0.25;
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  ctx.strokeStyle = fade(palette.steer, 0.85);
  ctx.lineWidth = 4.6;
  ctx.beginPath();
  const strokes = Math.round(rim / 1.25);
  for (let i = 0; i <= strokes; i++) {
    const angle = (i / strokes) * Math.PI * 2;
    const at = i % 2 === 0 ? inner + 4 : rim - 4;
    const reach = at + strayAt(i, 7) * 1.5;
    ctx.lineTo(Math.cos(angle) * reach, Math.sin(angle) * reach);
  }
  ctx.stroke();
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 3;
  circle(ctx, rim, 1);
  circle(ctx, inner, 2);
  circle(ctx, hub, 3);
  for (const deg of [8, 90, 172]) {
    const angle = (deg * Math.PI) / 180;
    for (const side of [-1, 1]) {
      const from = angle + side * 0.3;
      const to = angle + side * 0.09;
      ctx.beginPath();
      ctx.moveTo(Math.cos(from) * hub, Math.sin(from) * hub);
      ctx.quadraticCurveTo(
        Math.cos(angle + side * 0.1) * inner * 0.6,
        Math.sin(angle + side * 0.1) * inner * 0.6,
        Math.cos(to) * inner,
        Math.sin(to) * inner,
      );
      ctx.stroke();
    }
  }
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 7;
  for (const at of [-0.12, 0, 0.12]) {
    const angle = -Math.PI / 2 + at;
    ctx.beginPath();
    ctx.moveTo(Math.cos(angle) * (inner - 2), Math.sin(angle) * (inner - 2));
    ctx.lineTo(Math.cos(angle) * (rim + 3), Math.sin(angle) * (rim + 3));
    ctx.stroke();
  }
}

function circle(ctx: Ctx, radius: number, seed: number): void {
  ctx.beginPath();
  const parts = 48;
  // A hand ends a little beside where it began.
  for (let i = 0; i <= parts + 2; i++) {
    const angle = (i / parts) * Math.PI * 2 + seed;
    const sway = radius + Math.sin(i * 0.5 + seed) * 1.1 + strayAt(i, seed) * 0.4;
    ctx.lineTo(Math.cos(angle) * sway, Math.sin(angle) * sway);
  }
  ctx.stroke();
}
