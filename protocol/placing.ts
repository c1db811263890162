/** Finds room on a canvas, of a layout or of OBS, for a rectangle or for the box around several. Pure. */
import { type ItemRect, inside, middleOf, overlaps, type Size } from './rects.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Distance between two items side by side, canvas pixels. */
export const gapPx = 16;
/** Distance from the edge of the canvas, canvas pixels: some viewers' screens cut the edge. */
export const marginPx = 32;
/** Without room, each new item lies this far from the one before, canvas pixels. */
const stepPx = 32;

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Starts along one axis that line up with the margins, the middle and the other rectangles. */
function starts(
  side: number,
  length: number,
  spans: readonly (readonly [number, number])[],
): number[] {
  const least = Math.min(marginPx, Math.max((side - length) / 2, 0));
  const most = Math.max(side - length - least, least);
  const found = [least, most, (side - length) / 2];
  for (const [start, other] of spans) {
    const end = start + other;
    found.push(start, end - length, end + gapPx, start - gapPx - length);
  }
  return [...new Set(found.map(Math.round))].filter((at) => at >= least - 1 && at <= most + 1);
}

/**
 * The place nearest to a point where nothing is covered, within the margins of the canvas.
 * @param near where the middle of the rectangle should be
 * @returns null: there is no room
 */
export function freePlace(
  canvas: Size,
  others: readonly ItemRect[],
  { width, height }: Size,
  near: Point = { x: canvas.width / 2, y: canvas.height / 2 },
): ItemRect | null {
  const wanted = {
    x: Math.round(near.x - width / 2),
    y: Math.round(near.y - height / 2),
  };
  const across = starts(
    canvas.width,
    width,
    others.map((other) => [other.x, other.width]),
  );
  const down = starts(
    canvas.height,
    height,
    others.map((other) => [other.y, other.height]),
  );
  const kept = inside({ ...wanted, width, height }, canvas);
  let best: ItemRect | null = null;
  let least = Infinity;
  for (const x of [kept.x, ...across]) {
    for (const y of [kept.y, ...down]) {
      const rect = { x, y, width, height };
      const far = distance(middleOf(rect), near);
      if (far >= least || others.some((other) => overlaps(rect, other, gapPx))) continue;
      least = far;
      best = rect;
    }
  }
  return best;
}

/** A little lower and further right than what is there; from the lower right corner it goes on elsewhere. */
export function staggered(canvas: Size, others: readonly ItemRect[], from: ItemRect): ItemRect {
  const isUsed = (rect: ItemRect): boolean =>
    others.some((other) => other.x === rect.x && other.y === rect.y);
  const room = { x: canvas.width - from.width, y: canvas.height - from.height };
  const wrapped = (at: number, most: number): number =>
    most <= 0 ? 0 : at <= most ? at : at % (most + 1);
  for (let n = 1; n <= others.length + 1; n++) {
    const rect = {
      ...from,
      x: wrapped(Math.max(from.x, 0) + n * stepPx, room.x),
      y: wrapped(Math.max(from.y, 0) + n * stepPx, room.y),
    };
    if (!isUsed(rect)) return inside(rect, canvas);
  }
  return inside(from, canvas);
}

/** A rectangle that is to be placed, and where its middle should be. */
interface Wanted {
  readonly rect: ItemRect;
  readonly middle: Point;
}

/**
 * Places all rectangles at or near where they should be, none over another.
 * @returns in the same order; null: there is no room for all
 */
export function arranged(canvas: Size, wanted: readonly Wanted[]): ItemRect[] | null {
  // Those nearest to a corner come first and keep it.
  const corners = [0, canvas.width].flatMap((x) => [0, canvas.height].map((y) => ({ x, y })));
  const far = ({ middle }: Wanted): number =>
    Math.min(...corners.map((corner) => distance(corner, middle)));
  const order = wanted.map((_, n) => n).sort((a, b) => far(wanted[a]!) - far(wanted[b]!));
  const placed = new Map<number, ItemRect>();
  for (const n of order) {
    const { rect, middle } = wanted[n]!;
    const others = [...placed.values()];
    const kept = inside(rect, canvas);
    const isFree = !others.some((other) => overlaps(kept, other));
    const place = isFree ? kept : freePlace(canvas, others, rect, middle);
    if (place === null) return null;
    placed.set(n, place);
  }
  return wanted.map((_, n) => placed.get(n)!);
}
