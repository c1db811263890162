import { describe, expect, test } from 'vitest';
import { samplesOf } from '../../../panel/laps/lap-samples.ts';
import type { Frame } from '../../../protocol/frame.ts';

const plain: Frame = {
  packetId: 0,
  gas: 0,
  brake: 0,
  fuel: 20,
  gear: 3,
  rpms: 6_000,
  steerAngle: 0,
  speedKmh: 100,
};

/** One frame every 20 ms with these gears. */
function geared(gears: readonly number[]): Frame[] {
  return gears.map((gear, i) => ({ ...plain, gear, packetId: i * 7, t: 5_000 + i * 20 }));
}

describe('the frames of a lap', () => {
  test('keep the gear during a gear change, and show a lasting neutral', () => {
    expect([...samplesOf(geared([3, 3, 0, 0, 4, 4])).traced.gear]).toEqual([3, 3, 3, 3, 4, 4]);
    const coasting = [3, ...Array.from({ length: 40 }, () => 0), 3];
    expect([...samplesOf(geared(coasting)).traced.gear]).toEqual(coasting);
    // Neutral at the end, at the beginning, and out of reverse are not shifts.
    expect([...samplesOf(geared([3, 0, 0])).traced.gear]).toEqual([3, 0, 0]);
    expect([...samplesOf(geared([0, 1, -1, 0, 1])).traced.gear]).toEqual([0, 1, -1, 0, 1]);
  });

  test('count time from the first frame, by packets without a clock', () => {
    const withClock = samplesOf(geared([3, 3, 3]));
    expect([...withClock.timeMs]).toEqual([0, 20, 40]);
    const withoutClock = samplesOf(geared([3, 3, 3]).map(({ t: _, ...frame }) => frame));
    expect([...withoutClock.timeMs]).toEqual([0, 21, 42]);
  });

  test('have NaN for fields that a simple publisher does not send', () => {
    const { position, clockMs, x, fuelL } = samplesOf([plain, { ...plain, packetId: 6, fuel: 19 }]);
    expect([position[0], clockMs[0], x[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...fuelL]).toEqual([20, 19]);
    expect(samplesOf([]).count).toBe(0);
  });
});
