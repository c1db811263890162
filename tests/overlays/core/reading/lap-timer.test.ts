/** What the lap timer shows of a sample. */
import { describe, expect, test } from 'vitest';
import { LapTimerModel } from '../../../../overlays/core/reading/lap-timer.ts';
import type { Frame } from '../../../../protocol/frame.ts';
import { emptyBoard, type TimingSummary } from '../../../../protocol/timing-summary.ts';
import { driving, nobody, timingLap } from '../../../support/overlay-samples.ts';

const lap = (number: number, timeMs: number, sectorsMs: (number | null)[], valid = true) =>
  timingLap(number, timeMs, { sectorsMs, valid });

const board: TimingSummary = {
  ...emptyBoard,
  laps: [
    lap(1, 101_000, [30_500, 40_000, 30_500]),
    lap(2, 100_000, [30_000, 40_200, 29_800]),
    lap(3, 99_000, [29_000, 40_000, 30_000], false),
  ],
  sessionBestMs: 100_000,
  sessionBestLap: 2,
  bestSectorsMs: [30_000, 40_000, 29_800],
};

const during = (state: Partial<Frame>, more: Partial<TimingSummary> = {}) =>
  driving({ lap: 4, ...state }, { board: { ...board, ...more } });

describe('the lap timer', () => {
  test('shows dashes while there is no car', () => {
    const picture = new LapTimerModel(4).read({ ...nobody, board }, 0);
    expect(picture).toMatchObject({ lap: null, time: null, last: null, best: null });
    expect(picture.sectors.map(({ time }) => time)).toEqual([null, null, null]);
  });

  test('shows the running, the last and the best lap', () => {
    const state = { currentLapTime: 12_345, lastLapTime: 100_500, bestLapTime: 100_000 };
    expect(new LapTimerModel(4).read(during(state), 0)).toMatchObject({
      lap: 4,
      time: '0:12.345',
      last: '1:40.500',
      lastVerdict: 'loss',
      best: '1:40.000',
    });
  });

  test('uses the board’s best lap if the game has none, and no time of zero', () => {
    const state = { currentLapTime: 1000, lastLapTime: 0, bestLapTime: null };
    const picture = new LapTimerModel(4).read(during(state), 0);
    expect(picture).toMatchObject({ last: null, best: '1:40.000' });
  });

  test('compares sectors with the best of the session and the best valid lap', () => {
    const model = new LapTimerModel(4);
    const sectors = (currentSectorsMs: (number | null)[]) =>
      model.read(during({ currentLapTime: 1 }, { currentSectorsMs }), 0).sectors;
    expect(sectors([29_900, 40_100])).toEqual([
      { time: '29.900', delta: '-0.10', verdict: 'best' },
      { time: '40.100', delta: '-0.10', verdict: 'gain' },
      { time: null, delta: '', verdict: 'plain' },
    ]);
    expect(sectors([30_250, null])[0]).toEqual({ time: '30.250', delta: '+0.25', verdict: 'loss' });
  });

  test('compares sectors once, not with every picture, and again when the timing changes or a session begins', () => {
    const model = new LapTimerModel(4);
    const first = driving({ lap: 4, currentLapTime: 1 }, { board: { ...board } });
    const { sectors } = model.read(first, 0);
    expect(model.read({ ...first, state: { lap: 4, currentLapTime: 17 } }, 16).sectors).toBe(
      sectors,
    );
    const next = { ...first, board: { ...board, currentSectorsMs: [29_900, null, null] } };
    expect(model.read(next, 33).sectors[0]).toMatchObject({ time: '29.900', verdict: 'best' });
    const { sectors: before } = model.read(next, 50);
    expect(model.read({ ...next, reset: true }, 66).sectors).not.toBe(before);
  });

  test('tells a sector that was just completed for a while, but not one completed before the page opened', () => {
    const model = new LapTimerModel(4);
    const at = (nowMs: number, currentSectorsMs: (number | null)[]) =>
      model.read(during({ currentLapTime: 1 }, { currentSectorsMs }), nowMs).completedSector;
    expect(at(0, [30_250, null, null])).toBeNull();
    expect(at(1000, [30_250, 40_100, null])).toEqual({
      sector: 1,
      time: '40.100',
      delta: '-0.10',
      verdict: 'gain',
    });
    expect(at(4900, [30_250, 40_100, null])).not.toBeNull();
    expect(at(5100, [30_250, 40_100, null])).toBeNull();
    const next = driving(
      { lap: 5, currentLapTime: 1 },
      { board: { ...board, currentSectorsMs: [] } },
    );
    expect(model.read(next, 5200).completedSector).toBeNull();
  });

  test('does not compare sectors of the first lap', () => {
    const sample = driving(
      { lap: 1, currentLapTime: 40_000 },
      { board: { ...emptyBoard, currentSectorsMs: [30_000] } },
    );
    expect(new LapTimerModel(4).read(sample, 0).sectors[0]).toEqual({
      time: '30.000',
      delta: '',
      verdict: 'plain',
    });
  });

  test('holds a completed lap for a while, with its sectors and its delta to the previous best', () => {
    const model = new LapTimerModel(4);
    model.read(during({ lap: 4, currentLapTime: 99_400 }), 0);
    const done = lap(4, 99_500, [29_900, 40_100, 29_500]);
    const after = {
      laps: [...board.laps, done],
      sessionBestMs: 99_500,
      sessionBestLap: 4,
      bestSectorsMs: [29_900, 40_000, 29_500],
    };
    const state = { lap: 5, currentLapTime: 30, lastLapTime: 99_500, bestLapTime: 99_500 };
    const held = model.read(during(state, after), 16);
    expect(held).toMatchObject({
      held: true,
      lap: 4,
      time: '1:39.500',
      verdict: 'best',
      delta: '-0.500',
    });
    expect(held.sectors.map(({ verdict }) => verdict)).toEqual(['best', 'gain', 'best']);
    expect(model.read(during({ ...state, currentLapTime: 4100 }, after), 4100)).toMatchObject({
      held: false,
      lap: 5,
      time: '0:04.100',
      delta: '',
    });
  });

  describe('when the best lap is older than the list', () => {
    const list = Array.from({ length: 60 }, (_, i) =>
      lap(16 + i, 90_000, [30_000, 30_000, 30_000]),
    );
    const old: TimingSummary = {
      ...emptyBoard,
      laps: list,
      sessionBestMs: 88_000,
      sessionBestLap: 5,
      bestSectorsMs: [29_000, 29_500, 29_500],
    };
    const at = (lapNow: number, more: Partial<TimingSummary> = {}, state: Partial<Frame> = {}) =>
      driving(
        { lap: lapNow, currentLapTime: 50, lastLapTime: 90_040, bestLapTime: 88_000, ...state },
        { board: { ...old, ...more } },
      );

    test('the delta refers to it, as in the list', () => {
      const model = new LapTimerModel(4);
      model.read(at(76), 0);
      const laps = [...list.slice(1), lap(76, 90_040, [30_000, 30_040, 30_000])];
      expect(model.read(at(77, { laps }), 16)).toMatchObject({ held: true, delta: '+2.040' });
    });

    test('a new best lap is compared with it', () => {
      const model = new LapTimerModel(4);
      model.read(at(76), 0);
      const laps = [...list.slice(1), lap(76, 87_500, [29_000, 29_500, 29_000])];
      const best = { laps, sessionBestMs: 87_500, sessionBestLap: 76 };
      const state = { lastLapTime: 87_500, bestLapTime: 87_500 };
      expect(model.read(at(77, best, state), 16)).toMatchObject({
        delta: '-0.500',
        verdict: 'best',
      });
      // A page that comes just now cannot know what was best before.
      const late = new LapTimerModel(4);
      late.read(at(76, best, state), 0);
      expect(late.read(at(77, best, state), 16)).toMatchObject({ held: true, delta: '' });
    });

    test('sectors are compared with the best known lap, which is named', () => {
      const laps = [...list.slice(1), lap(76, 89_000, [29_600, 29_800, 29_600])];
      const picture = new LapTimerModel(4).read(at(77, { laps, currentSectorsMs: [29_700] }), 0);
      expect(picture.referenceLap).toBe(76);
      expect(picture.sectors[0]).toEqual({ time: '29.700', delta: '+0.10', verdict: 'loss' });
      const own = { ...old, laps, sessionBestLap: 76, sessionBestMs: 89_000 };
      expect(new LapTimerModel(4).read(at(77, own), 0).referenceLap).toBeNull();
    });
  });

  test.each(['ended', 'agent-away', 'menu', 'no-relay'] as const)(
    'keeps the last and the best lap when the session is over (%s)',
    (status) => {
      const state = { currentLapTime: 9_000, lastLapTime: 99_000, bestLapTime: 100_000 };
      const over = { ...during(state), status, t: null };
      expect(new LapTimerModel(4).read(over, 0)).toMatchObject({
        time: null,
        last: '1:39.000',
        lastVerdict: 'plain',
        best: '1:40.000',
      });
    },
  );

  test('writes hours', () => {
    const state = { currentLapTime: 7_199_999, lastLapTime: 3_600_000, bestLapTime: 3_600_000 };
    expect(new LapTimerModel(4).read(during(state), 0)).toMatchObject({
      time: '1:59:59.999',
      last: '1:00:00.000',
    });
  });

  test('never shows an invalid lap as the best, however fast it was', () => {
    const model = new LapTimerModel(4);
    const state = { currentLapTime: 30, lastLapTime: 99_000, bestLapTime: 100_000 };
    model.read(during({ ...state, lap: 3 }), 0);
    expect(model.read(during({ ...state, lap: 4 }), 16)).toMatchObject({
      held: true,
      lap: 3,
      verdict: 'plain',
      lastVerdict: 'plain',
      best: '1:40.000',
    });
  });

  test('holds nothing if hold is zero, or after a jump to another lap', () => {
    const state = { currentLapTime: 10, lastLapTime: 99_500 };
    const never = new LapTimerModel(0);
    never.read(during({ ...state, lap: 4 }), 0);
    expect(never.read(during({ ...state, lap: 5 }), 16).held).toBe(false);
    const jumped = new LapTimerModel(4);
    jumped.read(during({ ...state, lap: 4 }), 0);
    expect(jumped.read(during({ ...state, lap: 1 }), 16).held).toBe(false);
  });
});
