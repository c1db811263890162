/** What the speed overlay shows of a sample, and which scale it has. */
import { describe, expect, test } from 'vitest';
import { SpeedModel, speedScale } from '../../../overlays/speed/model.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

describe('the speed', () => {
  test('shows nothing while there is no car or no speed', () => {
    const model = new SpeedModel('kmh', 320);
    expect(model.read(nobody, 0)).toMatchObject({ share: 0, text: '' });
    expect(model.read(driving({}), 16)).toMatchObject({ share: 0, text: '' });
  });

  test('forgets the last speed when the agent disconnects', () => {
    const model = new SpeedModel('kmh', 320);
    expect(model.read(driving({ speedKmh: 160 }), 0)).toMatchObject({ share: 0.5, text: '160' });
    const away = driving({ speedKmh: 160 }, { status: 'agent-away' });
    expect(model.read(away, 16)).toMatchObject({ share: 0, text: '' });
  });

  test('shows miles if chosen', () => {
    const { text, share } = new SpeedModel('mph', 322).read(driving({ speedKmh: 160.9344 }), 0);
    expect(text).toBe('100');
    expect(share).toBeCloseTo(0.5, 3);
  });

  test('never goes past the end of the scale, and never shows four digits', () => {
    const { share, text } = new SpeedModel('kmh', 320).read(driving({ speedKmh: 1500 }), 0);
    expect(share).toBe(1);
    expect(text).toBe('999');
  });

  test('gets a longer scale once the car needs it, and the usual one in the next session', () => {
    for (const [units, tops] of [
      ['kmh', [240, 320, 600]],
      ['mph', [160, 200, 280]],
    ] as const) {
      const model = new SpeedModel(units, 0);
      const at = (speedKmh: number, more = {}) => model.read(driving({ speedKmh }, more), 0).scale;
      expect(at(200).max).toBe(tops[0]);
      const longer = at(260);
      expect(longer.max).toBe(tops[1]);
      expect(at(90)).toBe(longer);
      expect(at(420).max).toBe(tops[2]);
      expect(at(90, { reset: true }).max).toBe(tops[0]);
    }
  });

  test('does not flicker while the speed trembles', () => {
    const model = new SpeedModel('kmh', 320);
    const seen = new Set<string>();
    for (let i = 0; i < 120; i++) {
      seen.add(model.read(driving({ speedKmh: 99.45 + (i % 2) * 0.1 }), i * 16.7).text);
    }
    expect(seen.size).toBe(1);
  });
});

describe('the scale of the speedometer', () => {
  test('has round numbers', () => {
    expect(speedScale(320, 'kmh')).toEqual({ max: 320, major: 40, minor: 10 });
    expect(speedScale(200, 'kmh')).toEqual({ max: 200, major: 20, minor: 5 });
    expect(speedScale(320, 'mph')).toEqual({ max: 200, major: 20, minor: 5 });
  });

  test('reaches every allowed maximum with at most eleven numbers', () => {
    for (const units of ['kmh', 'mph'] as const) {
      for (let top = 80; top <= 600; top++) {
        const { max, major, minor } = speedScale(top, units);
        expect(max).toBeGreaterThanOrEqual((units === 'mph' ? 0.621 : 1) * top * 0.999);
        expect(max / major).toBeLessThanOrEqual(10);
        expect(Number.isInteger(max / major)).toBe(true);
        expect(Number.isInteger(major / minor)).toBe(true);
      }
    }
  });
});
