/** Whose card is shown, and what it says. */
import { describe, expect, it } from 'vitest';
import { DriverCardModel, type Focus, fewerWords } from '../../../overlays/driver-card/model.ts';
import type { Grid } from '../../../protocol/cars.ts';
import { gridOf } from '../../support/grids.ts';

function card(grid: Grid | null, focus: Focus = 'own', place = 1, state = {}) {
  return new DriverCardModel({ focus, place }).read({ grid, state }, 0);
}

describe('the driver', () => {
  it.each([
    ['own', 3],
    ['leader', 0],
    ['ahead', 2],
    ['behind', 4],
    ['place', 1],
  ] as const)('can be %s', (focus, id) => {
    expect(card(gridOf(6, { own: 3 }), focus, 2)?.id).toBe(id);
  });

  it('is the one chosen in the race room, else the own, else the leader', () => {
    const focus = { carId: 2, isAuto: false, proposedId: null };
    expect(card(gridOf(6, { own: 3, focus }), 'auto')?.id).toBe(2);
    expect(card(gridOf(6, { own: 3 }), 'auto')?.id).toBe(3);
    expect(card(gridOf(6), 'auto')?.id).toBe(0);
    expect(card(gridOf(6, { own: 3, focus: { ...focus, carId: 99 } }), 'auto')?.id).toBe(3);
    expect(card(gridOf(6, { own: 3, focus }), 'own')?.id).toBe(3);
  });

  it('is nobody when there is no such car', () => {
    expect(card(null)).toBeNull();
    expect(card(gridOf(3))).toBeNull();
    expect(card(gridOf(3, { own: 0 }), 'ahead')).toBeNull();
    expect(card(gridOf(3, { own: 2 }), 'behind')).toBeNull();
    expect(card(gridOf(3), 'place', 9)).toBeNull();
  });
});

describe('the fields', () => {
  const fieldsOf = (grid: Grid, focus: Focus = 'own') =>
    card(grid, focus)!.fields.map(({ title, value: { figures, word } }) =>
      [title, figures ?? '—', word].join(' ').trim(),
    );

  it('of a race are gap, interval and last lap', () => {
    expect(fieldsOf(gridOf(6, { own: 3 }))).toEqual(['Gap +3.0', 'Interval +1.0', 'Last 1:40.300']);
  });

  it('of the leader are lap, last and best lap', () => {
    expect(fieldsOf(gridOf(6), 'leader')).toEqual(['Lap 6', 'Last 1:40.000', 'Best 1:39.500']);
  });

  it('of other sessions are the laps', () => {
    expect(fieldsOf(gridOf(6, { own: 3, isRace: false }))).toEqual([
      'Best 1:39.800',
      'Last 1:40.300',
    ]);
  });

  it('of a car that is out say so', () => {
    const grid = gridOf(6, { own: 3, cars: { 3: { status: 'out' } } });
    expect(fieldsOf(grid)[0]).toBe('Status  out');
  });
});

it('has pedals for the own car only, where they are known', () => {
  const grid = gridOf(3, { own: 1 });
  const state = { gas: 0.8, brake: 0.1 };
  expect(card(grid, 'own', 1, state)?.pedals).toEqual({ throttle: 0.8, brake: 0.1 });
  expect(card(grid, 'leader', 1, state)?.pedals).toBeNull();
  expect(card(grid)?.pedals).toBeNull();
});

it('names the team, else the car', () => {
  const cars = { 0: { team: 'Blue Racing' } };
  expect(card(gridOf(2, { cars }), 'leader')?.below).toBe('Blue Racing');
  expect(card(gridOf(2, { cars }), 'place', 2)?.below).toBe('Ferrari 488 GT3');
});

it('has the colour of the team, where it is known', () => {
  const grid = gridOf(2, { cars: { 0: { colour: '#1e90ff' } } });
  expect(card(grid, 'leader')?.colour).toBe('#1e90ff');
  expect(card(grid, 'place', 2)?.colour).toBeNull();
});

it('names a car with fewer words where all of them have no room', () => {
  expect(fewerWords('Porsche 911 GT3')).toEqual(['Porsche 911 GT3', 'Porsche 911', 'Porsche']);
  expect(fewerWords('')).toEqual(['']);
});
