/** How a picture becomes a logo: without its empty margin, and no larger than it may be. */
import { describe, expect, test } from 'vitest';
import { fittingScale, seenPart } from '../../../panel/settings/logo-picture.ts';
import { limits } from '../../../protocol/limits.ts';

/** RGBA of a picture with opaque pixels at these places. */
function pixelsWith(width: number, height: number, seen: readonly (readonly [number, number])[]) {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (const [x, y] of seen) pixels[4 * (y * width + x) + 3] = 255;
  return pixels;
}

describe('A picture that becomes a logo', () => {
  test('loses its transparent margin', () => {
    const pixels = pixelsWith(20, 10, [
      [4, 3],
      [11, 7],
    ]);
    expect(seenPart(pixels, 20, 10)).toEqual({ x: 4, y: 3, width: 8, height: 5 });
  });

  test('keeps a single pixel, and nothing is left of an empty one', () => {
    const one = seenPart(pixelsWith(5, 5, [[0, 4]]), 5, 5);
    expect(one).toEqual({ x: 0, y: 4, width: 1, height: 1 });
    expect(seenPart(pixelsWith(5, 5, []), 5, 5)).toBeNull();
  });

  test('is made smaller when it is too large, and only a drawing is made larger', () => {
    const most = limits.logoSideMax;
    expect(fittingScale(4 * most, most, false)).toBe(0.25);
    expect(fittingScale(most / 4, most / 8, false)).toBe(1);
    expect(fittingScale(most / 4, most / 8, true)).toBe(4);
  });
});
