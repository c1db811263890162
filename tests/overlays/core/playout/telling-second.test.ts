/** Where the built-in lap starts in a preview. */
import { expect, test } from 'vitest';
import { tellingSecond } from '../../../../overlays/core/playout/telling-second.ts';
import type { Frame } from '../../../../protocol/frame.ts';

/** A lap of a minute at 50 Hz. */
function lap(of: (second: number) => Partial<Frame>): Partial<Frame>[] {
  return Array.from({ length: 3_000 }, (_, i) => ({ t: i * 20, packetId: i, ...of(i / 50) }));
}

test('braking into a corner with gear changes comes in the first seconds', () => {
  const braking = lap((s) => ({
    speedKmh: s < 40 ? 250 : s < 44 ? 250 - (s - 40) * 40 : 90,
    gear: s < 40 ? 6 : s < 44 ? 6 - Math.floor(s - 40) : 2,
    brake: s >= 40 && s < 44 ? 1 : 0,
  }));
  const start = tellingSecond(braking);
  expect(start).toBeGreaterThan(34);
  expect(start).toBeLessThan(40);
});

test('the end of a lap is in the middle of the first seconds', () => {
  const ends = lap((s) => ({ lap: s < 50 ? 4 : 5, currentLapTime: (s % 50) * 1_000 }));
  expect(tellingSecond(ends)).toBeCloseTo(46, 0);
});

test('values of an array count each', () => {
  const turns = lap((s) => ({ accG: [s > 20 && s < 24 ? Math.sin(s * 3) : 0, 1, 0] }));
  expect(Math.abs(tellingSecond(turns) - 18)).toBeLessThan(2);
});

test('a value that never moves has no say, and neither have time and packet number', () => {
  expect(tellingSecond(lap(() => ({ fuel: 40 })))).toBe(0);
});

test('a missing value is not movement', () => {
  const gone = lap((s) => (s > 30 && s < 40 ? {} : { speedKmh: 100 + s }));
  expect(tellingSecond(gone)).toBeGreaterThanOrEqual(0);
});

test('a lap shorter than a part starts at its beginning', () => {
  expect(tellingSecond(lap((s) => ({ speedKmh: s })).slice(0, 200))).toBe(0);
  expect(tellingSecond([])).toBe(0);
});

test('a frame without a time has the one of its packet', () => {
  const untimed = Array.from({ length: 10_000 }, (_, i) => ({
    packetId: i,
    gear: i < 8_000 ? 3 : 2,
  }));
  expect(tellingSecond(untimed)).toBeCloseTo(20, 0);
});
