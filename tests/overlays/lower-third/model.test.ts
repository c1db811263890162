/** Which message the lower third shows, and for how long. */
import { describe, expect, test } from 'vitest';
import { keyOf, LowerThirdModel } from '../../../overlays/lower-third/model.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { emptyBoard } from '../../../protocol/timing-summary.ts';
import { driving, nobody, timingLap } from '../../support/overlay-samples.ts';

const driver = { kind: 'driver' } as const;
const state: Partial<Frame> = {
  lap: 5,
  lastLapTime: 95_445,
  bestLapTime: 95_025,
  inPitLane: false,
  speedKmh: 180,
};
const board = {
  ...emptyBoard,
  laps: [timingLap(3, 95_025)],
  sessionBestMs: 95_025,
  sessionBestLap: 3,
};
const better = {
  ...board,
  laps: [...board.laps, timingLap(5, 94_900)],
  sessionBestMs: 94_900,
  sessionBestLap: 5,
};
const before = driving(state, { board });
const after = driving(
  { ...state, lap: 6, lastLapTime: 94_900, bestLapTime: 94_900 },
  { board: better },
);

describe('The lower third', () => {
  test('shows the driver always unless a time is given', () => {
    const model = new LowerThirdModel({ seconds: 0, events: true });
    expect(model.read(nobody, 0)).toEqual(driver);
    expect(model.read(before, 3_600_000)).toEqual(driver);
  });

  test('shows the driver for the time given, and again when the next drive begins', () => {
    const model = new LowerThirdModel({ seconds: 12, events: true });
    expect(model.read(nobody, 0)).toBeNull();
    expect(model.read(before, 1_000)).toEqual(driver);
    expect(model.read(before, 12_900)).toEqual(driver);
    expect(model.read(before, 13_000)).toBeNull();
    model.read(nobody, 20_000);
    expect(model.read(before, 30_000)).toEqual(driver);
  });

  test('tells air and track after the driver, as they were then', () => {
    const model = new LowerThirdModel({ seconds: 12, events: true });
    const at = (airC: number, nowMs: number) =>
      model.read(driving({ ...state, airC, roadC: 31.4 }, { board }), nowMs);
    expect(at(22.6, 0)).toEqual(driver);
    const then = { kind: 'conditions', air: 23, road: 31, unit: '°C' };
    expect(at(22.6, 12_000)).toEqual(then);
    expect(at(28, 18_000)).toEqual(then);
    expect(at(28, 19_000)).toBeNull();
  });

  test('tells temperatures in Fahrenheit when asked to', () => {
    const model = new LowerThirdModel({ seconds: 12, events: true, temperature: 'f' });
    const sample = driving({ ...state, airC: 22.6 }, { board });
    model.read(sample, 0);
    const expected = { kind: 'conditions', air: 73, road: null, unit: '°F' };
    expect(model.read(sample, 12_000)).toEqual(expected);
  });

  test('tells the best lap with what was gained, then the driver again', () => {
    const model = new LowerThirdModel({ seconds: 0, events: true });
    model.read(before, 0);
    expect(model.read(after, 100)).toEqual({
      kind: 'best-lap',
      lap: 5,
      time: '1:34.900',
      gain: '-0.125',
    });
    expect(model.read(after, 8_000)).toEqual(driver);
  });

  test('tells a pit stop once it is over', () => {
    const model = new LowerThirdModel({ seconds: 0, events: true });
    const at = (t: number, inPitLane: boolean, speedKmh: number) =>
      model.read(driving({ ...state, inPitLane, speedKmh }, { board, t }), t);
    at(0, false, 80);
    at(1_000, true, 60);
    at(8_000, true, 0);
    expect(at(16_100, true, 0)).toEqual(driver);
    const stop = { kind: 'pit-stop', lane: '24.0', stopped: '8.1' };
    expect(at(25_000, false, 80)).toEqual(stop);
    expect(at(31_900, false, 200)).toEqual(stop);
    expect(at(32_000, false, 200)).toEqual(driver);
  });

  test('tells no events where that is switched off', () => {
    const model = new LowerThirdModel({ seconds: 0, events: false });
    model.read(before, 0);
    expect(model.read(after, 100)).toEqual(driver);
  });

  test('a message that is told again is the same one', () => {
    const model = new LowerThirdModel({ seconds: 0, events: true });
    model.read(before, 0);
    expect(keyOf(model.read(after, 100))).toBe(keyOf(model.read(after, 300)));
    expect(keyOf(null)).not.toBe(keyOf(driver));
  });
});
