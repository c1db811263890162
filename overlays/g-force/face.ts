/** The painted parts of the friction circle: rings, cross, dot and the marks of peaks. Never called per frame. */

import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { darken, fade, lighten, mix } from '../core/draw/colour.ts';
import { paintRoundPlate } from '../core/draw/gauges/round-plate.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { isMatt } from '../core/draw/panels/material.ts';
import { Pointer } from '../core/draw/pointer.ts';
import { aroundOrigin, type Box, circlePath } from '../core/draw/shape.ts';
import { paintText } from '../core/draw/text/lettering.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';
import { type CircleLayout, figureBox, ringValues } from './layout.ts';
import { type Side, sides } from './model.ts';

/** @param peaks whether figures of peaks stand on the face: the inner rings end beside them */
export function paintFace(
  kit: Kit,
  whole: Box,
  layout: CircleLayout,
  range: number,
  peaks: boolean,
): void {
  const { theme, palette } = kit;
  const { cx, cy, radius } = layout;
  kit.picture(whole, (ctx) => {
    paintRoundPlate(ctx, theme, whole);
    if (theme.gauge.plate === 'disc') {
      circlePath(ctx, cx, cy, radius);
      fillWith(ctx, fade(palette.faint, 0.5));
    }
    paintLine(ctx, theme, quietColour(theme), 1.4, () => {
      ctx.beginPath();
      ctx.moveTo(cx - radius, cy);
      ctx.lineTo(cx + radius, cy);
      ctx.moveTo(cx, cy - radius);
      ctx.lineTo(cx, cy + radius);
    });
    const gaps = peaks ? sides.map((side) => figureBox(layout, side)) : [];
    paintInnerRings(ctx, theme, layout, range, [whole, ...gaps]);
    const ink = mix(groundOf(theme), palette.ink, 0.85);
    paintLine(ctx, theme, ink, 2.4, () => circlePath(ctx, cx, cy, radius));
    paintValues(ctx, theme, layout, ringValues(range), range, kit.sizes);
  });
}

/** The pieces of the inner rings where a figure stands, for while it is absent. */
export function createRingPiece(kit: Kit, layout: CircleLayout, range: number, side: Side): Sprite {
  const box = figureBox(layout, side);
  return kit.hidden(box, (ctx) => paintInnerRings(ctx, kit.theme, layout, range, [box]));
}

/** @param boxes the rings are painted where an odd number of them lie */
function paintInnerRings(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { cx, cy, radius }: CircleLayout,
  range: number,
  boxes: readonly Box[],
): void {
  ctx.save();
  ctx.beginPath();
  for (const { x, y, width, height } of boxes) ctx.rect(x, y, width, height);
  ctx.clip('evenodd');
  for (const g of ringValues(range).slice(0, -1)) {
    paintLine(ctx, theme, quietColour(theme), 1.4, () =>
      circlePath(ctx, cx, cy, (radius * g) / range),
    );
  }
  ctx.restore();
}

/** Without a plate, a line has a dark edge. */
function paintLine(
  ctx: CanvasRenderingContext2D,
  { gauge, palette }: Theme,
  colour: string,
  width: number,
  path: () => void,
): void {
  if (gauge.plate === 'none') {
    path();
    strokeWith(ctx, fade(palette.outline, 0.8), width + 3.6);
  }
  path();
  strokeWith(ctx, colour, width);
}

function quietColour(theme: Theme): string {
  return mix(groundOf(theme), theme.palette.muted, 0.5);
}

function groundOf({ gauge, palette }: Theme): string {
  return gauge.plate === 'none' ? palette.outline : palette.panel;
}

/** The rings' values, on the lower left diagonal, where neither marks nor figures are. */
function paintValues(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { cx, cy, radius }: CircleLayout,
  rings: readonly number[],
  range: number,
  sizes: TextSizes,
): void {
  for (const g of rings) {
    const away = ((radius * g) / range - 4 - sizes.label * 0.65) * Math.SQRT1_2;
    if (away < 24) continue;
    paintText(ctx, theme, String(Number(g.toFixed(1))), cx - away, cy + away, {
      face: theme.fonts.labels,
      cap: sizes.label,
      colour: theme.palette.muted,
      glow: 0,
    });
  }
}

/** The dot that moves. */
export function createDot(kit: Kit, x: number, y: number): Pointer {
  const { palette, gauge } = kit.theme;
  const colour = palette.accent;
  const flat = isMatt(kit.theme);
  const radius = 10.5;
  return new Pointer(kit, x, y, aroundOrigin(32), (ctx) => {
    circlePath(ctx, 0, 0, radius + 2.5);
    fillWith(ctx, fade(palette.outline, 0.9));
    ctx.save();
    if (!flat) {
      ctx.shadowColor = fade(colour, gauge.glow);
      ctx.shadowBlur = 15 * kit.ratio;
    }
    circlePath(ctx, 0, 0, radius);
    fillWith(ctx, colour);
    ctx.restore();
    if (flat) return;
    const dome = ctx.createRadialGradient(-3, -4, 0, 0, 0, radius);
    dome.addColorStop(0, lighten(colour, 0.7));
    dome.addColorStop(0.55, colour);
    dome.addColorStop(1, darken(colour, 0.25));
    circlePath(ctx, 0, 0, radius);
    fillWith(ctx, dome);
  });
}

/** A short bar across an axis. @param upright on the axis from left to right */
export function createPeakMark(kit: Kit, upright: boolean): Pointer {
  const { palette } = kit;
  const mark = new Pointer(kit, 0, 0, aroundOrigin(14), (ctx) => {
    const bar = (grow: number, colour: string) => {
      const [width, height] = upright ? [3.5, 20] : [20, 3.5];
      ctx.fillStyle = colour;
      ctx.beginPath();
      ctx.roundRect(
        -width / 2 - grow,
        -height / 2 - grow,
        width + 2 * grow,
        height + 2 * grow,
        1.5,
      );
      ctx.fill();
    };
    bar(1.8, fade(palette.outline, 0.85));
    bar(0, palette.ink);
  });
  mark.show(0);
  return mark;
}
