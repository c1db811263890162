/** The timing book on drives of every kind. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LapResult } from '../../../relay/timing/book-state.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { drive, type MadeDrive, type MadeFrame, sectorsOf } from '../../support/made-drive.ts';
import { booked, slower, times } from './booked-drive.ts';

describe('complete laps', () => {
  test('have their time, sectors, fuel and validity', () => {
    const { results } = booked(drive({ lapMs: slower, valid: (lap) => lap !== 2 }));
    expect(times(results)).toEqual([
      [1, 90_100],
      [2, 90_200],
      [3, 90_300],
    ]);
    expect(results.map(({ valid }) => valid)).toEqual([true, false, true]);
    expect(results[1]!.sectorsMs).toEqual(sectorsOf(90_200));
    for (const { fuelL, whole, fromLine } of results) {
      expect(fuelL).toBeCloseTo(2, 1);
      expect({ whole, fromLine }).toEqual({ whole: true, fromLine: true });
    }
  });

  const parts = ['counter', 'clock', 'last', 'best', 'position'] as const;
  test('are right when counter, clock, times and position change in any order, up to half a second apart', () => {
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(parts.map((one) => [one, fc.integer({ min: 0, max: 490 })]))),
        fc.constantFrom(1, 7, 20, 60),
        fc.constantFrom(1, 3),
        (late, hz, worst) => {
          const lapMs = (lap: number) => 20_000 + ((lap * worst) % 3) * 137;
          const { results, book } = booked(
            drive({ laps: 4, lapMs, hz, late: late as MadeDrive['late'] }),
          );
          results.push(...book.finish());
          expect(times(results)).toEqual([1, 2, 3, 4].map((lap) => [lap, lapMs(lap)]));
          const fastest = [1, 2, 3, 4].map(
            (lap) => lapMs(lap) < Math.min(...[1, 2, 3, 4].filter((one) => one < lap).map(lapMs)),
          );
          expect(results.map(({ isSessionBest }) => isSessionBest)).toEqual(fastest);
          for (const { fuelL, valid } of results) {
            expect(Math.abs(fuelL! - 2)).toBeLessThan(
              0.02 + 2 * (600 / hz / 20_000 + 500 / 20_000),
            );
            expect(valid).toBe(true);
          }
        },
      ),
      { seed: 12, numRuns: 60 },
    );
  });

  test('of equal times are separate laps', () => {
    const { results } = booked(drive({ laps: 4 }));
    expect(times(results)).toEqual([1, 2, 3, 4].map((lap) => [lap, 90_000]));
  });

  test('of a publisher without a last lap time get their time from the clock', () => {
    const { results } = booked(
      drive({ lapMs: slower, publishes: { last: false, best: false } as never }),
    );
    expect(results).toHaveLength(3);
    for (const { lap, timeMs } of results) expect(Math.abs(timeMs! - slower(lap))).toBeLessThan(2);
  });

  test.each([0, 50, 175, 400])(
    'of a publisher that tells best times alone, %i ms late, have those and count',
    (best) => {
      const lapMs = (lap: number) => [0, 45_307, 45_400, 45_115][lap] ?? 45_000;
      const late = { counter: 50, clock: 0, last: 0, best, position: 0 };
      const { results } = booked(drive({ lapMs, late, publishes: { last: false } as never }));
      expect(times(results.filter(({ isSessionBest }) => isSessionBest))).toEqual([
        [1, 45_307],
        [3, 45_115],
      ]);
      expect(results.map(({ valid }) => valid)).toEqual([true, true, true]);
    },
  );

  test.each([
    ['does not move', () => 5_000],
    ['goes back by 40 s in every lap', (t: number, i: number) => t - Math.floor(i / 700) * 40_000],
  ])('of a publisher whose clock %s are the same', (_, tOf) => {
    const lapMs = (lap: number) => 40_000 + lap * 137;
    const late = { counter: 0, clock: 350, last: 150, best: 250, position: 0 };
    const made = drive({ laps: 4, lapMs, late, valid: (lap) => lap !== 2 });
    const odd = made.map((at, i) => {
      return { ...at, frame: { ...at.frame, t: tOf(at.frame.t!, i) } };
    });
    expect(booked(odd).results).toEqual(booked(made).results);
  });

  test('have no time without a clock and reported times', () => {
    const publishes = { clock: false, last: false, best: false } as never;
    const { results } = booked(drive({ publishes }));
    expect(times(results)).toEqual([1, 2, 3].map((lap) => [lap, null]));
    for (const { fuelL } of results.slice(1)) expect(fuelL).toBeCloseTo(2, 1);
  });

  test('count from 0 when the publisher does', () => {
    const { results } = booked(drive({ firstLap: 0, lapMs: slower }));
    expect(times(results)).toEqual([
      [0, 90_100],
      [1, 90_200],
      [2, 90_300],
    ]);
  });

  test('that are counted two at a time are the one driven lap', () => {
    const frames = drive({ laps: 4, lapMs: slower });
    const skipped = frames.map((at) => ({ ...at, lap: at.lap >= 2 ? at.lap + 1 : at.lap }));
    const { results } = booked(skipped);
    expect(times(results).slice(0, 3)).toEqual([
      [1, 90_100],
      [3, 90_200],
      [4, 90_300],
    ]);
  });

  test('with a hole between them leave the first without a time', () => {
    const frames = drive({ laps: 5, lapMs: slower });
    const lost = ({ real, realMs }: MadeFrame) =>
      (real === 2 && realMs > 40_000) || real === 3 || (real === 4 && realMs < 20_000);
    const { results } = booked(frames.filter((one) => !lost(one)));
    expect(times(results)).toEqual([
      [1, 90_100],
      [2, null],
      [3, 90_300],
      [4, 90_400],
      [5, 90_500],
    ]);
  });
});

describe('a lap that was joined in the middle', () => {
  test.each([0, 30_000, 85_000, 89_800])(
    '%i ms behind its line is no best, not whole and has no litres',
    (skip) => {
      const lapMs = (lap: number) => (lap === 2 ? 80_000 : 90_000);
      const joined = drive({ laps: 4, lapMs }).filter(
        ({ real, realMs }) => real > 2 || (real === 2 && realMs > 1_500 + (skip * 77_000) / 90_000),
      );
      const { results, book } = booked(joined);
      expect(results[0]).toMatchObject({
        lap: 2,
        timeMs: 80_000,
        whole: false,
        fromLine: false,
        fuelL: null,
        isSessionBest: false,
      });
      expect(results[1]).toMatchObject({ lap: 3, timeMs: 90_000, whole: true });
      expect(book.summary().fuelPerLapL).toBeCloseTo(2, 1);
    },
  );

  test('between the changes of clock and counter belongs to the next lap', () => {
    const frames = drive({
      laps: 3,
      lapMs: slower,
      late: { counter: 400, clock: 0, last: 400, best: 400, position: 0 },
    });
    const { results } = booked(
      frames.filter(({ real, realMs }) => real > 2 || (real === 2 && realMs > 100)),
    );
    expect(times(results)).toEqual([
      [1, 90_100],
      [2, 90_200],
      [3, 90_300],
    ]);
    expect(results.map(({ whole }) => whole)).toEqual([false, true, true]);
  });
});

describe('an attempt that is given up', () => {
  test.each([
    ['in the first lap', 1],
    ['in a later lap', 2],
  ])('%s leaves nothing behind', (_, given) => {
    const givenUpMs = (lap: number) => (lap === given ? [60_000, 20_000] : []);
    const { results } = booked(drive({ laps: 3, lapMs: slower, givenUpMs, valid: () => true }));
    expect(times(results)).toEqual([
      [1, 90_100],
      [2, 90_200],
      [3, 90_300],
    ]);
    const frames = drive({ laps: 3, lapMs: slower, givenUpMs });
    for (const result of results) {
      expect(result.sectorsMs).toEqual(sectorsOf(slower(result.lap)));
      expect(result.fuelL).toBeCloseTo(2, 1);
      const first = frames.find(({ frame }) => frame.packetId === result.startPacket)!;
      expect(first).toMatchObject({ real: result.lap });
      expect(first.realMs).toBeLessThan(60);
      const line = frames.find(({ frame }) => frame.packetId === result.linePacket)!;
      expect(line.real).toBe(result.lap + 1);
    }
  });

  test('does not spoil the attempt after it', () => {
    const frames = drive({ laps: 2, givenUpMs: (lap) => (lap === 1 ? [30_000] : []) });
    const spoilt = frames.map((at, i) =>
      i < 400 ? { ...at, frame: { ...at.frame, tyresOut: 4, inPitLane: true } } : at,
    );
    const { results } = booked(spoilt);
    expect(results[0]).toMatchObject({ lap: 1, valid: true, pitted: false });
  });
});

describe('the end of a session', () => {
  test.each([0, 1, 2, 3, 5, 8, 12])(
    '%i samples behind the line leaves the lap its time',
    (samples) => {
      const late = { counter: 0, clock: 0, last: 0, best: 0, position: 0 };
      const frames = drive({ laps: 2, lapMs: slower, late });
      const line = frames.findIndex(({ real }) => real === 3);
      const { results, book } = booked(frames.slice(0, line + samples + 1));
      expect(times([...results, ...book.finish()])).toEqual([
        [1, 90_100],
        [2, 90_200],
      ]);
      expect(book.finish()).toEqual([]);
    },
  );

  test.each([
    ['clock', { counter: 200, clock: 0, last: 300, best: 300, position: 0 }],
    ['counter', { counter: 0, clock: 200, last: 0, best: 300, position: 0 }],
    ['last', { counter: 300, clock: 200, last: 0, best: 300, position: 0 }],
  ])('in the sample in which only the %s tells the line leaves the lap its time', (_, late) => {
    const frames = drive({ laps: 2, lapMs: slower, late });
    const line = frames.findIndex(({ real }) => real === 3);
    const { results, book } = booked(frames.slice(0, line + 1));
    const [lap, time] = times([...results, ...book.finish()]).at(-1)!;
    expect(lap).toBe(2);
    expect(Math.abs(time! - 90_200)).toBeLessThan(2);
  });

  test('before the time of a lap is reported does not give it the previous time', () => {
    const late = { counter: 300, clock: 100, last: 200, best: 400, position: 0 };
    const frames = drive({ laps: 2, lapMs: (lap) => 30_000 + lap * 20, late });
    const line = frames.findIndex(({ real }) => real === 3);
    const { results, book } = booked(frames.slice(0, line + 3));
    const { lap, timeMs } = [...results, ...book.finish()].at(-1)!;
    expect(lap).toBe(2);
    expect(Math.abs(timeMs! - 30_040)).toBeLessThan(3);
  });

  test('in the middle of a lap completes nothing', () => {
    const frames = drive({ laps: 2 });
    const { results, book } = booked(frames.slice(0, 2_700));
    expect(results).toHaveLength(1);
    expect(book.finish()).toEqual([]);
  });

  test('does not complete a lap twice when the drive goes on', () => {
    const frames = drive({
      laps: 3,
      lapMs: slower,
      late: { counter: 200, clock: 0, last: 0, best: 0, position: 0 },
    });
    const line = frames.findIndex(({ real }) => real === 3);
    const book = new TimingBook();
    const results: LapResult[] = [];
    frames.forEach((at, i) => {
      results.push(...book.addFrame(at.frame, at.lap).completed);
      if (i === line + 1) results.push(...book.finish());
    });
    expect(times(results)).toEqual([1, 2, 3].map((lap) => [lap, slower(lap)]));
  });
});

describe('fuel', () => {
  test('that is added on a lap, even slowly, leaves its fuel use unknown', () => {
    const { results, book } = booked(
      drive({ laps: 4, hz: 60, refuelL: (lap) => (lap === 2 ? 0.4 : 0) }),
    );
    expect(results.map(({ fuelL }) => fuelL === null)).toEqual([false, true, false, false]);
    expect(book.summary().fuelPerLapL).toBeCloseTo(2, 1);
  });

  test('of a car that burns none gives no fuel use', () => {
    const { results, book } = booked(drive({ burnL: 0 }));
    expect(results.map(({ fuelL }) => fuelL)).toEqual([0, 0, 0]);
    expect(book.summary().fuelPerLapL).toBeNull();
  });

  test('is known in a tiny tank', () => {
    const book = new TimingBook();
    const frames = drive({
      laps: 4,
      fuelL: 1.5,
      burnL: 0.1,
      refuelL: (lap) => (lap === 3 ? 0.12 : 0),
    });
    book.setInfo({ maxFuel: 2 });
    const results = frames.flatMap(({ frame, lap }) => book.addFrame(frame, lap).completed);
    expect(results.map(({ fuelL }) => fuelL === null)).toEqual([false, false, true, false]);
  });

  test.each(['none', 'constant', 'coordinates', 'open'] as const)(
    'and times do not need a position (%s)',
    (place) => {
      const { results, book } = booked(drive({ place, lapMs: slower }));
      expect(times(results)).toEqual([1, 2, 3].map((lap) => [lap, slower(lap)]));
      expect(book.summary().fuelPerLapL).toBeCloseTo(2, 1);
    },
  );
});

describe('a saved book', () => {
  test('continues at any frame', () => {
    const late = { counter: 150, clock: 0, last: 300, best: 200, position: 100 };
    const frames = drive({
      laps: 5,
      lapMs: (lap) => 30_000 - lap * 50,
      late,
      valid: (lap) => lap !== 3,
      givenUpMs: (lap) => (lap === 4 ? [9_000] : []),
    });
    const whole = booked(frames);
    for (let cut = 7; cut < frames.length; cut += 211) {
      const first = booked(frames.slice(0, cut));
      const state = JSON.parse(JSON.stringify(first.book.save()));
      const laps = JSON.parse(JSON.stringify(first.book.laps));
      const second = TimingBook.restore(state, laps);
      second.recover(frames.slice(0, cut).map(({ frame }) => frame));
      const rest = booked(frames.slice(cut), second);
      expect([...first.results, ...rest.results]).toEqual(whole.results);
      const { deltaLap, deltaLapMs, personalBestMs, deltaPersonalLapMs, ...board } =
        rest.book.summary();
      expect(whole.book.summary()).toMatchObject(board);
    }
  });
});
