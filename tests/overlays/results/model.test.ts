/** The result of a race: when it is there, and what it says. */
import { expect, it } from 'vitest';
import { ResultsModel } from '../../../overlays/results/model.ts';
import type { Grid } from '../../../protocol/cars.ts';
import { gridOf } from '../../support/grids.ts';

function finished(count: number, change: Parameters<typeof gridOf>[1] = {}): Grid {
  const grid = gridOf(count, change);
  const cars = grid.cars.map((car) => ({ ...car, status: 'finished' as const }));
  return { ...grid, cars };
}

const read = (grid: Grid | null, rows = 10, when: 'finish' | 'always' = 'finish') =>
  new ResultsModel({ rows, when, names: 'short' }).read({ grid });

it('appears when the leader has finished a race', () => {
  expect(read(null)).toBeNull();
  expect(read(gridOf(5))).toBeNull();
  expect(read(finished(5, { isRace: false }))).toBeNull();
  expect(read(gridOf(5), 10, 'always')?.title).toBe('Standings');
  expect(read(gridOf(5, { cars: { 0: { status: 'finished' } } }))?.title).toBe(
    'Provisional result',
  );
  expect(read(finished(5))?.title).toBe('Result');
});

it('gives medals to those who have finished, and gaps to the others', () => {
  const grid = finished(5);
  const rows = read({
    ...grid,
    cars: grid.cars.with(2, { ...grid.cars[2]!, status: 'running' }),
  })!.rows;
  expect(rows.map((row) => row.kind === 'car' && (row.medal ?? '-'))).toEqual([
    'gold',
    'silver',
    '-',
    '-',
    '-',
  ]);
  expect(rows.map((row) => row.kind === 'car' && `${row.value.figures} ${row.value.word}`)).toEqual(
    ['5 laps', '+1.0 ', '+2.0 ', '+3.0 ', '+4.0 '],
  );
});

it('marks the fastest lap, laps behind and who is out', () => {
  const grid = finished(4, { cars: { 1: { bestLapMs: 80_000 }, 2: { gap: { laps: 2, ms: 9 } } } });
  const out = { ...grid.cars[3]!, status: 'out' as const };
  const [, second, third, fourth] = read({ ...grid, cars: grid.cars.with(3, out) })!.rows;
  expect(second).toMatchObject({ badge: 'fastest' });
  expect(third).toMatchObject({ value: { figures: '+2', word: 'laps' } });
  expect(fourth).toMatchObject({ value: { figures: '', word: 'out' }, isDim: true });
});

it('keeps the own row where it came in later', () => {
  const ids = (own: number) => read(finished(20, { own }), 5)!.rows.map(({ id }) => id);
  expect(ids(12)).toEqual([0, 1, 2, -100, 12]);
  expect(ids(3)).toEqual([0, 1, 2, 3, 4]);
});
