/** What the table of the race room says of each car. */
import { describe, expect, test } from 'vitest';
import { battlesOf, chosenFocus, gapText, raceRows } from '../../../panel/race/race-rows.ts';
import { eachMakes } from '../../support/each-makes.ts';
import { gridOf } from '../../support/grids.ts';

eachMakes('the gap %o is %s', gapText, [
  [{ laps: 0, ms: 1_234 }, '+1.234'],
  [{ laps: 0, ms: 123_456 }, '+123.5'],
  [{ laps: 0, ms: null }, '–'],
  [{ laps: 1, ms: 5 }, '+1 lap'],
  [{ laps: 2, ms: null }, '+2 laps'],
]);

describe('a row', () => {
  const focus = { carId: 1, isAuto: false, proposedId: 2 };
  const grid = gridOf(5, {
    focus,
    cars: {
      1: { team: 'Blue', number: '07', colour: '#0000ff', bestLapMs: 90_000 },
      2: { attackedId: 1, driver: '' },
      3: { status: 'out' },
      4: { inPitLane: true },
    },
  });
  const rows = raceRows(grid);

  test('names team or car, and a car whose driver is not known', () => {
    expect(rows[1]).toMatchObject({ driver: 'Driver Number2', below: 'Blue', colour: '#0000ff' });
    expect(rows[2]).toMatchObject({ driver: 'Car 2', below: 'Ferrari 488 GT3', colour: null });
  });

  test('tells who is shown, fighting, fastest and away', () => {
    expect(rows.map(({ isFocused }) => isFocused)).toEqual([false, true, false, false, false]);
    expect(rows.map(({ isFighting }) => isFighting)).toEqual([false, true, true, false, false]);
    expect(rows.map(({ isFastest }) => isFastest)).toEqual([false, true, false, false, false]);
    expect(rows.map(({ state }) => state)).toEqual(['', '', '', 'Out', 'Pit']);
  });

  test('of the leader has no gap', () => {
    expect(rows[0]).toMatchObject({ gap: '–', interval: '–' });
    expect(rows[1]).toMatchObject({ gap: '+1.000', interval: '+1.000' });
  });

  test('of a battle names both, and the attacker is chosen', () => {
    expect(battlesOf(grid)).toEqual([
      {
        place: 2,
        ahead: 'Driver Number2',
        attacker: 'Car 2',
        attackerId: 2,
        gap: '+1.000',
        isFocused: true,
      },
    ]);
  });
});

test.each([
  [{ carId: 3 }, { carId: 3, isAuto: false, proposedId: 5 }],
  [{ carId: null }, { carId: null, isAuto: false, proposedId: 5 }],
  [{ auto: true }, { carId: 5, isAuto: true, proposedId: 5 }],
] as const)('the choice %o is shown before the relay answers', (choice, focus) => {
  expect(chosenFocus(choice, { carId: 1, isAuto: false, proposedId: 5 })).toEqual(focus);
});
