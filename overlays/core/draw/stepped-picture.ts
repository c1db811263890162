/**
 * A painted picture that is cut into steps along a course, and the lit steps as a picture of their own. Every pixel
 * belongs to exactly one step.
 */
import { createCanvas } from './canvas.ts';
import type { Kit, Paint } from './kit.ts';
import type { Box, PixelBox } from './shape.ts';

export interface CutPicture {
  readonly width: number;
  readonly height: number;
  /** Position, device pixels. */
  readonly xPx: number;
  readonly yPx: number;
  /** Colours with their opacity, as `ImageData` has them. */
  readonly pixels: Uint32Array;
  /** Indices of the painted pixels by step: step n has those from `first[n]` to `first[n + 1]`. */
  readonly places: Uint32Array;
  readonly first: Uint32Array;
  /** Box of each step; undefined: the step has no pixels. */
  readonly bounds: readonly (PixelBox | undefined)[];
}

export interface CutOptions {
  /** Around all that `paint` draws, glow included. */
  readonly box: Box;
  readonly count: number;
  /** Paints the fully lit picture. */
  readonly paint: Paint;
  /** Position along the course of a point in design coordinates, 0…1. */
  readonly at: (x: number, y: number) => number;
}

export function cutPicture(kit: Kit, { box, count, paint, at }: CutOptions): CutPicture {
  const { canvas, ctx, xPx, yPx } = kit.bake(box, paint);
  const { width, height } = canvas;
  const { data } = ctx.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(data.buffer);
  const steps = new Int16Array(width * height);
  const first = new Uint32Array(count + 1);
  const bounds: (PixelBox | undefined)[] = new Array(count).fill(undefined);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (isNothing(pixels[i]!)) continue;
      const place = at((x + 0.5 + xPx) / kit.ratio, (y + 0.5 + yPx) / kit.ratio);
      const step = Math.min(Math.max(Math.floor(place * count), 0), count - 1);
      steps[i] = step;
      first[step + 1]!++;
      const found = bounds[step];
      if (found === undefined) bounds[step] = { left: x, top: y, right: x + 1, bottom: y + 1 };
      else {
        found.left = Math.min(found.left, x);
        found.right = Math.max(found.right, x + 1);
        found.bottom = y + 1;
      }
    }
  }
  for (let step = 0; step < count; step++) first[step + 1]! += first[step]!;
  const places = new Uint32Array(first[count]!);
  const next = first.slice();
  for (let i = 0; i < pixels.length; i++) {
    if (!isNothing(pixels[i]!)) places[next[steps[i]!]!++] = i;
  }
  return { width, height, xPx, yPx, pixels, places, first, bounds };
}

/** The opacity is the highest byte: browsers run on little-endian machines. */
function isNothing(pixel: number): boolean {
  return pixel >>> 24 === 0;
}

/** The lit steps; none at first. */
export class SteppedPicture {
  readonly canvas: HTMLCanvasElement;
  readonly #ctx: CanvasRenderingContext2D;
  readonly #cut: CutPicture;
  readonly #lit: ImageData;
  readonly #litPixels: Uint32Array;
  readonly #alphas: Float32Array;
  /** Box of the steps that were set since the last `write`. */
  #changed: PixelBox | null = null;

  constructor(cut: CutPicture) {
    this.#cut = cut;
    const { canvas, ctx } = createCanvas(cut.width, cut.height);
    this.canvas = canvas;
    this.#ctx = ctx;
    this.#lit = new ImageData(cut.width, cut.height);
    this.#litPixels = new Uint32Array(this.#lit.data.buffer);
    this.#alphas = new Float32Array(cut.bounds.length);
  }

  /** Sets the opacity of a step; `write` shows it. @param alpha 0…1 */
  show(step: number, alpha: number): void {
    const bounds = this.#cut.bounds[step];
    if (bounds === undefined || this.#alphas[step] === Math.fround(alpha)) return;
    this.#alphas[step] = alpha;
    const { places, first, pixels } = this.#cut;
    const litPixels = this.#litPixels;
    const end = first[step + 1]!;
    for (let n = first[step]!; n < end; n++) {
      const i = places[n]!;
      litPixels[i] = faded(pixels[i]!, alpha);
    }
    const changed = this.#changed;
    if (changed === null) {
      this.#changed = { ...bounds };
      return;
    }
    changed.left = Math.min(changed.left, bounds.left);
    changed.top = Math.min(changed.top, bounds.top);
    changed.right = Math.max(changed.right, bounds.right);
    changed.bottom = Math.max(changed.bottom, bounds.bottom);
  }

  /** Writes the set steps to the canvas. @returns box of the changed pixels; null: none */
  write(): Readonly<PixelBox> | null {
    const changed = this.#changed;
    if (changed === null) return null;
    this.#changed = null;
    const { left, top, right, bottom } = changed;
    // The box also contains unchanged pixels of other steps.
    this.#ctx.putImageData(this.#lit, 0, 0, left, top, right - left, bottom - top);
    return changed;
  }
}

/** A pixel of `ImageData` at an opacity. */
function faded(pixel: number, alpha: number): number {
  if (alpha >= 1) return pixel;
  if (alpha <= 0) return 0;
  return ((pixel & 0xffffff) | (Math.round((pixel >>> 24) * alpha) << 24)) >>> 0;
}
