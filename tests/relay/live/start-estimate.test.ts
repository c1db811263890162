/** When a session began, estimated from when its frames arrived. */
import { describe, expect, test } from 'vitest';
import { StartEstimate } from '../../../relay/live/start-estimate.ts';
import { randomOf } from '../../support/random.ts';

describe('estimating when a session began', () => {
  test('the first frame gives the first estimate', () => {
    const estimate = new StartEstimate();
    expect(estimate.addArrival(0, 1000)).toBe(1000);
    expect(estimate.startMs).toBe(1000);
  });

  test('jitter is told as few changes, near the fastest arrival', () => {
    const random = randomOf(7);
    const estimate = new StartEstimate();
    let changes = 0;
    for (let t = 0; t < 60_000; t += 16) {
      if (estimate.addArrival(t, 5_000 + t + 2 + random() * 40) !== null) changes++;
    }
    expect(changes).toBeLessThan(8);
    expect(estimate.startMs).toBeGreaterThanOrEqual(5_002);
    expect(estimate.startMs).toBeLessThan(5_012);
  });

  test('it follows a clock that runs 0.3 % fast or slow', () => {
    for (const rate of [0.997, 1.003]) {
      const estimate = new StartEstimate();
      for (let t = 0; t < 600_000; t += 16) {
        estimate.addArrival(t * rate, 5_000 + t);
        const truth = 5_000 + t - t * rate;
        expect(Math.abs(estimate.startMs! - truth)).toBeLessThan(20);
      }
    }
  });

  test('after a pause in which packet ids stood still it is right at once', () => {
    const estimate = new StartEstimate();
    for (let t = 0; t < 3_000; t += 16) estimate.addArrival(t, t);
    expect(estimate.addArrival(3_000, 33_000)).toBe(30_000);
  });
});
