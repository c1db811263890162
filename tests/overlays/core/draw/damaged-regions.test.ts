import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DamagedRegions } from '../../../../overlays/core/draw/damaged-regions.ts';
import type { PixelBox } from '../../../../overlays/core/draw/shape.ts';
import { limits } from '../../../../protocol/limits.ts';

const width = 400;
const height = 300;

type Added = readonly [left: number, top: number, right: number, bottom: number];

function damageOf(boxes: readonly Added[]): PixelBox[] {
  const damage = new DamagedRegions();
  damage.clear(width, height);
  for (const box of boxes) damage.add(...box);
  return damage.boxes.slice(0, damage.count);
}

const area = (boxes: readonly PixelBox[]): number =>
  boxes.reduce((sum, { left, top, right, bottom }) => sum + (right - left) * (bottom - top), 0);

const box = fc
  .tuple(
    fc.double({ min: -50, max: 450, noNaN: true }),
    fc.double({ min: -50, max: 350, noNaN: true }),
    fc.double({ min: 0, max: 300, noNaN: true }),
    fc.double({ min: 0, max: 200, noNaN: true }),
  )
  .map(([x, y, wide, high]): Added => [x, y, x + wide, y + high]);

describe('damage', () => {
  test('covers every added pixel with whole pixels inside the picture', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 40 }), (added) => {
        const found = damageOf(added);
        for (const { left, top, right, bottom } of found) {
          expect([left, top, right, bottom].every(Number.isInteger)).toBe(true);
          expect(left >= 0 && top >= 0 && right <= width && bottom <= height).toBe(true);
          expect(left < right && top < bottom).toBe(true);
        }
        const corners = added.flatMap(([l, t, r, b]) => {
          const inside = [
            Math.max(l, 0),
            Math.max(t, 0),
            Math.min(r, width),
            Math.min(b, height),
          ] as const;
          return inside[0] < inside[2] && inside[1] < inside[3] ? [inside] : [];
        });
        for (const [l, t, r, b] of corners) {
          const isCovered = found.some(
            (one) => one.left <= l && one.top <= t && one.right >= r && one.bottom >= b,
          );
          expect(isCovered).toBe(true);
        }
      }),
    );
  });

  test('never has more rectangles than the limit', () => {
    fc.assert(
      fc.property(fc.array(box, { minLength: 20, maxLength: 60 }), (added) => {
        expect(damageOf(added).length).toBeLessThanOrEqual(limits.damageBoxesMax);
      }),
    );
  });

  test('keeps distant rectangles apart and merges neighbours', () => {
    const lampAndDigits = damageOf([
      [10, 10, 30, 30],
      [350, 260, 380, 290],
    ]);
    expect(lampAndDigits).toHaveLength(2);
    expect(area(lampAndDigits)).toBe(20 * 20 + 30 * 30);
    const twoDigits = damageOf([
      [10, 10, 30, 40],
      [30, 10, 50, 40],
    ]);
    expect(twoDigits).toEqual([{ left: 10, top: 10, right: 50, bottom: 40 }]);
  });

  test('is empty outside the picture', () => {
    expect(
      damageOf([
        [-20, -20, 0, 0],
        [400, 0, 420, 300],
        [50, 50, 50, 80],
      ]),
    ).toEqual([]);
  });

  test('reuses its rectangles for the next picture', () => {
    const damage = new DamagedRegions();
    damage.clear(width, height);
    damage.add(0, 0, 20, 20);
    const [first] = damage.boxes;
    damage.clear(width, height);
    expect(damage.count).toBe(0);
    damage.addAll();
    expect(damage.boxes).toHaveLength(1);
    expect(damage.boxes[0]).toBe(first);
    expect(first).toEqual({ left: 0, top: 0, right: width, bottom: height });
  });
});
