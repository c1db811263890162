/** Where a new overlay lies on the canvas of OBS. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ItemRect, isOutside, overlaps } from '../../../../protocol/rects.ts';
import { placeInScene } from '../../../../relay/obs/sources/place-in-scene.ts';

const canvas = { width: 1920, height: 1080 };

function at({ x, y, width, height }: ItemRect, alignment = 5) {
  return { sceneItemTransform: { positionX: x, positionY: y, width, height, alignment } };
}

function placeBeside(
  placed: readonly ItemRect[],
  size: Pick<ItemRect, 'width' | 'height'>,
): ItemRect {
  const others = placed.map((one) => at(one));
  return { ...placeInScene(canvas, size, others), ...size };
}

describe('a new overlay', () => {
  test('lies at the bottom in the middle of an empty scene, and over the game', () => {
    const game = at({ x: 0, y: 0, ...canvas });
    for (const others of [[], [game], [{}], [{ sceneItemTransform: null }]]) {
      expect(placeInScene(canvas, { width: 400, height: 300 }, others)).toEqual({ x: 760, y: 780 });
    }
  });

  test('never covers those that were added before, while there is room', () => {
    const sizes = [
      { width: 400, height: 400 },
      { width: 520, height: 220 },
      { width: 300, height: 220 },
      { width: 400, height: 320 },
      { width: 560, height: 180 },
      { width: 420, height: 260 },
    ];
    const placed: ItemRect[] = [];
    for (const size of sizes) {
      const rect = placeBeside(placed, size);
      expect(placed.filter((other) => overlaps(rect, other))).toEqual([]);
      expect(isOutside(rect, canvas)).toBe(false);
      placed.push(rect);
    }
  });

  test.each([
    [5, 760, 780],
    [10, 1160, 1080],
    [0, 960, 930],
    [9, 760, 1080],
  ])('knows where an item with the alignment %i lies', (alignment, x, y) => {
    const camera = at({ x, y, width: 400, height: 300 }, alignment);
    const size = { width: 400, height: 300 };
    const place = { ...placeInScene(canvas, size, [camera]), ...size };
    expect(overlaps(place, { x: 760, y: 780, ...size })).toBe(false);
    expect(place.y).toBe(780);
  });

  test('is beside the others, not upon them, where there is no room', () => {
    const size = { width: 900, height: 500 };
    const placed: ItemRect[] = [];
    for (let n = 0; n < 8; n++) {
      placed.push(placeBeside(placed, size));
    }
    expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(8);
    expect(placed.filter((rect) => isOutside(rect, canvas))).toEqual([]);
  });

  test('is on the canvas whatever OBS says of the others', () => {
    const any = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const rects = fc.array(fc.record({ x: any, y: any, width: any, height: any }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(rects, fc.integer({ min: 0, max: 15 }), (others, alignment) => {
        const size = { width: 300, height: 200 };
        const place = placeInScene(
          canvas,
          size,
          others.map((one) => at(one, alignment)),
        );
        expect(isOutside({ ...place, ...size }, canvas)).toBe(false);
        expect([place.x, place.y].every(Number.isInteger)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
