/** Paints the track's line in the theme's style, its marks and the car. Never called per frame. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contrast, darken, fade, lighten } from '../core/draw/colour.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import { circlePath } from '../core/draw/shape.ts';
import type { Point, TrackLine } from '../core/reading/track-line.ts';

export const carReach = 26;

/** Strokes from bottom to top: width in design pixels, colour. */
type Strokes = readonly (readonly [number, string])[];

/** @param ends of a line that is not closed */
function strokePath(
  ctx: CanvasRenderingContext2D,
  strokes: Strokes,
  points: readonly Point[],
  closed: boolean,
  ends: CanvasLineCap,
): void {
  ctx.save();
  ctx.lineJoin = 'round';
  ctx.lineCap = ends;
  ctx.beginPath();
  points.forEach(({ x, y }, i) => {
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  });
  if (closed) ctx.closePath();
  for (const [width, colour] of strokes) strokeWith(ctx, colour, width);
  ctx.restore();
}

function strokesOf({ palette, trace, panel }: Theme): Strokes {
  const { ink, edge, outline, accent, muted } = palette;
  if (trace.kind === 'glow') {
    const halo = [26, 20, 14, 9].map((width) => [width, fade(accent, 0.13)] as const);
    return [...halo, [5.5, accent], [2.2, lighten(accent, 0.75)]];
  }
  if (trace.kind === 'scope') {
    const halo = [16, 11].map((width) => [width, fade(accent, 0.14)] as const);
    return [...halo, [4.5, accent]];
  }
  if (trace.kind === 'notes') return [[5, ink]];
  if (trace.kind === 'hatched') return [[9, ink]];
  if (trace.kind === 'lcd') return [[7, ink]];
  if (trace.kind === 'flat') return [[7, ink]];
  if (panel.form === 'none')
    return [
      [12, fade(outline, 0.3)],
      [9, fade(outline, 0.9)],
      [4.5, ink],
    ];
  if (trace.kind === 'paper') {
    return [
      [12, fade(outline, 0.55)],
      [10, darken(muted, 0.5)],
      [7, palette.panel],
      [3.8, ink],
    ];
  }
  return [
    [13, fade(outline, 0.6)],
    [10, edge],
    [6, darken(palette.panel, 0.3)],
    [4.6, ink],
  ];
}

export function paintLine(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  points: readonly Point[],
  closed: boolean,
): void {
  strokePath(ctx, strokesOf(theme), points, closed, 'round');
}

/** Reach of the marks across the line, whatever their direction. */
export const markReach = 19;

/** Start and finish: a chequered band across the line. */
export function paintStart(ctx: CanvasRenderingContext2D, theme: Theme, line: TrackLine): void {
  const { palette } = theme;
  const size = 4.5;
  const rows = 6;
  inPlace(ctx, line, line.start, () => {
    ctx.fillStyle = theme.trace.kind === 'lcd' ? palette.panel : palette.outline;
    ctx.fillRect(-size - 2.5, (-rows / 2) * size - 2.5, 2 * size + 5, rows * size + 5);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < 2; column++) {
        ctx.fillStyle = (row + column) % 2 === 0 ? palette.ink : darken(palette.panel, 0.2);
        if (theme.trace.kind === 'lcd' && (row + column) % 2 === 1) continue;
        ctx.fillRect((column - 1) * size, (row - rows / 2) * size, size, size);
      }
    }
  });
}

/** A completed sector in the colour of its verdict, over the line. */
export function paintSectorLine(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  points: readonly Point[],
  colour: string,
): void {
  const isLit = theme.trace.kind === 'glow' || theme.trace.kind === 'scope';
  const halo: Strokes = isLit ? [[14, fade(colour, 0.25)]] : [];
  strokePath(ctx, [...halo, [6, colour]], points, false, 'butt');
}

/** A sector in which a car stands: dashes, which no verdict of a sector has, so that displays of one colour show it too. */
export function paintYellowLine(
  ctx: CanvasRenderingContext2D,
  { palette, trace }: Theme,
  points: readonly Point[],
): void {
  const lcd = trace.kind === 'lcd';
  strokePath(ctx, [[10, lcd ? palette.panel : palette.outline]], points, false, 'butt');
  ctx.save();
  ctx.setLineDash([9, 5]);
  strokePath(ctx, [[7, lcd ? palette.ink : palette.caution]], points, false, 'butt');
  ctx.restore();
}

/** The beginning of a sector: a stroke across the line. */
export function paintSector(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  line: TrackLine,
  position: number,
): void {
  const { palette } = theme;
  const lcd = theme.trace.kind === 'lcd';
  inPlace(ctx, line, position, () => {
    ctx.fillStyle = lcd ? palette.panel : palette.outline;
    ctx.fillRect(-3.5, -11, 7, 22);
    ctx.fillStyle = lcd ? palette.ink : palette.caution;
    ctx.fillRect(-1.75, -9.25, 3.5, 18.5);
  });
}

function inPlace(
  ctx: CanvasRenderingContext2D,
  line: TrackLine,
  position: number,
  paint: () => void,
): void {
  const { x, y } = line.at(position);
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(line.direction(position));
  paint();
  ctx.restore();
}

/** A colour that nothing else on the map has. */
function carColour({ palette, trace }: Theme): string {
  // The line has the accent's colour there, and a quiet edge would not be seen.
  const ofGlow = contrast(palette.edge, palette.panel) < 3 ? palette.clutch : palette.edge;
  if (trace.kind === 'glow') return ofGlow;
  return palette.accent === palette.ink ? palette.redline : palette.accent;
}

/** The car around the origin. */
export function paintCar(ctx: CanvasRenderingContext2D, theme: Theme): void {
  const { palette, trace } = theme;
  const colour = carColour(theme);
  const rim = trace.kind === 'lcd' ? palette.panel : palette.outline;
  if (trace.kind !== 'lcd' && trace.kind !== 'flat') {
    const halo = ctx.createRadialGradient(0, 0, 8, 0, 0, carReach - 2);
    halo.addColorStop(0, fade(colour, 0.6));
    halo.addColorStop(1, fade(colour, 0));
    circlePath(ctx, 0, 0, carReach - 2);
    fillWith(ctx, halo);
  }
  circlePath(ctx, 0, 0, 12.5);
  fillWith(ctx, rim);
  circlePath(ctx, 0, 0, 10);
  fillWith(ctx, trace.kind === 'lcd' ? palette.redline : '#ffffff');
  circlePath(ctx, 0, 0, 7.5);
  fillWith(ctx, colour);
}

/** The car of the best lap around the origin: hollow, so that it is not taken for the driver. */
export function paintGhost(ctx: CanvasRenderingContext2D, theme: Theme): void {
  const { palette, trace } = theme;
  circlePath(ctx, 0, 0, 9);
  strokeWith(ctx, trace.kind === 'lcd' ? palette.panel : palette.outline, 8);
  circlePath(ctx, 0, 0, 9);
  strokeWith(ctx, palette.best, 4);
}

/** A symbol of a track while none is known. */
export function paintPlaceholder(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
): void {
  const { palette, panel, digits } = theme;
  const bend = (cx: number, cy: number) => {
    ctx.beginPath();
    ctx.moveTo(cx - 62, cy + 8);
    ctx.bezierCurveTo(cx - 66, cy - 44, cx - 22, cy - 46, cx - 8, cy - 22);
    ctx.bezierCurveTo(cx + 6, cy + 2, cx + 22, cy - 40, cx + 46, cy - 34);
    ctx.bezierCurveTo(cx + 84, cy - 22, cx + 64, cy + 36, cx + 34, cy + 36);
    ctx.bezierCurveTo(cx + 4, cy + 36, cx - 60, cy + 46, cx - 62, cy + 8);
    ctx.closePath();
  };
  ctx.save();
  ctx.lineJoin = 'round';
  if (panel.form === 'none') {
    bend(x, y);
    strokeWith(ctx, fade(palette.outline, 0.75), 10);
  }
  bend(x, y);
  ctx.lineWidth = 6;
  ctx.strokeStyle =
    digits.ghost > 0
      ? fade(palette.ink, 2 * digits.ghost)
      : panel.form === 'none'
        ? fade(palette.muted, 0.55)
        : lighten(palette.faint, 0.1);
  ctx.stroke();
  ctx.restore();
}
