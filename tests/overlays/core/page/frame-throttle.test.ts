import { describe, expect, test } from 'vitest';
import { FrameThrottle } from '../../../../overlays/core/page/frame-throttle.ts';

/** Animation frames of a screen, a millisecond early or late. */
function frames(count: number, hz = 60): number[] {
  return Array.from({ length: count }, (_, n) => 1_000 + (n * 1000) / hz + ((n * 7) % 3) - 1);
}

const drawn = (pace: FrameThrottle, at: readonly number[]) =>
  at.filter((nowMs) => pace.isDue(nowMs));

describe('the throttle of an overlay', () => {
  test('without a rate draws at every animation frame', () => {
    expect(drawn(new FrameThrottle(0, 1), frames(60))).toHaveLength(60);
  });

  test.each([60, 144])('of 30 pictures a second is kept to on a screen of %i Hz', (hz) => {
    const at = drawn(new FrameThrottle(30, 0), frames(hz * 10, hz));
    expect(at.length).toBeGreaterThan(285);
    expect(at.length).toBeLessThanOrEqual(301);
  });

  test('neighbours draw in turn', () => {
    const [one, other] = [new FrameThrottle(30, 0), new FrameThrottle(30, 1)];
    const both = frames(120).filter((nowMs) => {
      const first = one.isDue(nowMs);
      return other.isDue(nowMs) && first;
    });
    expect(both.length).toBeLessThan(6);
  });

  test('does not catch up after a pause', () => {
    const pace = new FrameThrottle(30, 0);
    pace.isDue(0);
    expect(drawn(pace, [10_000, 10_001, 10_010, 10_020, 10_034])).toEqual([10_000, 10_034]);
  });
});
