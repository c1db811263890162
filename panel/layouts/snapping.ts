/**
 * Moving and resizing items. They snap to the canvas, to other items, and to an even distance beside them. Sizes keep
 * their aspect ratio. Whole pixels only. Pure.
 */
import { limits } from '../../protocol/limits.ts';

export interface ItemRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A line that items snap to with one edge, or with both edges and the middle. */
interface SnapLine {
  readonly at: number;
  readonly accepts: 'start' | 'end' | 'any';
}

export interface SnapLines {
  readonly x: readonly SnapLine[];
  readonly y: readonly SnapLine[];
}

/** Lines that an item has snapped to, canvas pixels; null: none. */
export interface Guides {
  readonly x: number | null;
  readonly y: number | null;
}

/** Distance between two items side by side, canvas pixels. */
export const gapPx = 16;
/** Distance from the edge of the canvas, canvas pixels: some viewers' screens cut the edge. */
export const marginPx = 32;

export type RectCorner = 'nw' | 'ne' | 'sw' | 'se';
export const corners: readonly RectCorner[] = ['nw', 'ne', 'sw', 'se'];

function axisLines(side: number, spans: readonly (readonly [number, number])[]): SnapLine[] {
  const any = (at: number): SnapLine => ({ at, accepts: 'any' });
  const lines: SnapLine[] = [any(0), any(side / 2), any(side)];
  lines.push({ at: marginPx, accepts: 'start' }, { at: side - marginPx, accepts: 'end' });
  for (const [start, length] of spans) {
    const end = start + length;
    lines.push(any(start), any(start + length / 2), any(end));
    lines.push({ at: end + gapPx, accepts: 'start' }, { at: start - gapPx, accepts: 'end' });
  }
  return lines;
}

/** @param others all items but the moved one */
export function snapLines(canvas: Size, others: readonly ItemRect[]): SnapLines {
  return {
    x: axisLines(
      canvas.width,
      others.map(({ x, width }) => [x, width]),
    ),
    y: axisLines(
      canvas.height,
      others.map(({ y, height }) => [y, height]),
    ),
  };
}

interface Snapped {
  readonly by: number;
  readonly guide: number | null;
}

/** The nearest line within reach, and the way to it. */
function snapSpan(
  start: number,
  length: number,
  lines: readonly SnapLine[],
  reach: number,
  points: readonly ('start' | 'middle' | 'end')[],
): Snapped {
  const at = { start, middle: start + length / 2, end: start + length };
  let best: Snapped = { by: 0, guide: null };
  let least = reach;
  for (const line of lines) {
    for (const point of points) {
      if (line.accepts !== 'any' && line.accepts !== point) continue;
      const by = line.at - at[point];
      if (Math.abs(by) < least || (Math.abs(by) === least && best.guide === null)) {
        least = Math.abs(by);
        best = { by, guide: line.at };
      }
    }
  }
  return best;
}

/**
 * Keeps a part of the item on the canvas, so that the user can grab it.
 * @returns whole pixels
 */
export function kept(rect: ItemRect, canvas: Size): ItemRect {
  const within = (start: number, length: number, side: number): number => {
    const least = Math.min(length, limits.layoutSideMin);
    return Math.round(Math.min(Math.max(start, least - length), side - least));
  };
  return {
    ...rect,
    x: within(rect.x, rect.width, canvas.width),
    y: within(rect.y, rect.height, canvas.height),
  };
}

/** @param reach 0: no snapping */
export function moved(
  rect: ItemRect,
  by: { readonly x: number; readonly y: number },
  canvas: Size,
  lines: SnapLines,
  reach: number,
): { readonly rect: ItemRect; readonly guides: Guides } {
  const to = { ...rect, x: rect.x + by.x, y: rect.y + by.y };
  const all = ['start', 'middle', 'end'] as const;
  const none: Snapped = { by: 0, guide: null };
  const x = reach > 0 ? snapSpan(to.x, to.width, lines.x, reach, all) : none;
  const y = reach > 0 ? snapSpan(to.y, to.height, lines.y, reach, all) : none;
  const next = kept({ ...to, x: to.x + x.by, y: to.y + y.by }, canvas);
  return { rect: next, guides: { x: x.guide, y: y.guide } };
}

/** Resizes to this width, with the same aspect ratio and within the limits of a side. */
export function withWidth(size: Size, width: number): Size {
  const ratio = size.height / size.width;
  const { layoutSideMin: min, layoutSideMax: max } = limits;
  const least = Math.max(min, min / ratio);
  const most = Math.min(max, max / ratio);
  const wide = Math.round(Math.min(Math.max(width, least), most));
  return { width: wide, height: Math.min(Math.max(Math.round(wide * ratio), min), max) };
}

export function withHeight(size: Size, height: number): Size {
  return withWidth(size, (height * size.width) / size.height);
}

/** Drags a corner; the opposite corner stays. */
export function resized(
  rect: ItemRect,
  corner: RectCorner,
  by: { readonly x: number; readonly y: number },
  lines: SnapLines,
  reach: number,
): { readonly rect: ItemRect; readonly guides: Guides } {
  const isLeft = corner.endsWith('w');
  const isTop = corner.startsWith('n');
  const wide = rect.width + (isLeft ? -by.x : by.x);
  const high = rect.height + (isTop ? -by.y : by.y);
  // The larger change decides, so that the corner follows the pointer on at least one axis.
  const byWidth = wide / rect.width >= high / rect.height;
  const pulled = byWidth ? withWidth(rect, wide) : withHeight(rect, high);
  const place = (size: Size): ItemRect => ({
    ...size,
    x: isLeft ? rect.x + rect.width - size.width : rect.x,
    y: isTop ? rect.y + rect.height - size.height : rect.y,
  });
  const free = place(pulled);
  if (reach <= 0) return { rect: free, guides: { x: null, y: null } };
  const x = snapSpan(free.x, free.width, lines.x, reach, [isLeft ? 'start' : 'end']);
  const y = snapSpan(free.y, free.height, lines.y, reach, [isTop ? 'start' : 'end']);
  const snapsToX = x.guide !== null && (y.guide === null || Math.abs(x.by) <= Math.abs(y.by));
  if (snapsToX) {
    const size = withWidth(rect, free.width + (isLeft ? -x.by : x.by));
    return { rect: place(size), guides: { x: x.guide, y: null } };
  }
  if (y.guide === null) return { rect: free, guides: { x: null, y: null } };
  const size = withHeight(rect, free.height + (isTop ? -y.by : y.by));
  return { rect: place(size), guides: { x: null, y: y.guide } };
}

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';

/** Aligns to the canvas; at the edges with the margin. */
export function aligned(rect: ItemRect, to: Alignment, canvas: Size): ItemRect {
  const { width, height } = rect;
  switch (to) {
    case 'left':
      return { ...rect, x: marginPx };
    case 'centre':
      return { ...rect, x: Math.round((canvas.width - width) / 2) };
    case 'right':
      return { ...rect, x: canvas.width - width - marginPx };
    case 'top':
      return { ...rect, y: marginPx };
    case 'middle':
      return { ...rect, y: Math.round((canvas.height - height) / 2) };
    case 'bottom':
      return { ...rect, y: canvas.height - height - marginPx };
  }
}
