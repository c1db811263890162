/** Zoom of the canvas. */
import { expect, test } from 'vitest';
import { fitScale, scrollFor, zoomed, zoomedByWheel } from '../../../panel/layouts/zoom.ts';
import { limits } from '../../../protocol/limits.ts';

test('the canvas fits the window, whichever side is short', () => {
  expect(fitScale({ width: 1920, height: 1080 }, { width: 960, height: 900 })).toBe(0.5);
  expect(fitScale({ width: 1080, height: 1920 }, { width: 960, height: 480 })).toBe(0.25);
  expect(fitScale({ width: 1920, height: 1080 }, { width: -10, height: 0 })).toBeGreaterThan(0);
});

test('zooming stays within bounds, and the wheel goes back where it came from', () => {
  expect(zoomed(limits.layoutZoomMax, 'in')).toBe(limits.layoutZoomMax);
  expect(zoomed(limits.layoutZoomMin, 'out')).toBe(limits.layoutZoomMin);
  expect(zoomedByWheel(0.5, -100)).toBeGreaterThan(0.55);
  expect(zoomedByWheel(zoomedByWheel(0.5, -100), 100)).toBeCloseTo(0.5);
});

test('the point below the pointer stays there', () => {
  // Canvas pixel 400 is 120 pixels from the edge of the visible area, at any scale.
  for (const scale of [0.3, 1, 2]) {
    const scroll = scrollFor(400, 120, scale, 20);
    expect(400 * scale + 20 - scroll).toBeCloseTo(120);
  }
});
