/** What the strip shows of samples, and its events. */
import { describe, expect, test } from 'vitest';
import { StripModel, type StripOptions } from '../../../overlays/strip/model.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { emptyBoard } from '../../../protocol/timing-summary.ts';
import { driving, nobody, timingLap } from '../../support/overlay-samples.ts';

const options: StripOptions = { units: 'kmh', against: 'best', hold: 5, reducedMotion: false };

const state: Partial<Frame> = {
  lap: 5,
  position: 4,
  currentLapTime: 61_234,
  lastLapTime: 95_445,
  bestLapTime: 95_025,
  deltaBestMs: -210,
  gear: 4,
  speedKmh: 187.4,
  rpms: 6000,
  gas: 0.8,
  brake: 0,
  fuel: 15.5,
  inPitLane: false,
};
const sessionInfo = { maxRpm: 8000, sessionType: 2 };
const board = {
  ...emptyBoard,
  laps: [timingLap(3, 95_025, { sectorsMs: [30_000, 32_000, 33_025] })],
  sessionBestMs: 95_025,
  sessionBestLap: 3,
  bestSectorsMs: [30_000, 32_000, 33_025],
  fuelPerLapL: 3.1,
};
const sampleOf = (more: Partial<Frame> = {}, rest = {}) =>
  driving({ ...state, ...more }, { sessionInfo, board, ...rest });

describe('The strip', () => {
  test('shows place, lap, times, delta, fuel in laps and the car', () => {
    expect(new StripModel(options).read(sampleOf(), 0)).toMatchObject({
      place: '4',
      change: 0,
      lap: '5',
      timer: { time: '1:01.234', last: '1:35.445', best: '1:35.025' },
      delta: { text: '-0.21', side: 'gain' },
      event: null,
      fuelLaps: '5.0',
      stint: '1',
      gear: '4',
      speed: '187',
      revs: 0.75,
      revSign: 'none',
      throttle: 0.8,
    });
  });

  test('has nothing of the car when there is none', () => {
    expect(new StripModel(options).read(nobody, 0)).toMatchObject({
      place: null,
      gear: '-',
      speed: null,
      fuelLaps: null,
      event: null,
      revSign: 'none',
    });
  });

  test('tells a completed sector with its delta, then the delta of the lap again', () => {
    const model = new StripModel(options);
    model.read(sampleOf(), 0);
    const done = { board: { ...board, currentSectorsMs: [29_954] } };
    const picture = model.read(sampleOf({}, done), 100);
    expect(picture.event).toEqual({ kind: 'sector', sector: 0, verdict: 'best' });
    expect(picture.eventText).toBe('-0.05');
    expect(model.read(sampleOf({}, done), 5_200).event).toBeNull();
  });

  test('tells the best lap while the completed lap is held', () => {
    const model = new StripModel(options);
    model.read(sampleOf(), 0);
    const best = {
      board: {
        ...board,
        laps: [...board.laps, timingLap(5, 94_900)],
        sessionBestMs: 94_900,
        sessionBestLap: 5,
      },
    };
    const next = { lap: 6, lastLapTime: 94_900, bestLapTime: 94_900, currentLapTime: 100 };
    const picture = model.read(sampleOf(next, best), 100);
    expect(picture).toMatchObject({ isBestLap: true, timer: { time: '1:34.900' } });
    expect(model.read(sampleOf(next, best), 5_200).isBestLap).toBe(false);
  });

  test('counts the pit lane, and the stop while the car stands', () => {
    const model = new StripModel(options);
    const at = (t: number, speedKmh: number, inPitLane = true) =>
      model.read(sampleOf({ inPitLane, speedKmh }, { t }), t);
    at(0, 80, false);
    at(1_000, 60);
    expect(at(8_200, 60)).toMatchObject({ event: { kind: 'pit' }, eventText: '7.2' });
    at(9_000, 0);
    expect(at(11_500, 0)).toMatchObject({ event: { kind: 'stopped' }, eventText: '2.5' });
    expect(at(20_000, 60)).toMatchObject({ event: { kind: 'pit' }, eventText: '19.0' });
    expect(at(24_000, 90, false)).toMatchObject({ event: { kind: 'pit' }, eventText: '23.0' });
    expect(at(29_100, 180, false).event).toBeNull();
  });

  test('signs the moment to shift, and flashes at the limiter', () => {
    const model = new StripModel(options);
    const sign = (rpms: number, nowMs: number) => model.read(sampleOf({ rpms }), nowMs).revSign;
    expect(sign(7_700, 0)).toBe('none');
    expect(sign(7_750, 16)).toBe('shift');
    expect(sign(7_990, 32)).toBe('limiter');
    expect(sign(7_990, 232)).toBe('dark');
  });

  test('does not flash for viewers who ask for less motion', () => {
    const model = new StripModel({ ...options, reducedMotion: true });
    for (let nowMs = 0; nowMs < 2000; nowMs += 50) {
      expect(model.read(sampleOf({ rpms: 7_990 }), nowMs).revSign).toBe('limiter');
    }
  });
});
