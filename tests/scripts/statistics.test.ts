/** Percentiles of the benchmark. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentile, spread } from '../../scripts/bench/statistics.ts';

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
      const { p50, p95, p99, max, count } = spread(values);
      expect(p50! <= p95! && p95! <= p99! && p99! <= max!).toBe(true);
      expect(max).toBe(Math.max(...values));
      expect(count).toBe(values.length);
    }),
  );
});
