/** The wheel of a single-seater: flat at top and bottom, with a screen, lamps and buttons. Only paints. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { darken, fade, lighten } from '../core/draw/colour.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import { type Box, boxPath, circlePath } from '../core/draw/shape.ts';

type Ctx = CanvasRenderingContext2D;

/** @param radius of its circle of rotation */
export function paintFormulaWheel(ctx: Ctx, theme: Theme, radius: number): void {
  const { palette } = theme;
  const unit = radius / 100;
  const box = (x: number, y: number, width: number, height: number): Box => ({
    x: x * unit,
    y: y * unit,
    width: width * unit,
    height: height * unit,
  });
  for (const side of [-1, 1] as const) paintGrip(ctx, palette.edge, side, unit);
  paintBody(ctx, palette.panel, palette.edge, unit);
  paintTop(ctx, palette.accent, unit);
  const round = (corner: number) =>
    ({ form: 'rounded', corner: corner * unit, slantDeg: 0 }) as const;
  boxPath(ctx, box(-34, -24, 68, 44), round(5));
  fillWith(ctx, '#050608');
  strokeWith(ctx, palette.edge, 1.6);
  paintScreen(ctx, theme, unit, box);
  const { lights } = palette;
  for (let i = 0; i < 9; i++) {
    circlePath(ctx, (i - 4) * 7.4 * unit, -33 * unit, 2.5 * unit);
    fillWith(ctx, lights[Math.floor((i / 9) * lights.length)]!);
  }
  paintButtons(ctx, theme, unit);
}

function paintGrip(ctx: Ctx, edge: string, side: -1 | 1, unit: number): void {
  const at = (x: number, y: number): [number, number] => [side * x * unit, y * unit];
  ctx.beginPath();
  ctx.moveTo(...at(62, -52));
  ctx.bezierCurveTo(...at(86, -58), ...at(100, -34), ...at(98, 2));
  ctx.bezierCurveTo(...at(97, 36), ...at(84, 62), ...at(64, 58));
  ctx.bezierCurveTo(...at(54, 55), ...at(60, 40), ...at(66, 26));
  ctx.bezierCurveTo(...at(72, 8), ...at(70, -18), ...at(60, -34));
  ctx.closePath();
  const rubber = ctx.createLinearGradient(side * 56 * unit, 0, side * 100 * unit, 0);
  rubber.addColorStop(0, darken(edge, 0.45));
  rubber.addColorStop(0.45, lighten(edge, 0.22));
  rubber.addColorStop(1, darken(edge, 0.6));
  fillWith(ctx, rubber);
  strokeWith(ctx, fade(lighten(edge, 0.5), 0.4), 1.2);
}

function paintBody(ctx: Ctx, panel: string, edge: string, unit: number): void {
  const points: readonly (readonly [number, number])[] = [
    [-64, -46],
    [-46, -56],
    [46, -56],
    [64, -46],
    [68, -12],
    [66, 24],
    [52, 52],
    [34, 62],
    [-34, 62],
    [-52, 52],
    [-66, 24],
    [-68, -12],
  ];
  ctx.beginPath();
  for (const [x, y] of points) ctx.lineTo(x * unit, y * unit);
  ctx.closePath();
  const body = ctx.createLinearGradient(0, -56 * unit, 0, 62 * unit);
  body.addColorStop(0, lighten(panel, 0.2));
  body.addColorStop(0.5, lighten(panel, 0.06));
  body.addColorStop(1, darken(panel, 0.3));
  fillWith(ctx, body);
  strokeWith(ctx, fade(lighten(edge, 0.3), 0.7), 1.8);
}

/** The mark at the top. */
function paintTop(ctx: Ctx, accent: string, unit: number): void {
  ctx.beginPath();
  ctx.rect(-8 * unit, -57 * unit, 16 * unit, 13 * unit);
  fillWith(ctx, accent);
}

function paintScreen(
  ctx: Ctx,
  { palette }: Theme,
  unit: number,
  box: (x: number, y: number, width: number, height: number) => Box,
): void {
  const fill = ({ x, y, width, height }: Box, colour: string) => {
    ctx.fillStyle = colour;
    ctx.fillRect(x, y, width, height);
  };
  fill(box(-8, -16, 16, 4), palette.ink);
  fill(box(-8, -16, 4, 28), palette.ink);
  fill(box(4, -16, 4, 28), palette.ink);
  fill(box(-8, 8, 16, 4), palette.ink);
  for (const side of [-1, 1]) {
    for (const [row, colour] of [palette.accent, palette.muted, palette.muted].entries()) {
      fill(box(side < 0 ? -28 : 16, -14 + row * 11, 12, 4), colour);
    }
  }
  ctx.lineWidth = unit;
}

function paintButtons(ctx: Ctx, { palette }: Theme, unit: number): void {
  const { throttle, brake, clutch, steer, best, caution } = palette;
  const buttons: readonly (readonly [number, number, string])[] = [
    [-49, -34, throttle],
    [49, -34, brake],
    [-53, -10, clutch],
    [53, -10, steer],
    [-50, 16, best],
    [50, 16, caution],
  ];
  for (const [x, y, colour] of buttons) {
    circlePath(ctx, x * unit, y * unit, 7 * unit);
    fillWith(ctx, '#08090b');
    circlePath(ctx, x * unit, y * unit, 5.2 * unit);
    fillWith(ctx, colour);
  }
  for (const x of [-24, 0, 24]) {
    circlePath(ctx, x * unit, 39 * unit, 9.5 * unit);
    fillWith(ctx, '#101318');
    strokeWith(ctx, palette.muted, 1.4);
    ctx.beginPath();
    ctx.moveTo(x * unit, 39 * unit);
    ctx.lineTo((x + 5) * unit, 32.5 * unit);
    strokeWith(ctx, palette.ink, 2.4);
  }
}
