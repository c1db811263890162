/** Which battle the director shows, and when it changes to another. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Contender,
  type DirectorChoice,
  direct,
  leastDwellMs,
} from '../../../../relay/timing/grid/director.ts';

/** @param intervals to the car ahead, ms, from the second place on; null: not near */
function field(
  intervals: readonly (number | null)[],
  changes: Readonly<Record<number, Partial<Contender>>> = {},
): Contender[] {
  return [null, ...intervals].map((intervalMs, id) => ({
    id,
    aheadId: id === 0 ? null : id - 1,
    intervalMs,
    isFighting: intervalMs !== null && intervalMs < 1_000,
    isRacing: true,
    ...changes[id],
  }));
}

const chosen = (carId: number, sinceT = 0): DirectorChoice => ({ carId, sinceT });

describe('the director', () => {
  test('shows the leader while nobody is near another', () => {
    expect(direct(field([5_000, null, 9_000]), null, 7)).toEqual(chosen(0, 7));
    expect(direct([], null, 0)).toBeNull();
    expect(
      direct(field([500], { 0: { isRacing: false }, 1: { isRacing: false } }), null, 0),
    ).toBeNull();
  });

  test('shows the attacker of the closest battle, and of equal ones that for the better place', () => {
    expect(direct(field([5_000, 5_000, 900, 5_000, 200]), null, 0)?.carId).toBe(5);
    expect(direct(field([5_000, 400, 5_000, 400]), null, 0)?.carId).toBe(2);
  });

  test('prefers cars that have fought for a lap to cars that have just met', () => {
    const cars = field([5_000, 5_000, 500, 5_000, 600], { 3: { isFighting: false } });
    expect(direct(cars, null, 0)?.carId).toBe(5);
  });

  test('does not count cars in the pits or out of the race', () => {
    expect(direct(field([5_000, 300], { 2: { isRacing: false } }), null, 0)?.carId).toBe(0);
    expect(direct(field([5_000, 300], { 1: { isRacing: false } }), null, 0)?.carId).toBe(0);
  });

  test('stays with a choice for a while, though another battle is better', () => {
    const cars = field([300, 5_000, 900]);
    const before = chosen(3);
    expect(direct(cars, before, leastDwellMs - 1)).toBe(before);
    expect(direct(cars, before, leastDwellMs)).toEqual(chosen(1, leastDwellMs));
  });

  test('stays with a choice when another is hardly better', () => {
    const before = chosen(5);
    expect(direct(field([9_000, 9_000, 450, 9_000, 500]), before, 60_000)).toBe(before);
  });

  test('goes on showing a car that has passed the one it attacked', () => {
    const cars = field([9_000, 500]);
    expect(direct(cars, chosen(1), 60_000)).toEqual(chosen(1));
  });

  test('leaves a car at once that is in the pits, out or gone', () => {
    const cars = field([9_000, 500], { 2: { isRacing: false } });
    expect(direct(cars, chosen(2), 100)).toEqual(chosen(0, 100));
    expect(direct(cars, chosen(9), 100)).toEqual(chosen(0, 100));
  });

  test('chooses again when the clock of the session begins again', () => {
    expect(direct(field([300]), chosen(0, 90_000), 0)).toEqual(chosen(1, 0));
  });

  test('shows only cars that race, and changes from one that does only after the least time', () => {
    const interval = fc.option(fc.integer({ min: 0, max: 5_000 }));
    const moment = fc.record({
      intervals: fc.array(interval, { minLength: 1, maxLength: 12 }),
      absent: fc.array(fc.nat(12), { maxLength: 4 }),
      stepMs: fc.integer({ min: 100, max: 20_000 }),
    });
    void fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 30 }), (moments) => {
        let choice: DirectorChoice | null = null;
        let t = 0;
        for (const { intervals, absent, stepMs } of moments) {
          t += stepMs;
          const changes = Object.fromEntries(absent.map((id) => [id, { isRacing: false }]));
          const cars = field(intervals, changes);
          const before: DirectorChoice | null = choice;
          choice = direct(cars, before, t);
          const racing = cars.filter(({ isRacing }) => isRacing).map(({ id }) => id);
          if (choice === null) expect(racing).toEqual([]);
          else expect(racing).toContain(choice.carId);
          if (before === null || choice === null || before === choice) continue;
          const couldStay = racing.includes(before.carId);
          if (couldStay) expect(t - before.sinceT).toBeGreaterThanOrEqual(leastDwellMs);
        }
      }),
    );
  });
});
