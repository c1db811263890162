/** What the tachometer shows of a sample. */
import { describe, expect, test } from 'vitest';
import { TachometerModel } from '../../../overlays/tachometer/model.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

describe('the tachometer', () => {
  test('rests while there is no car', () => {
    const picture = new TachometerModel().read(nobody, 0);
    expect(picture).toMatchObject({
      resting: true,
      share: 0,
      lights: 0,
      limiter: false,
      gear: '-',
    });
  });

  test('rests when the agent disconnects, and does not show the last value as current', () => {
    const model = new TachometerModel();
    model.read(driving({ rpms: 8000, gear: 4, speedKmh: 200 }), 0);
    const away = driving({ rpms: 8000, gear: 4, speedKmh: 200 }, { status: 'agent-away' });
    expect(model.read(away, 100)).toMatchObject({ resting: true, share: 0, gear: '-' });
  });

  test('keeps its values while paused', () => {
    const paused = driving({ rpms: 6000, gear: 3, speedKmh: 120 }, { status: 'paused' });
    expect(new TachometerModel().read(paused, 0)).toMatchObject({ resting: false, rpm: 6000 });
  });

  test('places the needle on the scale of the car', () => {
    const picture = new TachometerModel().read(driving({ rpms: 4500, gear: 3, speedKmh: 90 }), 0);
    expect(picture.scale.max).toBe(9000);
    expect(picture.share).toBeCloseTo(0.5, 6);
    expect(picture.gear).toBe('3');
  });

  test('keeps the scale as one object until the limit changes', () => {
    const model = new TachometerModel();
    const one = model.read(driving({ rpms: 3000 }), 0).scale;
    expect(model.read(driving({ rpms: 5000 }), 16).scale).toBe(one);
    const other = model.read(driving({ rpms: 5000 }, { sessionInfo: { maxRpm: 6000 } }), 33).scale;
    expect(other).not.toBe(one);
    expect(other.max).toBe(7000);
  });

  test('stops the needle slightly past the end when the engine overruns the scale', () => {
    const { share, rpm } = new TachometerModel().read(driving({ rpms: 11_000 }), 0);
    expect(share).toBe(1.02);
    expect(rpm).toBe(11_000);
  });

  test('forgets a learnt limit with a new session', () => {
    const model = new TachometerModel();
    const sessionInfo = {};
    for (let i = 0; i < 3; i++) {
      for (const rpms of [2000, 6500]) model.read(driving({ rpms }, { sessionInfo }), 0);
    }
    expect(model.read(driving({ rpms: 2000 }, { sessionInfo }), 0).scale.redFrom).toBe(6250);
    const { scale } = model.read(driving({ rpms: 2000 }, { sessionInfo, reset: true }), 0);
    expect(scale.redFrom).toBe(scale.max);
  });
});
