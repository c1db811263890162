/** Fills and strokes the current path of a 2D context. */
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
