/** Outlines as canvas paths, and boxes. Only builds paths: filling and stroking is the caller's. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Form = 'none' | 'rounded' | 'cut' | 'slanted';

export interface Outline {
  readonly form: Form;
  /** Radius or length of the cut. */
  readonly corner: number;
  readonly slantDeg: number;
}

export function inset(box: Box, by: number, byY = by): Box {
  return {
    x: box.x + by,
    y: box.y + byY,
    width: box.width - 2 * by,
    height: box.height - 2 * byY,
  };
}

/** How far the top of a slanted box stands out to the right against its bottom. */
export function lean(height: number, slantDeg: number): number {
  return Math.tan((slantDeg * Math.PI) / 180) * height;
}

/** Begins a path along the edge of the box. */
export function boxPath(ctx: CanvasRenderingContext2D, box: Box, outline: Outline): void {
  const { x, y, width, height } = box;
  const right = x + width;
  const bottom = y + height;
  ctx.beginPath();
  if (outline.form === 'slanted') {
    const by = lean(height, outline.slantDeg);
    polygon(ctx, [
      [x + by, y],
      [right, y],
      [right - by, bottom],
      [x, bottom],
    ]);
  } else if (outline.form === 'cut') {
    const c = Math.min(outline.corner, width / 2, height / 2);
    polygon(ctx, [
      [x + c, y],
      [right, y],
      [right, bottom - c],
      [right - c, bottom],
      [x, bottom],
      [x, y + c],
    ]);
  } else {
    const radius = Math.max(0, Math.min(outline.corner, width / 2, height / 2));
    ctx.roundRect(x, y, width, height, outline.form === 'rounded' ? radius : 0);
  }
}

export function polygon(
  ctx: CanvasRenderingContext2D,
  points: readonly (readonly [number, number])[],
): void {
  points.forEach(([x, y], i) => {
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  });
  ctx.closePath();
}

/** Begins a path around a ring's stretch; angles in radians, clockwise from the right. */
export function ringPath(
  ctx: CanvasRenderingContext2D,
  cx: number,
  cy: number,
  inner: number,
  outer: number,
  from: number,
  to: number,
): void {
  ctx.beginPath();
  ctx.arc(cx, cy, outer, from, to);
  ctx.arc(cx, cy, Math.max(inner, 0), to, from, true);
  ctx.closePath();
}

export function circlePath(
  ctx: CanvasRenderingContext2D,
  cx: number,
  cy: number,
  radius: number,
): void {
  ctx.beginPath();
  ctx.arc(cx, cy, radius, 0, Math.PI * 2);
}
