/** Canvases to paint on, without Pixi. */

export interface Canvas {
  readonly canvas: HTMLCanvasElement;
  readonly ctx: CanvasRenderingContext2D;
}

/**
 * @returns an empty canvas in main memory: its picture survives a crash of the GPU process and is the same on every
 * machine
 */
export function createCanvas(widthPx: number, heightPx: number): Canvas {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.ceil(widthPx));
  canvas.height = Math.max(1, Math.ceil(heightPx));
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (ctx === null) throw new Error('This browser has no 2D canvas.');
  return { canvas, ctx };
}
