import { describe, expect, test } from 'vitest';
import { boundedResolution, fitBox } from '../../../../overlays/core/draw/page-box.ts';

const dial = { width: 480, height: 480 };

describe('the box of the picture', () => {
  test('fills the source in the overlay’s aspect ratio, centred, without extra pixels', () => {
    expect(fitBox({ width: 1920, height: 1080 }, dial, null, 1)).toEqual({
      left: 420,
      top: 0,
      width: 1080,
      height: 1080,
    });
    expect(fitBox({ width: 300, height: 900 }, dial, null, 1)).toMatchObject({
      width: 300,
      top: 300,
    });
  });

  test('a scale gives the default size times the scale, whatever the source is', () => {
    expect(fitBox({ width: 1920, height: 1080 }, dial, 0.5, 1)).toEqual({
      left: 840,
      top: 420,
      width: 240,
      height: 240,
    });
    expect(fitBox({ width: 480, height: 480 }, dial, 2, 1)).toMatchObject({
      left: -240,
      width: 960,
    });
  });

  test.each([1, 1.25, 1.5, 2, 3])(
    'edges lie on whole pixels at %s pixels per CSS pixel',
    (resolution) => {
      for (let width = 101; width < 140; width++) {
        const box = fitBox({ width, height: 77 }, { width: 320, height: 200 }, null, resolution);
        for (const edge of Object.values(box)) {
          expect(Math.abs(edge * resolution - Math.round(edge * resolution))).toBeLessThan(1e-6);
        }
      }
    },
  );

  test('a source without a size gives a box that can still be drawn', () => {
    const { width, height } = fitBox({ width: 0, height: 0 }, dial, null, 2);
    expect(width).toBeGreaterThan(0);
    expect(height).toBeGreaterThan(0);
  });

  test('a source of 4K that a small overlay fills has textures that graphics cards take', () => {
    const gear = { width: 300, height: 220 };
    expect(boundedResolution({ width: 300, height: 220 }, gear, 2)).toBe(2);
    expect(boundedResolution({ width: 1200, height: 880 }, gear, 1)).toBe(1);
    expect(boundedResolution({ width: 2945, height: 2160 }, gear, 1)).toBeCloseTo(880 / 2160);
  });
});
