/** Round scales: values and angles are two sides of one thing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dial, dialAngle, dialShare } from '../../../../../overlays/core/draw/gauges/dial.ts';

const dial: Dial = {
  cx: 200,
  cy: 200,
  radius: 190,
  sweepDeg: 270,
  max: 9000,
  major: 1000,
  minor: 250,
  redFrom: 8000,
  unit: 1000,
};

function pointAt(share: number, sweepDeg = 270): number {
  const angle = dialAngle({ ...dial, sweepDeg }, share);
  return dialShare({ ...dial, sweepDeg }, 200 + 150 * Math.cos(angle), 200 + 150 * Math.sin(angle));
}

describe('a round scale', () => {
  test('is symmetric: its middle points up, its ends are equally low', () => {
    expect(Math.sin(dialAngle(dial, 0.5))).toBeCloseTo(-1, 9);
    expect(Math.sin(dialAngle(dial, 0))).toBeCloseTo(Math.sin(dialAngle(dial, 1)), 9);
    expect(Math.cos(dialAngle(dial, 0))).toBeLessThan(0);
  });

  test('finds the position of a point for any position and sweep', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 180, max: 300 }),
        (share, sweepDeg) => {
          expect(pointAt(share, sweepDeg)).toBeCloseTo(share, 6);
        },
      ),
    );
  });

  test('assigns points in the gap to the nearer end', () => {
    expect(dialShare(dial, 190, 390)).toBe(1 - 1);
    expect(dialShare(dial, 210, 390)).toBe(1);
  });
});
