/** Rectangles on the canvas: items, and the box around several of them. CSS pixels of the canvas. Pure. */
import { limits } from './limits.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ItemRect extends Size {
  readonly x: number;
  readonly y: number;
}

export function rectOf({ x, y, width, height }: ItemRect): ItemRect {
  return { x, y, width, height };
}

export function isSameRect(a: ItemRect, b: ItemRect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

export function middleOf({ x, y, width, height }: ItemRect): {
  readonly x: number;
  readonly y: number;
} {
  return { x: x + width / 2, y: y + height / 2 };
}

/** @param gap distance that counts as touching */
export function overlaps(a: ItemRect, b: ItemRect, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

/** The smallest rectangle around all. @returns null: there are none */
export function boxAround(rects: readonly ItemRect[]): ItemRect | null {
  if (rects.length === 0) return null;
  const x = Math.min(...rects.map((one) => one.x));
  const y = Math.min(...rects.map((one) => one.y));
  const right = Math.max(...rects.map((one) => one.x + one.width));
  const bottom = Math.max(...rects.map((one) => one.y + one.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** @param within where the rectangle begins on one side of the canvas */
function placed(
  rect: ItemRect,
  canvas: Size,
  within: (start: number, length: number, side: number) => number,
): ItemRect {
  const x = within(rect.x, rect.width, canvas.width);
  return { ...rect, x, y: within(rect.y, rect.height, canvas.height) };
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
  return placed(rect, canvas, within);
}

/** Moves a rectangle onto the canvas; one that is larger than the canvas begins at its edge. @returns whole pixels */
export function inside(rect: ItemRect, canvas: Size): ItemRect {
  const within = (start: number, length: number, side: number): number =>
    Math.round(Math.max(Math.min(start, side - length), 0));
  return placed(rect, canvas, within);
}

/** A part of it lies outside the canvas, where nobody sees it. Fractions of a pixel do not count. */
export function isOutside({ x, y, width, height }: ItemRect, canvas: Size): boolean {
  const isPast = (start: number, length: number, side: number): boolean =>
    start <= -1 || start + length >= side + 1;
  return isPast(x, width, canvas.width) || isPast(y, height, canvas.height);
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

/** The rectangle after the box around it has become another; its aspect ratio stays. */
export function carried(rect: ItemRect, from: ItemRect, to: ItemRect): ItemRect {
  const scale = to.width / from.width;
  const size =
    scale === 1 ? { width: rect.width, height: rect.height } : withWidth(rect, rect.width * scale);
  return {
    x: Math.round(to.x + (rect.x - from.x) * scale),
    y: Math.round(to.y + (rect.y - from.y) * scale),
    ...size,
  };
}
