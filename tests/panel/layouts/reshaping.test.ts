/** A layout on a canvas of another size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onCanvas } from '../../../panel/layouts/reshaping.ts';
import type { Layout } from '../../../protocol/layout.ts';
import { inside, isOutside, overlaps } from '../../../protocol/rects.ts';
import { checkLayout } from '../../../relay/pages/layouts/layout-schema.ts';
import { findOverlays } from '../../../scripts/build/overlays.ts';
import { layoutOf } from './layouts.ts';

const vertical = { width: 1080, height: 1920 };
const wide = { width: 1920, height: 1080 };

function covered({ items }: Layout): string[] {
  return items.flatMap((item, n) =>
    items
      .slice(n + 1)
      .flatMap((other) => (overlaps(item, other) ? [`${item.id} ${other.id}`] : [])),
  );
}

test('of the same shape, everything keeps its place and size in proportion', () => {
  const layout = layoutOf([
    { x: 800, y: 400 },
    { x: 100, y: 900 },
  ]);
  const half = onCanvas(layout, { width: 960, height: 540 });
  expect(half.items[0]).toMatchObject({ x: 400, y: 200, width: 100, height: 50 });
  expect(onCanvas(half, wide).items).toEqual(layout.items);
});

describe('of another shape', () => {
  test('overlays keep their size and their distance from the nearest edges', () => {
    const layout = layoutOf([
      { id: 'upper left', x: 40, y: 40 },
      { id: 'lower right', x: 1_680, y: 940 },
      { id: 'top', x: 860, y: 20 },
    ]);
    const { items } = onCanvas(layout, vertical);
    const at = Object.fromEntries(items.map(({ id, x, y, width }) => [id, { x, y, width }]));
    expect(at['upper left']).toEqual({ x: 40, y: 40, width: 200 });
    expect(at['lower right']).toEqual({ x: 840, y: 1_780, width: 200 });
    expect(at.top).toEqual({ x: 440, y: 20, width: 200 });
  });

  test('what lies on each other or is a group stays together', () => {
    const layout = layoutOf([
      { id: 'dial', x: 1_600, y: 700, width: 300, height: 300 },
      { id: 'in it', x: 1_700, y: 800, width: 60, height: 40 },
      { id: 'one', x: 20, y: 20, group: 'group-1' },
      { id: 'two', x: 240, y: 20, group: 'group-1' },
    ]);
    const { items } = onCanvas(layout, vertical);
    const [dial, inIt, one, two] = items;
    expect([inIt!.x - dial!.x, inIt!.y - dial!.y]).toEqual([100, 100]);
    expect([two!.x - one!.x, two!.y - one!.y]).toEqual([220, 0]);
  });

  test('a row that is too long for the new width is broken, and nothing covers anything', () => {
    const layout = layoutOf(
      [0, 1, 2, 3, 4, 5].map((n) => ({ x: 30 + n * 310, y: 900, width: 300, height: 150 })),
    );
    const next = onCanvas(layout, vertical);
    expect(covered(next)).toEqual([]);
    expect(next.items.filter((item) => isOutside(item, vertical))).toEqual([]);
    expect(Math.min(...next.items.map(({ width }) => width))).toBe(300);
  });

  test.each(['bottom-bar', 'corner-dash', 'hot-lap', 'endurance'])(
    'the layout %s stays readable',
    async (name) => {
      const overlays = (await findOverlays()).map(({ about }) => about);
      const file = readFileSync(join(import.meta.dirname, `../../../layouts/${name}.json`), 'utf8');
      const { layout } = checkLayout(name, JSON.parse(file), { overlays, themes: [] });
      const next = onCanvas(layout!, vertical);
      expect(covered(next)).toEqual([]);
      expect(next.items.filter((item) => isOutside(item, vertical))).toEqual([]);
      const shrunk = next.items.map(({ width }, n) => width / layout!.items[n]!.width);
      expect(Math.min(...shrunk)).toBeGreaterThan(0.7);
    },
  );

  test('any layout stays on the canvas, and no overlay covers another that it did not cover', () => {
    const anyItem = fc.record({
      x: fc.integer({ min: 0, max: 1_700 }),
      y: fc.integer({ min: 0, max: 900 }),
      width: fc.integer({ min: 40, max: 500 }),
      height: fc.integer({ min: 40, max: 300 }),
    });
    const anyCanvas = fc.record({
      width: fc.integer({ min: 640, max: 3_840 }),
      height: fc.integer({ min: 640, max: 2_160 }),
    });
    fc.assert(
      fc.property(fc.array(anyItem, { minLength: 1, maxLength: 8 }), anyCanvas, (items, canvas) => {
        const layout = layoutOf(items.map((item) => ({ ...item, ...inside(item, wide) })));
        const next = onCanvas(layout, canvas);
        expect(next.items.filter((item) => isOutside(item, canvas))).toEqual([]);
        for (const pair of covered(next)) {
          const [a, b] = pair.split(' ').map((id) => next.items.find((one) => one.id === id)!);
          const across = Math.min(a!.x + a!.width, b!.x + b!.width) - Math.max(a!.x, b!.x);
          const down = Math.min(a!.y + a!.height, b!.y + b!.height) - Math.max(a!.y, b!.y);
          // Whole pixels: a touch of two is rounding.
          if (Math.min(across, down) > 2) expect(covered(layout)).not.toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
