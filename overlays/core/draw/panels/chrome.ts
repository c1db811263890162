/** Polished frames of analogue instruments in chrome or brass: a round one that mirrors sky and ground, and one for panels. */

import { colourAlong, readColour } from '../colour.ts';
import { strokeWith } from '../ink.ts';
import { type Box, boxPath, type Circle, circlePath, inset, type Outline } from '../shape.ts';

const mirrored: readonly (readonly [number, string])[] = [
  [0, '#fdfdfb'],
  [0.16, '#c9ccce'],
  [0.3, '#5f656b'],
  [0.38, '#2c3035'],
  [0.46, '#9ea4a9'],
  [0.56, '#f4f5f4'],
  [0.7, '#8b9196'],
  [0.84, '#34393e'],
  [1, '#d9dcdd'],
];

export type Metal = 'chrome' | 'brass';

/** Colours of polished brass from dark to bright. */
const brass = ['#1c1105', '#5f4115', '#a5772b', '#dcb563', '#fff1c9'];

/** Converts a grey of chrome to this metal; shadows stay grey. */
export function tinted(colour: string, metal: Metal): string {
  if (metal === 'chrome' || !colour.startsWith('#')) return colour;
  const { r, g, b } = readColour(colour);
  return colourAlong(brass, (r + g + b) / 765);
}

/** Gives a gradient these greys of chrome at even distances, in this metal. */
export function polish(gradient: CanvasGradient, greys: readonly string[], metal: Metal): void {
  greys.forEach((grey, i) => {
    gradient.addColorStop(i / (greys.length - 1), tinted(grey, metal));
  });
}

export function paintChromeRing(
  ctx: CanvasRenderingContext2D,
  { cx, cy, radius }: Circle,
  width: number,
  metal: Metal,
): void {
  const ring = (r: number, lineWidth: number, style: string | CanvasGradient) => {
    circlePath(ctx, cx, cy, r);
    strokeWith(ctx, style, lineWidth);
  };
  const upright = (colours: readonly string[]) => {
    const gradient = ctx.createLinearGradient(0, cy - radius, 0, cy + radius);
    polish(gradient, colours, metal);
    return gradient;
  };
  const turned = ctx.createConicGradient(-2.1, cx, cy);
  for (let half = 0; half < 2; half++) {
    for (const [at, colour] of mirrored)
      turned.addColorStop(half / 2 + at / 2, tinted(colour, metal));
  }
  ctx.save();
  ring(radius - width / 2, width, turned);
  ring(radius - width * 0.16, width * 0.3, upright(['#f8f8f6', '#70767b', '#1d2023']));
  ring(radius - width * 0.9, width * 0.22, upright(['#15171a', '#5d6266', '#e6e8e7']));
  ring(radius - width - 1, 2.5, 'rgba(0, 0, 0, 0.8)');
  ctx.restore();
}

/** A frame along the inner edge of `body`: rounded on the outside, darker on the side away from the light. */
export function paintChromeFrame(
  ctx: CanvasRenderingContext2D,
  body: Box,
  outline: Outline,
  width: number,
  metal: Metal,
): void {
  const stroke = (by: number, lineWidth: number, colours: readonly string[]) => {
    const gradient = ctx.createLinearGradient(0, body.y, 0, body.y + body.height);
    polish(gradient, colours, metal);
    boxPath(ctx, inset(body, by), { ...outline, corner: Math.max(outline.corner - by, 0) });
    strokeWith(ctx, gradient, lineWidth);
  };
  ctx.save();
  stroke(width * 0.5, width, ['#d9dcdc', '#a6abae', '#7b8185', '#8f9598', '#565b60']);
  stroke(width * 0.14, width * 0.28, ['#ffffff', '#c4c8ca', '#7c8286', '#5f6468', '#3a3e42']);
  stroke(width * 0.46, width * 0.3, ['#ffffff', '#eceeee', '#d9dcdc', '#c9cccd', '#9fa4a7']);
  stroke(width * 0.88, width * 0.26, ['#1a1c1f', '#2d3033', '#44484b', '#74797c', '#c4c8c9']);
  stroke(width + 1, 2.5, ['rgba(0, 0, 0, 0.85)', 'rgba(0, 0, 0, 0.6)']);
  ctx.restore();
}
