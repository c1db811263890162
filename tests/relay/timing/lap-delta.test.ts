import { describe, expect, test } from 'vitest';
import type { LapResult } from '../../../relay/timing/book-state.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';

interface Told {
  readonly at: MadeFrame;
  readonly best: number | null | undefined;
}

function booked(frames: readonly MadeFrame[], book = new TimingBook()) {
  book.setInfo({ sectorCount: 3, maxFuel: 110 });
  const results: LapResult[] = [];
  const told: Told[] = [];
  for (const at of frames) {
    const { deltas, completed } = book.addFrame(at.frame, at.lap);
    results.push(...completed);
    told.push({ at, best: deltas?.deltaBestMs });
  }
  return { book, results, told };
}

const times = (results: readonly LapResult[]) => results.map(({ lap, timeMs }) => [lap, timeMs]);
/** Slower from lap to lap, so that the first is the best. */
const slower = (lap: number) => 90_000 + lap * 100;

/** The largest difference between the gaps that were told and the real ones against a lap. */
function gapError(
  told: readonly Told[],
  lap: number,
  lapMs: (lap: number) => number,
  reference: number,
): number {
  let worst = 0;
  let count = 0;
  for (const { at, best } of told) {
    if (at.real !== lap || at.realMs < 1_000 || typeof best !== 'number') continue;
    const real = at.realMs - (at.realMs / lapMs(lap)) * lapMs(reference);
    worst = Math.max(worst, Math.abs(best - real));
    count++;
  }
  return count < 500 ? Number.NaN : worst;
}

describe('the gap', () => {
  test.each([0, 0.0002, 0.03, 0.5, 0.8, 0.9999])(
    'is right where the line lies at %f of the track',
    (offset) => {
      const { told, book } = booked(drive({ laps: 4, lapMs: slower, offset }));
      expect(gapError(told, 3, slower, 2)).toBeLessThan(20);
      expect(gapError(told, 4, slower, 2)).toBeLessThan(20);
      expect(book.summary()).toMatchObject({ deltaLap: 2, deltaLapMs: 90_200, sessionBestLap: 1 });
      expect(book.learntMap).not.toBeNull();
    },
  );

  test('is right where only coordinates tell the place', () => {
    const aside = (lap: number) => (lap % 2) * 4;
    const { told, book } = booked(drive({ laps: 4, lapMs: slower, place: 'coordinates', aside }));
    expect(gapError(told, 4, slower, 2)).toBeLessThan(40);
    expect(book.learntMap).toMatchObject({ byCoordinates: true, line: 0 });
  });

  test('is not known where nothing tells the place', () => {
    for (const place of ['none', 'constant'] as const) {
      const { told } = booked(drive({ place }));
      expect(told.some(({ best }) => typeof best === 'number')).toBe(false);
    }
  });

  test('is right on an open road, and no map is learnt of it', () => {
    const { told, book } = booked(drive({ laps: 4, lapMs: slower, place: 'open' }));
    expect(gapError(told, 4, slower, 2)).toBeLessThan(20);
    expect(book.learntMap).toBeNull();
  });

  test('is right at 333 Hz on a lap of nine minutes and on one of two hours', () => {
    const nine = (lap: number) => 540_000 + lap * 100;
    const at333 = booked(drive({ laps: 3, lapMs: nine, hz: 333, offset: 0.8 }));
    expect(gapError(at333.told, 3, nine, 2)).toBeLessThan(20);
    expect(at333.book.learntMap).not.toBeNull();
    const two = (lap: number) => 7_199_000 + lap * 100;
    const long = booked(drive({ laps: 3, lapMs: two, hz: 10, place: 'coordinates' }));
    expect(times(long.results)).toEqual([1, 2, 3].map((lap) => [lap, two(lap)]));
    expect(gapError(long.told, 3, two, 2)).toBeLessThan(60);
  }, 60_000);

  test('is against the best of more than sixty laps', () => {
    const lapMs = (lap: number) => (lap === 5 ? 18_000 : 20_000 + lap);
    const { book, told } = booked(drive({ laps: 75, lapMs }));
    expect(book.summary()).toMatchObject({ sessionBestLap: 5, sessionBestMs: 18_000, deltaLap: 5 });
    expect(book.summary().laps).toHaveLength(60);
    expect(gapError(told, 75, lapMs, 5)).toBeNaN();
    const last = told.filter(({ at }) => at.real === 75).at(-1)!;
    expect(Math.abs(last.best! - (last.at.realMs - 18_000))).toBeLessThan(2_100);
  });

  test('survives rolling back over the line, and is not told after a jump to the pits', () => {
    const frames = drive({ laps: 4, lapMs: slower, offset: 0.999 });
    const rolled = frames.map((at) => {
      if (at.real !== 3 || at.realMs > 3_000) return at;
      const back = (at.frame.trackPosition! - 0.004 + 1) % 1;
      return at.realMs > 1_000 && at.realMs < 2_000
        ? { ...at, frame: { ...at.frame, trackPosition: back } }
        : at;
    });
    const { told } = booked(rolled);
    expect(gapError(told, 4, slower, 2)).toBeLessThan(20);
    const jumped = frames.map((at) => {
      if (at.real !== 3 || at.realMs < 40_000) return at;
      return { ...at, frame: { ...at.frame, trackPosition: 0.98, inPit: true } };
    });
    const after = booked(jumped).told.filter(({ at }) => at.real === 3 && at.realMs > 41_000);
    expect(after.every(({ best }) => best === null)).toBe(true);
  });
});
