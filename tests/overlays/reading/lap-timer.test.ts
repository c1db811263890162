/** What the lap timer shows of a sample. */
import { describe, expect, test } from 'vitest';
import { LapTimerModel } from '../../../overlays/core/reading/lap-timer.ts';
import { type Board, emptyBoard } from '../../../protocol/board.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { driving, nobody } from '../../support/overlay-samples.ts';

const lap = (number: number, timeMs: number, sectorsMs: (number | null)[], valid = true) => ({
  lap: number,
  timeMs,
  sectorsMs,
  valid,
  fuelL: null,
  pitted: false,
});

const board: Board = {
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

const during = (state: Partial<Frame>, more: Partial<Board> = {}) =>
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

  test('takes the best lap from the board where the game has none, and no time of zero', () => {
    const state = { currentLapTime: 1000, lastLapTime: 0, bestLapTime: null };
    const picture = new LapTimerModel(4).read(during(state), 0);
    expect(picture).toMatchObject({ last: null, best: '1:40.000' });
  });

  test('judges sectors against the best of the session and the best valid lap', () => {
    const model = new LapTimerModel(4);
    const sectors = (currentSectorsMs: (number | null)[]) =>
      model.read(during({ currentLapTime: 1 }, { currentSectorsMs }), 0).sectors;
    expect(sectors([29_900, 40_100])).toEqual([
      { time: '29.900', gap: '-0.10', verdict: 'best' },
      { time: '40.100', gap: '-0.10', verdict: 'gain' },
      { time: null, gap: '', verdict: 'plain' },
    ]);
    expect(sectors([30_250, null])[0]).toEqual({ time: '30.250', gap: '+0.25', verdict: 'loss' });
  });

  test('does not judge sectors of the first lap', () => {
    const sample = driving(
      { lap: 1, currentLapTime: 40_000 },
      { board: { ...emptyBoard, currentSectorsMs: [30_000] } },
    );
    expect(new LapTimerModel(4).read(sample, 0).sectors[0]).toEqual({
      time: '30.000',
      gap: '',
      verdict: 'plain',
    });
  });

  test('holds a completed lap for a while, with its sectors and its gap to the best before', () => {
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
      gap: '-0.500',
    });
    expect(held.sectors.map(({ verdict }) => verdict)).toEqual(['best', 'gain', 'best']);
    expect(model.read(during({ ...state, currentLapTime: 4100 }, after), 4100)).toMatchObject({
      held: false,
      lap: 5,
      time: '0:04.100',
      gap: '',
    });
  });

  test('does not praise a lap that does not count, however fast it was', () => {
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

  test('holds nothing when asked not to, or after a jump to another lap', () => {
    const state = { currentLapTime: 10, lastLapTime: 99_500 };
    const never = new LapTimerModel(0);
    never.read(during({ ...state, lap: 4 }), 0);
    expect(never.read(during({ ...state, lap: 5 }), 16).held).toBe(false);
    const jumped = new LapTimerModel(4);
    jumped.read(during({ ...state, lap: 4 }), 0);
    expect(jumped.read(during({ ...state, lap: 1 }), 16).held).toBe(false);
  });
});
