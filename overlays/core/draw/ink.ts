/** Fills and strokes the current path of a 2D context, and fills boxes. */
import type { Box } from './shape.ts';

type Ink = CanvasRenderingContext2D['fillStyle'];

export function fillWith(ctx: CanvasRenderingContext2D, ink: Ink): void {
  ctx.fillStyle = ink;
  ctx.fill();
}

export function strokeWith(ctx: CanvasRenderingContext2D, ink: Ink, width: number): void {
  ctx.strokeStyle = ink;
  ctx.lineWidth = width;
  ctx.stroke();
}

export function fillBox(ctx: CanvasRenderingContext2D, ink: Ink, box: Box): void {
  ctx.fillStyle = ink;
  ctx.fillRect(box.x, box.y, box.width, box.height);
}
