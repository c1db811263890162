/** Where marked moments are on the compared laps. */
import { expect, test } from 'vitest';
import { momentMarks } from '../../../panel/laps/moment-marks.ts';
import type { MarkedMoment } from '../../../protocol/marked-moment.ts';
import { madeUpGrid, wavy } from './synthetic-lap.ts';

const moment: MarkedMoment = {
  id: 'm',
  at: 0,
  lap: 2,
  packetId: 1,
  lapMs: null,
  place: null,
  note: 'spin',
};

test('a moment is placed by its time since the line, whatever place the game says', () => {
  const grid = madeUpGrid({ speedKmh: wavy(160, 60, 4) });
  const middle = Math.round(grid.steps / 2);
  const lapMs = grid.timeMs[middle]!;
  const marks = momentMarks([{ sessionID: 'A', lap: 2, grid }], {
    A: [{ ...moment, lapMs, place: 0.9 }],
  });
  expect(marks).toHaveLength(1);
  expect(marks[0]!.place).toBeCloseTo(0.5, 2);
  expect(marks[0]).toMatchObject({ lap: 0, note: 'spin' });
});

test('without a time it is placed where the game says, without both nowhere', () => {
  const laps = [{ sessionID: 'A', lap: 2, grid: madeUpGrid({ speedKmh: wavy(160, 60, 4) }) }];
  expect(momentMarks(laps, { A: [{ ...moment, place: 0.3 }] })[0]?.place).toBe(0.3);
  expect(momentMarks(laps, { A: [moment] })).toEqual([]);
});

test('a moment belongs to its own lap of its own session', () => {
  const grid = madeUpGrid({ speedKmh: wavy(160, 60, 4) });
  const laps = [
    { sessionID: 'A', lap: 1, grid },
    { sessionID: 'B', lap: 2, grid },
  ];
  const marked = { ...moment, place: 0.3 };
  expect(momentMarks(laps, { A: [marked], B: [marked] }).map(({ lap }) => lap)).toEqual([1]);
});
