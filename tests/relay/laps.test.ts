/** Laps found by comparing counters, with the traps of the game's memory. */
import { describe, expect, test } from 'vitest';
import { type CompletedLap, Laps } from '../../relay/laps.ts';
import { frame } from '../support/test-relay.ts';

/** Drives through samples (lap, channels) that come 16 ms apart; returns what was completed. */
function drive(samples: readonly (readonly [lap: number, more: object])[], laps = new Laps()) {
  const done: CompletedLap[] = [];
  samples.forEach(([lap, more], i) => {
    done.push(...laps.take(frame(i * 6, more), lap, i * 16));
  });
  return done;
}

const times = (last: number | null, best: number | null, more: object = {}) => ({
  lastLapTime: last,
  bestLapTime: best,
  ...more,
});

describe('completed laps', () => {
  test('the first frame is a baseline and completes nothing', () => {
    expect(drive([[7, times(90_000, 88_000)]])).toEqual([]);
  });

  test('a lap is complete when the counter goes up, with the time of the same snapshot', () => {
    expect(
      drive([
        [1, times(null, null)],
        [2, times(91_234, 91_234)],
        [2, times(91_234, 91_234)],
      ]),
    ).toEqual([{ lap: 1, lapTimeMs: 91_234, valid: true, bestMs: null, isSessionBest: true }]);
  });

  test('equal times one after the other are two laps', () => {
    const done = drive([
      [2, times(91_000, 91_000)],
      [3, times(91_000, 91_000)],
      ...Array.from({ length: 10 }, () => [3, times(91_000, 91_000)] as const),
    ]);
    expect(done.map(({ lap, lapTimeMs }) => [lap, lapTimeMs])).toEqual([[2, 91_000]]);
  });

  test('a slower lap is no best, and knows the best before it', () => {
    expect(
      drive([
        [2, times(91_000, 90_000, { tyresOut: 0, currentLapTime: 3 })],
        [3, times(92_000, 90_000)],
      ]),
    ).toEqual([{ lap: 2, lapTimeMs: 92_000, valid: true, bestMs: 90_000, isSessionBest: false }]);
  });

  test('a faster time that does not become the best is an invalid lap', () => {
    const done = drive([
      [2, times(91_000, 91_000)],
      ...Array.from({ length: 12 }, () => [3, times(90_000, 91_000)] as const),
    ]);
    expect(done).toEqual([
      { lap: 2, lapTimeMs: 90_000, valid: false, bestMs: 91_000, isSessionBest: false },
    ]);
  });

  test('a first lap that leaves the best empty is invalid', () => {
    const done = drive([
      [1, times(null, null)],
      ...Array.from({ length: 12 }, () => [2, times(106_106, null)] as const),
    ]);
    expect(done).toMatchObject([{ lap: 1, lapTimeMs: 106_106, valid: false }]);
  });

  test('a best time that follows a moment later makes the lap valid, once', () => {
    const done = drive([
      [2, times(91_000, 91_000)],
      [3, times(90_000, 91_000)],
      [3, times(90_000, 91_000)],
      [3, times(90_000, 90_000)],
      [3, times(90_000, 90_000)],
    ]);
    expect(done).toEqual([
      { lap: 2, lapTimeMs: 90_000, valid: true, bestMs: 91_000, isSessionBest: true },
    ]);
  });

  test('a last time that follows a moment later belongs to the lap', () => {
    const done = drive([
      [1, times(null, null)],
      [2, times(null, null)],
      [2, times(95_000, 95_000)],
    ]);
    expect(done).toMatchObject([{ lap: 1, lapTimeMs: 95_000, valid: true }]);
  });

  test('three tyres off the track make a slower lap invalid', () => {
    const done = drive([
      [2, times(91_000, 90_000, { tyresOut: 0 })],
      [2, { tyresOut: 3 }],
      [2, { tyresOut: 0 }],
      [3, times(92_000, 90_000)],
    ]);
    expect(done).toMatchObject([{ lap: 2, valid: false }]);
  });

  test('what a simple publisher does not tell is not known', () => {
    expect(
      drive([
        [1, {}],
        [2, {}],
      ]),
    ).toEqual([{ lap: 1, lapTimeMs: null, valid: null, bestMs: null, isSessionBest: false }]);
  });

  test('a publisher without best times has its bests kept here', () => {
    const done = drive([
      [1, { lastLapTime: null }],
      [2, { lastLapTime: 92_000 }],
      [3, { lastLapTime: 91_000 }],
      [4, { lastLapTime: 91_500 }],
    ]);
    expect(done.map(({ bestMs, isSessionBest }) => [bestMs, isSessionBest])).toEqual([
      [null, true],
      [92_000, true],
      [91_000, false],
    ]);
  });

  test('laps that were missed are not made up: the last one is told', () => {
    const done = drive([
      [1, times(null, null)],
      [4, times(93_000, 90_000)],
      ...Array.from({ length: 12 }, () => [4, times(93_000, 90_000)] as const),
    ]);
    expect(done).toMatchObject([{ lap: 3, lapTimeMs: 93_000 }]);
  });

  test('a counter that falls back is a restart: nothing is complete and bests begin anew', () => {
    const laps = new Laps();
    const done = drive(
      [
        [5, times(91_000, 90_000)],
        [1, times(null, null)],
        [2, times(95_000, 95_000)],
      ],
      laps,
    );
    expect(done).toMatchObject([{ lap: 1, lapTimeMs: 95_000, bestMs: null, isSessionBest: true }]);
  });

  test('a lap that is still held is given when the session ends', () => {
    const laps = new Laps();
    drive(
      [
        [1, times(null, null)],
        [2, times(null, null)],
      ],
      laps,
    );
    expect(laps.settle()).toMatchObject([{ lap: 1, lapTimeMs: null }]);
    expect(laps.settle()).toEqual([]);
  });
});
