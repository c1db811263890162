/**
 * A painted picture that is cut into steps along a course, and the part of it that is lit as a picture of its own.
 * Every pixel belongs to exactly one step. Knows no sprites.
 */
import { createCanvas } from './canvas.ts';
import type { Kit, Paint } from './kit.ts';
import type { Box } from './shape.ts';

/** Device pixels inside the picture; `right` and `bottom` are the first ones outside. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface CutPicture {
  readonly width: number;
  readonly height: number;
  /** Where it belongs, in device pixels. */
  readonly xPx: number;
  readonly yPx: number;
  /** Colours with their opacity, as `ImageData` has them. */
  readonly pixels: Uint32Array;
  /** The step of each pixel; -1 where there is nothing. */
  readonly steps: Int16Array;
  /** Around each step; undefined for one without a pixel. */
  readonly bounds: readonly (Bounds | undefined)[];
}

export interface CutOptions {
  /** Around all that `paint` draws, glow included. */
  readonly box: Box;
  readonly count: number;
  /** Paints the fully lit picture. */
  readonly paint: Paint;
  /** Place along the course of a point in design coordinates, 0…1. */
  readonly at: (x: number, y: number) => number;
}

export function cutPicture(kit: Kit, { box, count, paint, at }: CutOptions): CutPicture {
  const { canvas, ctx, xPx, yPx } = kit.bake(box, paint);
  const { width, height } = canvas;
  const { data } = ctx.getImageData(0, 0, width, height);
  const steps = new Int16Array(width * height).fill(-1);
  const bounds: (Bounds | undefined)[] = new Array(count).fill(undefined);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (data[i * 4 + 3] === 0) continue;
      const place = at((x + 0.5 + xPx) / kit.ratio, (y + 0.5 + yPx) / kit.ratio);
      const step = Math.min(Math.max(Math.floor(place * count), 0), count - 1);
      steps[i] = step;
      const found = bounds[step];
      if (found === undefined) bounds[step] = { left: x, top: y, right: x + 1, bottom: y + 1 };
      else {
        found.left = Math.min(found.left, x);
        found.right = Math.max(found.right, x + 1);
        found.bottom = y + 1;
      }
    }
  }
  return { width, height, xPx, yPx, pixels: new Uint32Array(data.buffer), steps, bounds };
}

/** The lit part, dark at first. */
export class SteppedPicture {
  readonly canvas: HTMLCanvasElement;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly cut: CutPicture;
  private readonly lit: ImageData;
  private readonly litPixels: Uint32Array;
  private readonly alphas: Float32Array;

  constructor(cut: CutPicture) {
    this.cut = cut;
    const { canvas, ctx } = createCanvas(cut.width, cut.height);
    this.canvas = canvas;
    this.ctx = ctx;
    this.lit = new ImageData(cut.width, cut.height);
    this.litPixels = new Uint32Array(this.lit.data.buffer);
    this.alphas = new Float32Array(cut.bounds.length);
  }

  /** @param alpha 0…1 @returns around the pixels that changed; null: none did */
  show(step: number, alpha: number): Readonly<Bounds> | null {
    const bounds = this.cut.bounds[step];
    if (bounds === undefined || this.alphas[step] === Math.fround(alpha)) return null;
    this.alphas[step] = alpha;
    const { width, steps, pixels } = this.cut;
    for (let y = bounds.top; y < bounds.bottom; y++) {
      for (let i = y * width + bounds.left; i < y * width + bounds.right; i++) {
        if (steps[i] === step) this.litPixels[i] = faded(pixels[i]!, alpha);
      }
    }
    const { left, top, right, bottom } = bounds;
    // The box holds pixels of other steps too, as they are now.
    this.ctx.putImageData(this.lit, 0, 0, left, top, right - left, bottom - top);
    return bounds;
  }
}

/** A pixel of `ImageData` (opacity in the highest byte on every machine that browsers run on) at an opacity. */
function faded(pixel: number, alpha: number): number {
  if (alpha >= 1) return pixel;
  if (alpha <= 0) return 0;
  return ((pixel & 0xffffff) | (Math.round((pixel >>> 24) * alpha) << 24)) >>> 0;
}
