import { describe, expect, test } from 'vitest';
import { WatchDashModel } from '../../../overlays/watch/dash.ts';
import { lapRows, lapSentence } from '../../../overlays/watch/laps.ts';
import { timingOf } from '../../../overlays/watch/stored-session.ts';
import { trackPicture } from '../../../overlays/watch/track-path.ts';
import { emptyBoard, type TimingSummary } from '../../../protocol/timing-summary.ts';
import { driving, nobody, timingLap } from '../../support/overlay-samples.ts';

describe('the dash', () => {
  const state = {
    gear: 4,
    speedKmh: 161.4,
    rpms: 7_234,
    gas: 0.8,
    brake: 0,
    lap: 5,
    position: 3,
    fuel: 12.34,
    trackPosition: 0.25,
    deltaBestMs: -214,
  };

  test('shows the values of the car', () => {
    const board = { ...emptyBoard, fuelPerLapL: 2.9, sessionBestMs: 90_000 };
    const sample = driving(state, { board, sessionInfo: { maxRpm: 8_000, numberOfLaps: 12 } });
    expect(new WatchDashModel('kmh').read(sample, 0)).toMatchObject({
      gear: '4',
      speed: '161',
      rpm: '7230',
      limiter: 'off',
      throttle: 0.8,
      brake: 0,
      delta: { text: '-0.21', side: 'gain' },
      lap: '5 / 12',
      session: { position: '3' },
      fuel: '12.3',
      fuelLaps: '4.3',
      place: { trackPosition: 0.25 },
      inPits: false,
    });
  });

  test('shows miles if chosen, and unknown values as unknown', () => {
    const model = new WatchDashModel('mph');
    expect(model.read(driving({ speedKmh: 161.4 }), 0)).toMatchObject({
      speed: '100',
      gear: '-',
      throttle: null,
      lap: null,
      fuel: null,
      place: { speedKmh: 161.4 },
    });
    model.units = 'kmh';
    expect(model.read(driving({ speedKmh: 161.4 }), 0).speed).toBe('161');
  });

  test('shift lights begin before the limit, and stay off while it is unknown', () => {
    const known = new WatchDashModel('kmh').read(
      driving({ rpms: 1_000 }, { sessionInfo: { maxRpm: 8_000 } }),
      0,
    );
    expect(known.shiftShare).toBeGreaterThan(0.6);
    expect(known.shiftShare).toBeLessThan(0.9);
    expect(
      new WatchDashModel('kmh').read(driving({ rpms: 1_000 }, { sessionInfo: {} }), 0).shiftShare,
    ).toBe(1);
  });

  test('without a car there are no times and no fuel', () => {
    expect(new WatchDashModel('kmh').read(nobody, 0)).toMatchObject({
      speed: null,
      fuel: null,
      timer: { time: null },
    });
  });
});

const lap = (number: number, timeMs: number | null, more: object = {}) =>
  timingLap(number, timeMs, { sectorsMs: [30_000, 31_000], ...more });

describe('the list of laps', () => {
  const board: TimingSummary = {
    ...emptyBoard,
    laps: [
      lap(1, 101_500, { pitted: true, sectorsMs: [] }),
      lap(2, 100_000, { sectorsMs: [29_900, 31_000] }),
      lap(3, 100_250, { valid: false, sectorsMs: [29_000, null] }),
    ],
    sessionBestMs: 100_000,
    sessionBestLap: 2,
    bestSectorsMs: [29_900, 31_000],
  };

  test('has the newest lap first, with deltas, marks and equally many sectors in each row', () => {
    const rows = lapRows(board);
    expect(rows.map(({ lap: number, delta }) => [number, delta])).toEqual([
      ['3', '+0.250'],
      ['2', ''],
      ['1', '+1.500'],
    ]);
    expect(rows[0]).toMatchObject({
      invalid: true,
      sectors: [
        { time: '29.000', best: false },
        { time: null, best: false },
      ],
    });
    expect(rows[1]).toMatchObject({
      best: true,
      sectors: [{ best: true }, { best: true }],
    });
    expect(rows[2]).toMatchObject({ pitted: true, sectors: [{ time: null }, { time: null }] });
    expect(lapRows(emptyBoard)).toEqual([]);
  });

  test('is read aloud as a sentence', () => {
    expect(lapSentence(board.laps[1]!, board)).toBe('Lap 2: 1:40.000, the best lap');
    expect(lapSentence(board.laps[2]!, board)).toBe('Lap 3: 1:40.250, it does not count');
    expect(lapSentence(lap(4, null), board)).toBeNull();
  });

  test('stored laps have the same form: the best valid one is marked', () => {
    const stored = timingOf([
      { lap: 1, lapMs: 90_000, sectorsMs: [30_000, 60_000], valid: false },
      { lap: 2, lapMs: 92_000, sectorsMs: [31_000, 61_000], valid: null },
      { lap: 3, lapMs: 91_000, sectorsMs: null, valid: true },
      { lap: 4, lapMs: null, sectorsMs: null, valid: null },
    ]);
    expect(stored).toMatchObject({
      sessionBestMs: 91_000,
      sessionBestLap: 3,
      bestSectorsMs: [31_000, 61_000],
    });
    expect(lapRows(stored).map(({ lap: number }) => number)).toEqual(['3', '2', '1']);
  });

  test('include a best lap and best sectors that are older than the list', () => {
    const laps = Array.from({ length: 75 }, (_, i) => ({
      lap: i + 1,
      lapMs: i === 4 ? 88_000 : 90_000 + i,
      sectorsMs: i === 4 ? [40_000, 48_000] : [41_000, 49_000 + i],
      valid: null,
    }));
    const stored = timingOf(laps);
    expect(stored).toMatchObject({
      sessionBestMs: 88_000,
      sessionBestLap: 5,
      bestSectorsMs: [40_000, 48_000],
    });
    expect(stored.laps.map(({ lap: number }) => number).at(0)).toBe(16);
    expect(lapRows(stored)[0]).toMatchObject({ lap: '75', delta: '+2.074' });
  });
});

test('the track is drawn inside its box by fewer points, and the car is on the line', () => {
  const points = Array.from({ length: 600 }, (_, i) => ({
    x: 400 * Math.cos((i / 600) * 2 * Math.PI),
    z: 150 * Math.sin((i / 600) * 2 * Math.PI),
    position: i / 600,
  }));
  const map = { track: 't', trackConfiguration: '', points, sectorStarts: [0.3, 0.7] };
  const { path, line, sectors, start } = trackPicture(map, { width: 300, height: 200 }, 16);
  const numbers = path.match(/-?[\d.]+/g)!.map(Number);
  expect(numbers.length / 4).toBeLessThan(220);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(15.9);
  expect(Math.max(...numbers.filter((_, i) => i % 2 === 0))).toBeLessThanOrEqual(284.1);
  expect(Math.max(...numbers.filter((_, i) => i % 2 === 1))).toBeLessThanOrEqual(184.1);
  expect(sectors).toHaveLength(2);
  const middle = { x: (start[0].x + start[1].x) / 2, y: (start[0].y + start[1].y) / 2 };
  expect(middle.x).toBeCloseTo(line.at(0).x, 5);
  expect(middle.y).toBeCloseTo(line.at(0).y, 5);
});
