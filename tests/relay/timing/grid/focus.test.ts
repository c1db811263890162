/** Whose choice the focus is, and when it ends. */
import { expect, test } from 'vitest';
import { Track } from './circling-cars.ts';

/** Four cars of a race, the last two close to each other. */
function race(): Track {
  const metres = [1_000, 700, 400, 380];
  return new Track(metres.map((at) => ({ metres: at, mps: 50 })));
}

test('nobody is chosen at first, and the director proposes the attacker of the battle', () => {
  const track = race();
  track.drive(30_000);
  expect(track.grid.focus).toEqual({ carId: null, isAuto: false, proposedId: 3 });
});

test('a commentator chooses a car, the director, or nobody', () => {
  const track = race();
  track.drive(30_000);
  expect(track.grid.choose({ carId: 1 })).toBe(true);
  expect(track.grid.focus).toEqual({ carId: 1, isAuto: false, proposedId: 3 });
  track.grid.choose({ auto: true });
  expect(track.grid.focus).toEqual({ carId: 3, isAuto: true, proposedId: 3 });
  track.grid.choose({ carId: null });
  expect(track.grid.focus.carId).toBeNull();
});

test('a car that is not there cannot be chosen, and the choice stays', () => {
  const track = race();
  track.drive(1_000);
  track.grid.choose({ carId: 2 });
  expect(track.grid.choose({ carId: 9 })).toBe(false);
  expect(track.grid.focus.carId).toBe(2);
});

test('the choice ends when another driver gets the number of the car', () => {
  const track = race();
  track.drive(1_000);
  track.grid.choose({ carId: 2 });
  track.car(2).name = 'Somebody else';
  track.drive(100);
  expect(track.grid.focus.carId).toBeNull();
});
