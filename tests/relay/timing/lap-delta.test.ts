import { describe, expect, test } from 'vitest';
import { drive } from '../../support/made-drive.ts';
import { booked, deltaError, slower, times } from './booked-drive.ts';

describe('the delta', () => {
  test.each([0, 0.0002, 0.03, 0.5, 0.8, 0.9999])(
    'is right with the line at position %f',
    (offset) => {
      const { deltasByFrame, book } = booked(drive({ laps: 4, lapMs: slower, offset }));
      expect(deltaError(deltasByFrame, 3, slower, 2)).toBeLessThan(20);
      expect(deltaError(deltasByFrame, 4, slower, 2)).toBeLessThan(20);
      expect(book.summary()).toMatchObject({ deltaLap: 2, deltaLapMs: 90_200, sessionBestLap: 1 });
      expect(book.learntMap).not.toBeNull();
    },
  );

  test('is right with coordinates and no position', () => {
    const aside = (lap: number) => (lap % 2) * 4;
    const { deltasByFrame, book } = booked(
      drive({ laps: 4, lapMs: slower, place: 'coordinates', aside }),
    );
    expect(deltaError(deltasByFrame, 4, slower, 2)).toBeLessThan(40);
    expect(book.learntMap).toMatchObject({ byCoordinates: true, line: 0 });
  });

  test('is not known with neither position nor coordinates', () => {
    for (const place of ['none', 'constant'] as const) {
      const { deltasByFrame } = booked(drive({ place }));
      expect(deltasByFrame.some(({ best }) => typeof best === 'number')).toBe(false);
    }
  });

  test('is right on an open road, of which no map is learnt', () => {
    const { deltasByFrame, book } = booked(drive({ laps: 4, lapMs: slower, place: 'open' }));
    expect(deltaError(deltasByFrame, 4, slower, 2)).toBeLessThan(20);
    expect(book.learntMap).toBeNull();
  });

  test('is right on a lap of nine minutes at 333 Hz and on one of two hours', () => {
    const nine = (lap: number) => 540_000 + lap * 100;
    const at333 = booked(drive({ laps: 3, lapMs: nine, hz: 333, offset: 0.8 }));
    expect(deltaError(at333.deltasByFrame, 3, nine, 2)).toBeLessThan(20);
    expect(at333.book.learntMap).not.toBeNull();
    const two = (lap: number) => 7_199_000 + lap * 100;
    const long = booked(drive({ laps: 3, lapMs: two, hz: 10, place: 'coordinates' }));
    expect(times(long.results)).toEqual([1, 2, 3].map((lap) => [lap, two(lap)]));
    expect(deltaError(long.deltasByFrame, 3, two, 2)).toBeLessThan(60);
  });

  test('compares with the best of more than sixty laps', () => {
    const lapMs = (lap: number) => (lap === 5 ? 18_000 : 20_000 + lap);
    const { book, deltasByFrame } = booked(drive({ laps: 75, lapMs }));
    expect(book.summary()).toMatchObject({ sessionBestLap: 5, sessionBestMs: 18_000, deltaLap: 5 });
    expect(book.summary().laps).toHaveLength(60);
    expect(deltaError(deltasByFrame, 75, lapMs, 5)).toBeNaN();
    const last = deltasByFrame.filter(({ at }) => at.real === 75).at(-1)!;
    expect(Math.abs(last.best! - (last.at.realMs - 18_000))).toBeLessThan(2_100);
  });

  test('is right after rolling back over the line, and not known after a jump to the pits', () => {
    const frames = drive({ laps: 4, lapMs: slower, offset: 0.999 });
    const rolled = frames.map((at) => {
      if (at.real !== 3 || at.realMs > 3_000) return at;
      const back = (at.frame.trackPosition! - 0.004 + 1) % 1;
      return at.realMs > 1_000 && at.realMs < 2_000
        ? { ...at, frame: { ...at.frame, trackPosition: back } }
        : at;
    });
    const { deltasByFrame } = booked(rolled);
    expect(deltaError(deltasByFrame, 4, slower, 2)).toBeLessThan(20);
    const jumped = frames.map((at) => {
      if (at.real !== 3 || at.realMs < 40_000) return at;
      return { ...at, frame: { ...at.frame, trackPosition: 0.98, inPit: true } };
    });
    const after = booked(jumped).deltasByFrame.filter(
      ({ at }) => at.real === 3 && at.realMs > 41_000,
    );
    expect(after.every(({ best }) => best === null)).toBe(true);
  });
});
