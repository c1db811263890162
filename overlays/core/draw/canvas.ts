/** Canvases to paint on, apart from Pixi. */

export interface Canvas {
  readonly canvas: HTMLCanvasElement;
  readonly ctx: CanvasRenderingContext2D;
}

/**
 * @returns an empty canvas that lives in main memory: a picture there survives the death of the GPU process and
 * is painted alike on every machine.
 */
export function createCanvas(widthPx: number, heightPx: number): Canvas {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.ceil(widthPx));
  canvas.height = Math.max(1, Math.ceil(heightPx));
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (ctx === null) throw new Error('This browser has no 2D canvas.');
  return { canvas, ctx };
}
