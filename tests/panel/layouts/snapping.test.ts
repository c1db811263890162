/** Moving and resizing in the editor of layouts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aligned,
  corners,
  gapPx,
  type ItemRect,
  kept,
  marginPx,
  moved,
  resized,
  snapLines,
  withWidth,
} from '../../../panel/layouts/snapping.ts';
import { limits } from '../../../protocol/limits.ts';

const canvas = { width: 1920, height: 1080 };
const item: ItemRect = { x: 500, y: 300, width: 400, height: 200 };
const reach = 8;
const bare = snapLines(canvas, []);

const anyRect = fc.record({
  x: fc.integer({ min: -500, max: 2_500 }),
  y: fc.integer({ min: -500, max: 1_500 }),
  width: fc.integer({ min: limits.layoutSideMin, max: 2_000 }),
  height: fc.integer({ min: limits.layoutSideMin, max: 2_000 }),
});
const anyStep = fc.record({
  x: fc.integer({ min: -3_000, max: 3_000 }),
  y: fc.integer({ min: -3_000, max: 3_000 }),
});

describe('moving', () => {
  test('follows the pointer where nothing is near', () => {
    const { rect, guides } = moved(item, { x: 30, y: 20 }, canvas, bare, reach);
    expect(rect).toEqual({ ...item, x: 530, y: 320 });
    expect(guides).toEqual({ x: null, y: null });
  });

  test('snaps to the edges, the margin and the middle of the canvas', () => {
    const to = (x: number) => moved(item, { x: x - item.x, y: 0 }, canvas, bare, reach).rect.x;
    expect(to(-5)).toBe(0);
    expect(to(marginPx + 4)).toBe(marginPx);
    expect(to(1920 - 400 - marginPx - 6)).toBe(1920 - 400 - marginPx);
    expect(to(763)).toBe(760);
  });

  test('snaps to an even distance beside another item, and to its edges', () => {
    const other = { x: 100, y: 100, width: 300, height: 150 };
    const lines = snapLines(canvas, [other]);
    const beside = moved(item, { x: 419 - 500, y: 103 - 300 }, canvas, lines, reach);
    expect(beside.rect).toMatchObject({ x: 400 + gapPx, y: 100 });
    expect(beside.guides).toEqual({ x: 400 + gapPx, y: 100 });
  });

  test('does not snap without reach', () => {
    expect(moved(item, { x: 3 - 500, y: 0 }, canvas, bare, 0).rect.x).toBe(3);
  });

  test('a part of the item always stays on the canvas, in whole pixels', () => {
    fc.assert(
      fc.property(anyRect, anyStep, fc.constantFrom(0, reach), (rect, by, near) => {
        const next = moved(rect, by, canvas, bare, near).rect;
        expect(next.x).toBeLessThan(canvas.width);
        expect(next.y).toBeLessThan(canvas.height);
        expect(next.x + next.width).toBeGreaterThan(0);
        expect(next.y + next.height).toBeGreaterThan(0);
        expect(Number.isInteger(next.x) && Number.isInteger(next.y)).toBe(true);
        expect(kept(next, canvas)).toEqual(next);
      }),
    );
  });
});

describe('resizing', () => {
  test('keeps the aspect ratio and the opposite corner', () => {
    const { rect } = resized(item, 'nw', { x: -100, y: 0 }, bare, 0);
    expect(rect).toEqual({ x: 400, y: 250, width: 500, height: 250 });
    expect(resized(item, 'se', { x: 0, y: 100 }, bare, 0).rect).toEqual({
      ...item,
      width: 600,
      height: 300,
    });
  });

  test('snaps one side, and the other follows', () => {
    const { rect, guides } = resized(item, 'se', { x: 63, y: 0 }, bare, reach);
    expect(guides).toEqual({ x: 960, y: null });
    expect(rect).toEqual({ ...item, width: 460, height: 230 });
  });

  test('any drag keeps the aspect ratio, the limits of a side, and the opposite corner', () => {
    fc.assert(
      fc.property(anyRect, anyStep, fc.constantFrom(...corners), (rect, by, corner) => {
        const next = resized(rect, corner, by, bare, reach).rect;
        for (const side of [next.width, next.height]) {
          expect(Number.isInteger(side)).toBe(true);
          expect(side).toBeGreaterThanOrEqual(limits.layoutSideMin);
          expect(side).toBeLessThanOrEqual(limits.layoutSideMax);
        }
        // To a pixel, as sides are whole.
        expect(Math.abs((next.width * rect.height) / rect.width - next.height)).toBeLessThan(
          1 + rect.height / rect.width,
        );
        if (corner.endsWith('e')) expect(next.x).toBe(rect.x);
        else expect(next.x + next.width).toBe(rect.x + rect.width);
        if (corner.startsWith('s')) expect(next.y).toBe(rect.y);
        else expect(next.y + next.height).toBe(rect.y + rect.height);
      }),
    );
  });

  test('a typed width is limited so that both sides are valid', () => {
    expect(withWidth({ width: 100, height: 10 }, 1)).toEqual({ width: 160, height: 16 });
    expect(withWidth({ width: 10, height: 100 }, 99_999)).toEqual({ width: 819, height: 8_190 });
  });
});

test('aligning moves to the margins and the middles', () => {
  expect(aligned(item, 'right', canvas).x).toBe(1920 - 400 - marginPx);
  expect(aligned(item, 'centre', canvas).x).toBe(760);
  expect(aligned(item, 'bottom', canvas).y).toBe(1080 - 200 - marginPx);
  expect(aligned(aligned(item, 'left', canvas), 'top', canvas)).toMatchObject({
    x: marginPx,
    y: marginPx,
  });
});
