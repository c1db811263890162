/** Which battle is shown, and what is said of it. */
import { describe, expect, it } from 'vitest';
import { BattleModel } from '../../../overlays/battle/model.ts';
import type { Grid } from '../../../protocol/cars.ts';
import { type GridOptions, gridOf } from '../../support/grids.ts';

const modelOf = (whose: 'any' | 'own' = 'any') => new BattleModel({ whose, names: 'short' });
const read = (model: BattleModel, grid: Grid | null, nowMs = 0) =>
  model.read({ grid, reset: false }, nowMs);

/** @param pairs chaser and attacked, by id */
function fighting(pairs: readonly (readonly [number, number])[], options: GridOptions = {}): Grid {
  const cars = Object.fromEntries(
    pairs.map(([chaser, attacked]) => [chaser, { attackedId: attacked }]),
  );
  return gridOf(10, { apartMs: 800, cars, ...options });
}

function idsOf(model: BattleModel, grid: Grid, nowMs = 0) {
  const picture = read(model, grid, nowMs);
  return picture && [picture.ahead.id, picture.behind.id];
}

describe('the battle', () => {
  it('is the first one on the road', () => {
    const picture = read(
      modelOf(),
      fighting([
        [7, 6],
        [3, 2],
      ]),
    );
    expect(picture).toMatchObject({ place: 3, ahead: { id: 2 }, behind: { id: 3 } });
    expect(picture?.gap.figures).toBe('+0.8');
  });

  it('of the own car comes before all others', () => {
    const model = modelOf();
    expect(idsOf(model, fighting([[3, 2]], { own: 7 }))).toEqual([2, 3]);
    expect(
      idsOf(
        model,
        fighting(
          [
            [3, 2],
            [7, 6],
          ],
          { own: 7 },
        ),
        100,
      ),
    ).toEqual([6, 7]);
    expect(idsOf(modelOf('own'), fighting([[3, 2]], { own: 7 }))).toBeNull();
  });

  it('of the car chosen in the race room comes before that of the own car', () => {
    const model = modelOf();
    const pairs = [
      [3, 2],
      [7, 6],
    ] as const;
    const focus = (carId: number) => ({ carId, isAuto: false, proposedId: null });
    expect(idsOf(model, fighting(pairs, { own: 7 }))).toEqual([6, 7]);
    expect(idsOf(model, fighting(pairs, { own: 7, focus: focus(3) }), 100)).toEqual([2, 3]);
    expect(idsOf(model, fighting(pairs, { own: 7, focus: focus(2) }), 200)).toEqual([2, 3]);
    expect(idsOf(model, fighting(pairs, { own: 7, focus: focus(9) }), 300)).toEqual([6, 7]);
  });

  it('stays when another one begins further ahead', () => {
    const model = modelOf();
    expect(idsOf(model, fighting([[7, 6]]))).toEqual([6, 7]);
    expect(
      idsOf(
        model,
        fighting([
          [7, 6],
          [3, 2],
        ]),
        1_000,
      ),
    ).toEqual([6, 7]);
  });

  it('is shown for three seconds after it is over', () => {
    const model = modelOf();
    idsOf(model, fighting([[7, 6]]));
    expect(idsOf(model, fighting([]), 2_900)).toEqual([6, 7]);
    expect(idsOf(model, fighting([]), 3_100)).toBeNull();
  });

  it('ends at once when one of the two is out', () => {
    const model = modelOf();
    idsOf(model, fighting([[7, 6]]));
    const cars = { 7: { status: 'out' as const, attackedId: 6 } };
    expect(idsOf(model, gridOf(10, { cars }), 100)).toBeNull();
  });

  it('turns around when the chaser passes', () => {
    const model = modelOf();
    idsOf(model, fighting([[7, 6]]));
    const grid = fighting([[6, 7]]);
    const [a, b] = [grid.cars[6]!, grid.cars[7]!];
    const cars = grid.cars.with(6, { ...b, place: 7 }).with(7, { ...a, place: 8 });
    expect(idsOf(model, { ...grid, cars }, 100)).toEqual([7, 6]);
  });

  it('is none without cars and outside races', () => {
    expect(read(modelOf(), null)).toBeNull();
    expect(read(modelOf(), fighting([[7, 6]], { isRace: false }))).toBeNull();
  });
});

it('tells how the gap has changed over a third of a lap', () => {
  const model = modelOf();
  const at = (trackPosition: number, ms: number) => {
    const cars = { 1: { attackedId: 0, laps: 5, trackPosition, interval: { laps: 0, ms } } };
    return read(model, gridOf(2, { cars }));
  };
  expect(at(0.1, 900)).toMatchObject({ change: '', trend: 'steady' });
  at(0.4, 800);
  expect(at(0.7, 500)).toMatchObject({ change: '-0.3', trend: 'closing' });
});
