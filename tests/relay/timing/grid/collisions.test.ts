/** One collision is one, however often and by whomever it is reported. */
import { expect, test } from 'vitest';
import { Collisions } from '../../../../relay/timing/grid/collisions.ts';

test('both cars report the same collision many times', () => {
  const collisions = new Collisions();
  const admitted: number[] = [];
  for (let now = 0; now < 1_900; now += 50) {
    if (collisions.admits({ carId: 3, otherId: 8 }, now)) admitted.push(now);
    if (collisions.admits({ carId: 8, otherId: 3 }, now)) admitted.push(now);
  }
  expect(admitted).toEqual([0]);
  expect(collisions.admits({ carId: 8, otherId: null }, 2_500)).toBe(true);
});

test('other cars may collide at the same time', () => {
  const collisions = new Collisions();
  expect(collisions.admits({ carId: 3, otherId: 8 }, 0)).toBe(true);
  expect(collisions.admits({ carId: 5, otherId: null }, 10)).toBe(true);
});
