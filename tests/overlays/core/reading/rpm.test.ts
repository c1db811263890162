/** Scales, shift lights and the limiter, from what a game reports and from what is measured. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RpmReader, rpmScale } from '../../../../overlays/core/reading/rpm.ts';

describe('a scale', () => {
  test.each([
    [6800, 7000, 1000, 6500],
    [7000, 8000, 1000, 6750],
    [8500, 9000, 1000, 8000],
    [9000, 10_000, 1000, 8500],
    [12_500, 14_000, 2000, 12_000],
    [18_000, 20_000, 2000, 17_000],
  ])('for a limit of %d ends at %d in steps of %d, red from %d', (limit, max, major, redFrom) => {
    expect(rpmScale(limit, true)).toMatchObject({ max, major, redFrom });
  });

  test('has headroom over any limit, and ticks that meet its numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 30_000 }), (limit) => {
        const { max, major, minor, redFrom } = rpmScale(limit, true);
        expect(max).toBeGreaterThanOrEqual(limit * 1.02);
        expect(max - limit).toBeLessThanOrEqual(major * 1.5);
        expect(Number.isInteger(max / major)).toBe(true);
        expect(Number.isInteger(major / minor)).toBe(true);
        expect(redFrom).toBeLessThan(max);
      }),
    );
  });

  test('has no red zone while the limit is a guess', () => {
    const { max, redFrom } = rpmScale(8000, false);
    expect(redFrom).toBe(max);
  });
});

describe('shift lights and limiter', () => {
  const known = { maxRpm: 8000 };

  test('light shortly before the limit, all of them before the limiter', () => {
    const lights = (rpms: number) => new RpmReader().read(rpms, known, 0).lights;
    expect(lights(6400)).toBe(0);
    expect(lights(7000)).toBeGreaterThan(0);
    expect(lights(7720)).toBe(1);
    expect(new RpmReader().read(7720, known, 0).limiter).toBe(false);
    expect(new RpmReader().read(7900, known, 0).limiter).toBe(true);
  });

  test('stay on while the limiter cuts in and out', () => {
    const reader = new RpmReader();
    const seen = Array.from({ length: 30 }, (_, i) => {
      const rpms = i % 4 < 2 ? 7950 : 7650;
      return reader.read(rpms, known, (i * 1000) / 60).limiter;
    });
    expect(seen).not.toContain(false);
    expect(reader.read(7000, known, 2000).limiter).toBe(false);
  });

  test('flash at most three times a second', () => {
    const reader = new RpmReader();
    let flashes = 0;
    let before = false;
    for (let ms = 0; ms < 10_000; ms += 1000 / 60) {
      const { flash } = reader.read(8000, known, ms);
      if (flash && !before) flashes += 1;
      before = flash;
    }
    expect(flashes).toBeGreaterThan(20);
    expect(flashes).toBeLessThanOrEqual(30);
  });

  test('negative rpm in a spin count as zero', () => {
    expect(new RpmReader().read(-4184, known, 0)).toMatchObject({ rpm: 0, lights: 0 });
  });
});

describe('a limit that the game does not report', () => {
  /** Drives up to `peak` and back, `times` times. */
  function rev(reader: RpmReader, peak: number, times: number, sessionInfo = {}) {
    let last = reader.read(3000, sessionInfo, 0);
    for (let i = 0; i < times; i++) {
      for (const rpms of [3000, peak * 0.9, peak, peak * 0.6])
        last = reader.read(rpms, sessionInfo, 0);
    }
    return last;
  }

  test('is not guessed from the first revs', () => {
    const { limit, lights } = rev(new RpmReader(), 6500, 1);
    expect(limit).toEqual({ rpm: 8000, known: false });
    expect(lights).toBe(0);
  });

  test('is learnt when the driver reaches it again and again', () => {
    expect(rev(new RpmReader(), 6480, 3).limit).toEqual({ rpm: 6500, known: true });
  });

  test('is learnt from the agent’s highest rpm in the same way', () => {
    const sessionInfo = { maxRpm: 7200, maxRpmLearnt: true };
    expect(rev(new RpmReader(), 7150, 1, sessionInfo).limit.known).toBe(false);
    expect(rev(new RpmReader(), 7150, 3, sessionInfo).limit).toEqual({ rpm: 7200, known: true });
  });

  test('the scale grows with the highest rpm', () => {
    expect(rev(new RpmReader(), 12_300, 1).limit.rpm).toBe(12_300);
  });

  test('is forgotten with another car', () => {
    const reader = new RpmReader();
    rev(reader, 6480, 3);
    reader.reset();
    expect(reader.read(3000, {}, 0).limit).toEqual({ rpm: 8000, known: false });
  });

  test('implausible values are not a limit', () => {
    expect(new RpmReader().read(3000, { maxRpm: 0 }, 0).limit.known).toBe(false);
    expect(new RpmReader().read(3000, { maxRpm: 1e9 }, 0).limit.known).toBe(false);
  });
});
