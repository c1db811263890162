/**
 * Moving and resizing on the canvas, of one item or of the box around several. They snap to the canvas, to other items,
 * and to an even distance beside them, and stay on the canvas. Sizes keep their aspect ratio. Whole pixels only. Pure.
 */
import { gapPx, marginPx } from '../../protocol/placing.ts';
import { type ItemRect, kept, type Size, withWidth } from '../../protocol/rects.ts';

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

/** What holds while something is dragged. */
export interface DragRules {
  readonly canvas: Size;
  readonly lines: SnapLines;
  /** Snapping distance, canvas pixels; 0: nothing snaps. */
  readonly reach: number;
  /** It may be dragged over the edge of the canvas. */
  readonly mayLeave: boolean;
}

export const noLines: SnapLines = { x: [], y: [] };

/** Stops at the edges. What lies outside already may stay there, and goes no further. */
function held(rect: ItemRect, from: ItemRect, canvas: Size): ItemRect {
  const within = (start: number, length: number, side: number, before: number): number => {
    const end = side - length;
    return Math.min(Math.max(start, Math.min(0, end, before)), Math.max(0, end, before));
  };
  return {
    ...rect,
    x: within(rect.x, rect.width, canvas.width, from.x),
    y: within(rect.y, rect.height, canvas.height, from.y),
  };
}

export function moved(
  rect: ItemRect,
  by: { readonly x: number; readonly y: number },
  { canvas, lines, reach, mayLeave }: DragRules,
): { readonly rect: ItemRect; readonly guides: Guides } {
  const to = { ...rect, x: rect.x + by.x, y: rect.y + by.y };
  const all = ['start', 'middle', 'end'] as const;
  const none: Snapped = { by: 0, guide: null };
  const x = reach > 0 ? snapSpan(to.x, to.width, lines.x, reach, all) : none;
  const y = reach > 0 ? snapSpan(to.y, to.height, lines.y, reach, all) : none;
  const free = { ...to, x: to.x + x.by, y: to.y + y.by };
  const next = kept(mayLeave ? free : held(free, rect, canvas), canvas);
  return { rect: next, guides: { x: x.guide, y: y.guide } };
}

/** How many times as large it may become without leaving the canvas; at least once. */
function growthMax(rect: ItemRect, isLeft: boolean, isTop: boolean, canvas: Size): number {
  const across = isLeft ? rect.x + rect.width : canvas.width - rect.x;
  const down = isTop ? rect.y + rect.height : canvas.height - rect.y;
  return Math.max(Math.min(across / rect.width, down / rect.height), 1);
}

/** Drags a corner; the opposite corner stays. */
export function resized(
  rect: ItemRect,
  corner: RectCorner,
  by: { readonly x: number; readonly y: number },
  { canvas, lines, reach, mayLeave }: DragRules,
): { readonly rect: ItemRect; readonly guides: Guides } {
  const isLeft = corner.endsWith('w');
  const isTop = corner.startsWith('n');
  const most = mayLeave ? Infinity : rect.width * growthMax(rect, isLeft, isTop, canvas);
  const ofWidth = (width: number): Size => {
    const size = withWidth(rect, Math.min(width, most));
    // Rounded up, it may pass the edge by a fraction of a pixel.
    return size.width > most && size.width > rect.width ? withWidth(rect, Math.floor(most)) : size;
  };
  const ofHeight = (height: number): Size => ofWidth((height * rect.width) / rect.height);
  const wide = rect.width + (isLeft ? -by.x : by.x);
  const high = rect.height + (isTop ? -by.y : by.y);
  // The larger change decides, so that the corner follows the pointer on at least one axis.
  const byWidth = wide / rect.width >= high / rect.height;
  const pulled = byWidth ? ofWidth(wide) : ofHeight(high);
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
    const size = ofWidth(free.width + (isLeft ? -x.by : x.by));
    return { rect: place(size), guides: { x: x.guide, y: null } };
  }
  if (y.guide === null) return { rect: free, guides: { x: null, y: null } };
  const size = ofHeight(free.height + (isTop ? -y.by : y.by));
  return { rect: place(size), guides: { x: null, y: y.guide } };
}
