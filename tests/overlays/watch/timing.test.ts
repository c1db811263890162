/** What a viewer's phone tells of a race: the tower, and the driver who is followed. */
import { describe, expect, test } from 'vitest';
import { TimingModel } from '../../../overlays/watch/timing.ts';
import { gridOf } from '../../support/grids.ts';

describe('the tower', () => {
  test('has the interval, the gap, the best and the last lap of each car', () => {
    const { rows } = new TimingModel().read(gridOf(3), 0);
    expect(rows.map(({ interval }) => interval)).toEqual(['Lap 6', '+1.0', '+1.0']);
    expect(rows.map(({ gap }) => gap)).toEqual(['Lap 6', '+1.0', '+2.0']);
    expect(rows.map(({ best }) => best)).toEqual(['1:39.500', '1:39.600', '1:39.700']);
    expect(rows.map(({ bestVerdict }) => bestVerdict)).toEqual(['best', '', '']);
    expect(rows.map(({ last }) => last)).toEqual(['1:40.000', '1:40.100', '1:40.200']);
  });

  test('says who is a lap down, in the pits, out or home, and who won places', () => {
    const grid = gridOf(5, {
      cars: {
        1: { placesGained: 3 },
        2: { inPitLane: true },
        3: { gap: { laps: 1, ms: null }, interval: { laps: 1, ms: null }, status: 'finished' },
        4: { status: 'out', placesGained: -2 },
      },
    });
    const { rows } = new TimingModel().read(grid, 0);
    expect(rows.map(({ badge }) => badge)).toEqual(['', '', 'Pit', 'Finished', 'Out']);
    expect(rows.map(({ gained }) => gained)).toEqual([0, 3, 0, 0, 0]);
    expect(rows[3]).toMatchObject({ interval: '+1 lap', gap: '+1 lap' });
    expect(rows[4]).toMatchObject({ interval: '', gap: '' });
  });

  test('tells best laps where nobody races', () => {
    const gaps = { gap: { laps: 0, ms: 100 }, interval: { laps: 0, ms: 100 } };
    const { rows } = new TimingModel().read(gridOf(2, { isRace: false, cars: { 1: gaps } }), 0);
    expect(rows.map(({ interval }) => interval)).toEqual(['1:39.500', '+0.1']);
  });
});

describe('the followed driver', () => {
  test('is the one of the page until the viewer chooses another', () => {
    const grid = gridOf(3, { own: 1 });
    const model = new TimingModel();
    expect(model.read(grid, 0).followed).toMatchObject({ id: 1, place: '2', lap: '6', stops: '0' });
    model.followed = 'Driver Number3';
    const { rows, followed } = model.read(grid, 0);
    expect(followed).toMatchObject({ id: 2, name: 'Driver Number3', behind: null });
    expect(followed!.ahead).toEqual({ name: 'D. Number2', gap: '+1.0' });
    expect(rows.map(({ isFollowed }) => isFollowed)).toEqual([false, false, true]);
    model.followed = 'Who has left';
    expect(model.read(grid, 0).followed).toMatchObject({ id: 1 });
  });

  test('is nobody in the race of a server before the viewer chooses', () => {
    expect(new TimingModel().read(gridOf(3), 0).followed).toBeNull();
  });

  test('shows pedals, gear and fuel where the driver has an agent', () => {
    const inputs = { throttle: 0.5, brake: 0, gear: 0, fuelL: 12.34 };
    const grid = gridOf(2, { own: 0, cars: { 1: { inputs } } });
    const model = new TimingModel();
    expect(model.read(grid, 0).followed!.feet).toBeNull();
    model.followed = 'Driver Number2';
    expect(model.read(grid, 0).followed!.feet).toEqual({
      throttle: 0.5,
      brake: 0,
      gear: 'N',
      fuel: '12.3 L',
    });
  });
});
