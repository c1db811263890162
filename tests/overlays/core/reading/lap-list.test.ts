/** What the lap list shows of the timing. */
import { describe, expect, test } from 'vitest';
import { LapListModel } from '../../../../overlays/core/reading/lap-list.ts';
import { emptyBoard, type TimingSummary } from '../../../../protocol/timing-summary.ts';
import { driving, nobody, timingLap } from '../../../support/overlay-samples.ts';

const board: TimingSummary = {
  ...emptyBoard,
  laps: [
    timingLap(1, 101_000),
    timingLap(2, 100_000),
    timingLap(3, 99_000, { valid: false }),
    timingLap(4, 139_593, { pitted: true }),
    timingLap(5, null),
  ],
  sessionBestMs: 100_000,
  sessionBestLap: 2,
};
const sample = (of: TimingSummary) => driving({ lap: 6 }, { board: of });

describe('the lap list', () => {
  test.each(['ended', 'agent-away', 'menu', 'loading', 'no-relay'] as const)(
    'stays when the session is over (%s)',
    (status) => {
      const rows = new LapListModel(6).read({ ...sample(board), status, t: null });
      expect(rows.map((row) => row.time)).toEqual([
        null,
        '2:19.593',
        '1:39.000',
        '1:40.000',
        '1:41.000',
      ]);
    },
  );

  test('compares laps with a best one that is older than the list, and writes hours', () => {
    const old: TimingSummary = { ...emptyBoard, sessionBestMs: 88_000, sessionBestLap: 5 };
    const laps = [timingLap(99, 90_040), timingLap(100, 7_199_999)];
    expect(new LapListModel(6).read(sample({ ...old, laps }))).toMatchObject([
      { lap: '100', time: '1:59:59.999', delta: '+1:58:31.999', mark: 'none' },
      { lap: '99', time: '1:30.040', delta: '+2.040', mark: 'none' },
    ]);
  });

  test('is empty while there is no car, and before the first lap', () => {
    expect(new LapListModel(6).read({ ...nobody, board })).toEqual([]);
    expect(new LapListModel(6).read(sample(emptyBoard))).toEqual([]);
  });

  test('has the newest lap first, with deltas to the best one and marks', () => {
    expect(new LapListModel(6).read(sample(board))).toEqual([
      { lap: '5', time: null, delta: '', mark: 'none', invalid: false },
      { lap: '4', time: '2:19.593', delta: '+39.593', mark: 'pit', invalid: false },
      { lap: '3', time: '1:39.000', delta: '-1.000', mark: 'invalid', invalid: true },
      { lap: '2', time: '1:40.000', delta: '', mark: 'best', invalid: false },
      { lap: '1', time: '1:41.000', delta: '+1.000', mark: 'none', invalid: false },
    ]);
  });

  test('keeps the given number of laps', () => {
    const rows = new LapListModel(3).read(sample(board));
    expect(rows.map((row) => row.lap)).toEqual(['5', '4', '3']);
  });

  test('marks the pit stop of an invalid lap, and the lap as invalid', () => {
    const both = { ...board, laps: [timingLap(1, 120_000, { pitted: true, valid: false })] };
    expect(new LapListModel(3).read(sample(both))).toMatchObject([{ mark: 'pit', invalid: true }]);
  });

  test('does not call a lap invalid if its validity is unknown', () => {
    const unknown = { ...board, laps: [timingLap(1, 120_000, { valid: null })] };
    expect(new LapListModel(3).read(sample(unknown))).toMatchObject([{ invalid: false }]);
  });

  test('gives the same rows until a lap changes, whatever else is timed', () => {
    const model = new LapListModel(6);
    const rows = model.read(sample(board));
    expect(model.read(sample(board))).toBe(rows);
    expect(model.read(sample({ ...board }))).toBe(rows);
    expect(model.read(sample({ ...board, laps: [...board.laps, timingLap(6, 100_500)] }))).not.toBe(
      rows,
    );
  });
});
