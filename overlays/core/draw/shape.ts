/** Boxes, and outlines as canvas paths; the caller fills or strokes them. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whole device pixels; `right` and `bottom` are the first ones outside. */
export interface PixelBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export type OutlineForm = 'none' | 'rounded' | 'cut' | 'straight' | 'slanted' | 'drawn';

export interface Outline {
  readonly form: OutlineForm;
  /** Radius or length of the cut. */
  readonly corner: number;
  readonly slantDeg: number;
}

/** A square around the origin. */
export function aroundOrigin(reach: number): Box {
  return { x: -reach, y: -reach, width: 2 * reach, height: 2 * reach };
}

export function inset(box: Box, by: number, byY = by): Box {
  return {
    x: box.x + by,
    y: box.y + byY,
    width: box.width - 2 * by,
    height: box.height - 2 * byY,
  };
}

/** Clockwise from the top left. */
export function cornersOf({ x, y, width, height }: Box): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** Horizontal shift of the top of a slanted box against its bottom. */
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
  } else if (outline.form === 'drawn') {
    handPath(ctx, [
      [x, y],
      [right, y],
      [right, bottom],
      [x, bottom],
    ]);
  } else {
    const radius = Math.max(0, Math.min(outline.corner, width / 2, height / 2));
    ctx.roundRect(x, y, width, height, outline.form === 'rounded' ? radius : 0);
  }
}

/** Deviation of a hand-drawn line: -1…1, the same for the same inputs. */
export function strayAt(a: number, b: number): number {
  const wave = Math.sin(a * 12.9898 + b * 78.233) * 43_758.5453;
  return (wave - Math.floor(wave)) * 2 - 1;
}

/** Deviation of a hand-drawn line of this length. */
function swayOf(length: number): number {
  return Math.min(1.9, length * 0.022);
}

/** Adds a hand-drawn closed path through these corners: sides bend a little, corners do not quite meet. */
export function handPath(
  ctx: CanvasRenderingContext2D,
  corners: readonly (readonly [number, number])[],
): void {
  const first = corners[0]!;
  corners.forEach(([x, y], i) => {
    const [toX, toY] = corners[(i + 1) % corners.length]!;
    const long = Math.hypot(toX - x, toY - y);
    const by = swayOf(long);
    const parts = Math.max(1, Math.round(long / 130));
    if (i === 0) ctx.moveTo(x + by * strayAt(x, y), y + by * strayAt(y, x));
    for (let part = 1; part <= parts; part++) {
      const at = (share: number): [number, number] => [
        x + (toX - x) * share,
        y + (toY - y) * share,
      ];
      const [midX, midY] = at((part - 0.5) / parts);
      const [endX, endY] = at(part / parts);
      // The last side ends where the first began.
      const isHome = i === corners.length - 1 && part === parts;
      const [pullX, pullY] = isHome ? first : [endX, endY];
      const end = isHome ? swayOf(Math.hypot(corners[1]![0] - pullX, corners[1]![1] - pullY)) : by;
      ctx.quadraticCurveTo(
        midX + by * 1.2 * strayAt(midX, midY),
        midY + by * 1.2 * strayAt(midY, midX),
        pullX + end * strayAt(pullX, pullY),
        pullY + end * strayAt(pullY, pullX),
      );
    }
  });
  ctx.closePath();
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

/** Begins a path around a segment of a ring; angles in radians, clockwise from the right. */
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

export interface Circle {
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
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
