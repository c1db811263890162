/**
 * Fill patterns that replace colour differences: each role of a colour has its pattern. Painted once per colour; never
 * called per frame.
 */
import type { Theme } from '../../../protocol/theme-schema.ts';
import { createCanvas } from './canvas.ts';
import { fade } from './colour.ts';

export type Hatch = 'plain' | 'stripes' | 'dots' | 'rungs';

/** The pattern of a colour: brakes, losses and limits are striped, the clutch is dotted, cautions have rungs. */
export function hatchOf({ palette }: Theme, colour: string): Hatch {
  const { brake, loss, redline, clutch, caution, steer } = palette;
  if (colour === brake || colour === loss || colour === redline) return 'stripes';
  if (colour === clutch) return 'dots';
  return colour === caution || colour === steer ? 'rungs' : 'plain';
}

/** Edge of the repeated square, design pixels. */
const tile = 12;

type Ctx = CanvasRenderingContext2D;

const painters: Readonly<Record<Exclude<Hatch, 'plain'>, (ctx: Ctx) => void>> = {
  stripes(ctx) {
    for (const x of [-tile, 0, tile]) {
      ctx.beginPath();
      ctx.moveTo(x, tile);
      ctx.lineTo(x + tile, 0);
      ctx.lineTo(x + tile * 1.56, 0);
      ctx.lineTo(x + tile * 0.56, tile);
      ctx.closePath();
      ctx.fill();
    }
  },
  dots(ctx) {
    const half = tile / 2;
    for (const [x, y] of [
      [half / 2, half / 2],
      [half * 1.5, half / 2],
      [half / 2, half * 1.5],
      [half * 1.5, half * 1.5],
    ] as const) {
      ctx.beginPath();
      ctx.arc(x, y, 2.1, 0, Math.PI * 2);
      ctx.fill();
    }
  },
  rungs(ctx) {
    ctx.fillRect(0, 0, tile, tile * 0.3);
    ctx.fillRect(0, tile * 0.5, tile, tile * 0.3);
  },
};

/**
 * @param pixelsPerUnit of the context: patterns are sharp at every scale
 * @returns the fill style; the plain colour if it has no pattern
 */
export function hatchFill(
  ctx: Ctx,
  theme: Theme,
  colour: string,
  pixelsPerUnit: number,
): string | CanvasPattern {
  const hatch = hatchOf(theme, colour);
  if (hatch === 'plain') return colour;
  const sizePx = Math.max(4, Math.round(tile * pixelsPerUnit));
  const one = createCanvas(sizePx, sizePx);
  one.ctx.scale(sizePx / tile, sizePx / tile);
  one.ctx.fillStyle = fade(colour, 0.3);
  one.ctx.fillRect(0, 0, tile, tile);
  one.ctx.fillStyle = colour;
  painters[hatch](one.ctx);
  const pattern = ctx.createPattern(one.canvas, 'repeat')!;
  const { a } = ctx.getTransform();
  pattern.setTransform(new DOMMatrix([1 / a, 0, 0, 1 / a, 0, 0]));
  return pattern;
}
