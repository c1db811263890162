/** Percentiles and slopes of the benchmark. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentile, percentileFigures, slopeOf } from '../../../scripts/bench/statistics.ts';

test('percentiles are values that were measured', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test('p50 ≤ p95 ≤ p99 ≤ max for any values', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (values) => {
      const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => percentile(values, share));
      expect(p50! <= p95! && p95! <= p99! && p99! <= max!).toBe(true);
      expect(max).toBe(Math.max(...values));
    }),
  );
});

test('a figure is made for each percentile that is named, with its aim', () => {
  expect(percentileFigures('delay', 'ms', [1, 2, 3], { p50: 2.5, p99: null })).toEqual([
    { what: 'delay: p50', unit: 'ms', value: 2, aim: { atMost: 2.5 } },
    { what: 'delay: p99', unit: 'ms', value: 3, aim: undefined },
  ]);
});

test('the slope of a line stays the same with points evenly around it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 2, max: 40 }),
      (slope, start, count) => {
        const points = Array.from({ length: count }, (_, x) => [
          { x, y: start + slope * x + 3 },
          { x, y: start + slope * x - 3 },
        ]).flat();
        expect(slopeOf(points)).toBeCloseTo(slope, 6);
      },
    ),
  );
  expect(slopeOf([{ x: 1, y: 1 }])).toBeNaN();
});
