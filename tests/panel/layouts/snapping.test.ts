/** Moving and resizing in the editor of layouts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  corners,
  type DragRules,
  moved,
  noLines,
  resized,
  snapLines,
} from '../../../panel/layouts/snapping.ts';
import { limits } from '../../../protocol/limits.ts';
import { gapPx, marginPx } from '../../../protocol/placing.ts';
import { type ItemRect, kept, withWidth } from '../../../protocol/rects.ts';

const canvas = { width: 1920, height: 1080 };
const item: ItemRect = { x: 500, y: 300, width: 400, height: 200 };
const reach = 8;
const bare = snapLines(canvas, []);
/** With Alt: over the edge, too. */
const free: DragRules = { canvas, lines: bare, reach, mayLeave: true };
const strict: DragRules = { ...free, mayLeave: false };

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
    const { rect, guides } = moved(item, { x: 30, y: 20 }, strict);
    expect(rect).toEqual({ ...item, x: 530, y: 320 });
    expect(guides).toEqual({ x: null, y: null });
  });

  test('snaps to the edges, the margin and the middle of the canvas', () => {
    const to = (x: number) => moved(item, { x: x - item.x, y: 0 }, strict).rect.x;
    expect(to(-5)).toBe(0);
    expect(to(marginPx + 4)).toBe(marginPx);
    expect(to(1920 - 400 - marginPx - 6)).toBe(1920 - 400 - marginPx);
    expect(to(763)).toBe(760);
  });

  test('snaps to an even distance beside another item, and to its edges', () => {
    const other = { x: 100, y: 100, width: 300, height: 150 };
    const lines = snapLines(canvas, [other]);
    const beside = moved(item, { x: 419 - 500, y: 103 - 300 }, { ...strict, lines });
    expect(beside.rect).toMatchObject({ x: 400 + gapPx, y: 100 });
    expect(beside.guides).toEqual({ x: 400 + gapPx, y: 100 });
  });

  test('does not snap without reach', () => {
    expect(moved(item, { x: 3 - 500, y: 0 }, { ...strict, reach: 0 }).rect.x).toBe(3);
  });

  test('a part of the item always stays on the canvas, in whole pixels', () => {
    fc.assert(
      fc.property(anyRect, anyStep, fc.constantFrom(0, reach), (rect, by, near) => {
        const next = moved(rect, by, { ...free, reach: near }).rect;
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

describe('the edges of the canvas', () => {
  test('stop what is moved or resized, and Alt lets it pass', () => {
    const right = { x: 4_000, y: 0 };
    expect(moved(item, right, { ...strict, lines: noLines }).rect.x).toBe(1920 - 400);
    expect(moved(item, right, { ...free, lines: noLines }).rect.x).toBeGreaterThan(1_800);
    expect(resized(item, 'se', right, strict).rect).toMatchObject({ width: 1_420, height: 710 });
    expect(resized(item, 'se', right, free).rect.width).toBeGreaterThan(1_420);
  });

  test('nothing leaves the canvas that was on it', () => {
    const onIt = anyRect.map(({ width, height, ...at }) => ({
      width: Math.min(width, canvas.width),
      height: Math.min(height, canvas.height),
      x: Math.min(Math.max(at.x, 0), canvas.width - Math.min(width, canvas.width)),
      y: Math.min(Math.max(at.y, 0), canvas.height - Math.min(height, canvas.height)),
    }));
    fc.assert(
      fc.property(
        onIt,
        anyStep,
        fc.constantFrom(0, reach),
        fc.constantFrom(null, ...corners),
        (rect, by, near, corner) => {
          const rules = { ...strict, reach: near };
          const { rect: next } =
            corner === null ? moved(rect, by, rules) : resized(rect, corner, by, rules);
          expect(next.x).toBeGreaterThanOrEqual(0);
          expect(next.y).toBeGreaterThanOrEqual(0);
          expect(next.x + next.width).toBeLessThanOrEqual(canvas.width);
          expect(next.y + next.height).toBeLessThanOrEqual(canvas.height);
        },
      ),
    );
  });

  test('what lies outside already goes no further, and comes back step by step', () => {
    const outside = { ...item, x: 1_800 };
    expect(moved(outside, { x: 10, y: 0 }, { ...strict, reach: 0 }).rect.x).toBe(1_800);
    expect(moved(outside, { x: -10, y: 0 }, { ...strict, reach: 0 }).rect.x).toBe(1_790);
  });
});

describe('resizing', () => {
  test('keeps the aspect ratio and the opposite corner', () => {
    const { rect } = resized(item, 'nw', { x: -100, y: 0 }, { ...strict, reach: 0 });
    expect(rect).toEqual({ x: 400, y: 250, width: 500, height: 250 });
    expect(resized(item, 'se', { x: 0, y: 100 }, { ...strict, reach: 0 }).rect).toEqual({
      ...item,
      width: 600,
      height: 300,
    });
  });

  test('snaps one side, and the other follows', () => {
    const { rect, guides } = resized(item, 'se', { x: 63, y: 0 }, strict);
    expect(guides).toEqual({ x: 960, y: null });
    expect(rect).toEqual({ ...item, width: 460, height: 230 });
  });

  test('any drag keeps the aspect ratio, the limits of a side, and the opposite corner', () => {
    fc.assert(
      fc.property(anyRect, anyStep, fc.constantFrom(...corners), (rect, by, corner) => {
        const next = resized(rect, corner, by, { ...free, reach }).rect;
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
