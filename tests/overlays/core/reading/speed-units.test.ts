/** Speeds as overlays show them. */
import { expect, test } from 'vitest';
import { speedIn } from '../../../../overlays/core/reading/speed-units.ts';

test('a speed has three digits at most, and no sign', () => {
  expect(speedIn('kmh', 287.4)).toBe(287.4);
  expect(speedIn('kmh', 1203)).toBe(999);
  expect(speedIn('mph', 1_000)).toBeCloseTo(621.37);
  expect(speedIn('mph', 3_000)).toBe(999);
  expect(speedIn('kmh', -0.3)).toBe(0);
});
