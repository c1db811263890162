import { expect, test } from 'vitest';
import { Stats } from '../../../../overlays/core/page/page-stats.ts';

test('ages cover the last 600 pictures', () => {
  const stats = new Stats();
  expect(stats.ageMs()).toEqual({ p50: null, p95: null, p99: null });
  for (let n = 0; n < 1000; n++) stats.drawn(n * 16, n, 0.5);
  expect(stats.ageMs()).toEqual({ p50: 700, p95: 970, p99: 994 });
  stats.drawn(16_016, null, 0.5);
  expect(stats.framesDrawn).toBe(1001);
  stats.forgetAges();
  expect(stats.ageMs().p50).toBeNull();
});

test('missed animation frames count as dropped, pauses do not', () => {
  const stats = new Stats();
  const at = [0, 16.7, 33.4, 50.1, 83.5, 100.2, 167];
  at.forEach((nowMs, n) => {
    stats.frame(nowMs, n > 0);
  });
  expect(stats.droppedFrames).toBe(1 + 3);
  stats.frame(5000, false);
  expect(stats.droppedFrames).toBe(4);
  expect(stats.intervalMs).toBeCloseTo(16.7, 1);
});

test('the rate covers the last two seconds', () => {
  const stats = new Stats();
  for (let n = 0; n < 300; n++) stats.drawn((n * 1000) / 30, 5, 1);
  expect(Math.abs(stats.rate(9966) - 30)).toBeLessThanOrEqual(0.5);
  expect(stats.rate(60_000)).toBe(0);
});
