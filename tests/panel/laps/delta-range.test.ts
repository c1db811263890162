/** The delta chart stays readable when a lap has a spin, and says what it cuts off. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutValues, deltaRange } from '../../../panel/laps/delta-range.ts';

const steps = 2_000;

/** Seconds behind at each place. */
function curve(behind: (place: number) => number): Float64Array {
  return Float64Array.from({ length: steps + 1 }, (_, i) => behind(i / steps));
}

/** As two laps of one driver: gains and losses of a few tenths. */
const usual = (place: number) => 0.3 * Math.sin(place * 20);
/** The same with 12 s lost within 1.5 % of the lap. */
const spun = (place: number) => usual(place) + 12 * Math.min(Math.max((place - 0.4) / 0.015, 0), 1);

describe('the range of the delta chart', () => {
  test('holds every value of laps without a spin, and the line of the reference', () => {
    const noise = fc.double({ min: -0.01, max: 0.01, noNaN: true });
    fc.assert(
      fc.property(fc.array(noise, { minLength: 50, maxLength: 50 }), (changes) => {
        let behind = 0;
        const values = changes.map((change) => (behind += change));
        const one = curve((place) => values[Math.min(Math.floor(place * 50), 49)]!);
        const { least, most } = deltaRange([one], 0, steps);
        expect(least).toBeLessThanOrEqual(Math.min(0, ...one));
        expect(most).toBeGreaterThanOrEqual(Math.max(0, ...one));
      }),
    );
  });

  test('is not widened by a spin, of which it says how far it goes', () => {
    const curves = [curve(usual), curve(spun)];
    const range = deltaRange(curves, 0, steps);
    expect(range.most - range.least).toBeLessThan(2);
    const [first, second] = cutValues(curves, 0, steps, range);
    expect(first).toBeNaN();
    expect(second).toBeGreaterThan(12);
  });

  test('shows the part after the spin when the user zooms in on it', () => {
    const range = deltaRange([curve(spun)], steps * 0.5, steps);
    expect(range.least).toBeGreaterThan(11);
    expect(range.most).toBeLessThan(13);
    expect(cutValues([curve(spun)], steps * 0.5, steps, range)).toEqual([Number.NaN]);
  });

  test('is around the longer part when a lap has a spin early on', () => {
    const early = curve((place) => usual(place) + (place > 0.1 ? -9 : 0));
    const range = deltaRange([early], 0, steps);
    expect(range.least).toBeGreaterThan(-10);
    expect(range.most).toBeLessThan(-8);
    expect(cutValues([early], 0, steps, range)[0]).toBeGreaterThan(-1);
  });

  test('holds several laps that are each far behind by another amount', () => {
    const behind = [-8, -8.4, -9].map((s) =>
      curve((place) => usual(place) + (place > 0.05 ? s : 0)),
    );
    const { least, most } = deltaRange(behind, 0, steps);
    expect(least).toBeLessThan(-9);
    expect(most).toBeLessThan(-7);
  });

  test('follows a lap that is slow all along, as a lap back to the pits', () => {
    const slow = curve((place) => place * 60);
    expect(deltaRange([slow], 0, steps).most).toBeGreaterThanOrEqual(60);
  });

  test('is not widened by what was lost within a gap of the recording', () => {
    const gap = curve((place) => (place > 0.3 && place < 0.6 ? Number.NaN : spun(place)));
    const { least, most } = deltaRange([gap], 0, steps);
    expect(most - least).toBeLessThan(2);
  });

  test('has a size without data, and for laps that are alike', () => {
    const nothing = deltaRange([curve(() => Number.NaN)], 0, steps);
    expect(nothing.most - nothing.least).toBeCloseTo(0.4, 6);
    const alike = deltaRange([curve(() => 0)], 0, steps);
    expect(alike.most - alike.least).toBeCloseTo(0.4, 6);
    expect(deltaRange([], 0, steps).most).toBeCloseTo(0.2, 6);
  });
});
