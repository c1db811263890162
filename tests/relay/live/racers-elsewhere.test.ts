/** What is made of drivers whose agents publish to other relays. */
import { expect, test } from 'vitest';
import type { CarMotion } from '../../../protocol/cars.ts';
import type { TrackKey } from '../../../protocol/track-key.ts';
import {
  carsElsewhere,
  type HeardRacer,
  motionAt,
  ownCarElsewhere,
} from '../../../relay/live/racers-elsewhere.ts';

const track: TrackKey = { name: 'spa', layout: '', lengthM: 7_000, isCut: false };
const inputs = { throttle: 1, brake: 0, gear: 5, fuelL: 30 };

/** At 50 m/s northwards, 35 m before the line. */
const motion: CarMotion = {
  ...{ id: 0, laps: 3, trackPosition: 0.995, worldPosition: [10, 0, 20], heading: 0 },
  ...{ speedKmh: 180, currentLapMs: 90_000, inPitLane: false, inPit: false, isConnected: true },
  inputs,
};

const racer: HeardRacer = {
  ...{ sessionID: 'B', race: 'CUP', sessionType: 2, track, lengthM: 7_000, motion },
  entry: { id: 0, driver: 'Ben', car: 'gt', lastLapMs: 91_000, bestLapMs: null, tyre: 'M' },
  ...{ isDriving: true, atMs: 1_000 },
};

test('a car is where it would be at another time, over the line too', () => {
  expect(motionAt(racer, 1_000)).toEqual(motion);
  const later = motionAt(racer, 1_100);
  expect(later.trackPosition).toBeCloseTo(0.995 + 5 / 7_000, 9);
  expect(later.worldPosition).toEqual([10, 0, 25]);
  expect(motionAt({ ...racer, motion: { ...motion, trackPosition: 0.9999 } }, 1_100)).toMatchObject(
    { trackPosition: expect.closeTo(0.9999 + 5 / 7_000 - 1, 9) },
  );
});

test('a car stays where it was while its game is paused, and when nothing was heard for long', () => {
  expect(motionAt({ ...racer, isDriving: false }, 1_100)).toEqual(motion);
  expect(motionAt(racer, 3_000)).toEqual(motion);
});

test('a car of another source gets the session, the pedals and the times of its driver', () => {
  const car = ownCarElsewhere(racer, 1_200);
  expect(car).toMatchObject({ sessionID: 'B', facts: { lastLapMs: 91_000, tyre: 'M' } });
  const { inputs: _, ...seen } = motion;
  expect(car.placed({ ...seen, trackPosition: 0.3 })).toMatchObject({
    trackPosition: 0.3,
    inputs,
  });
  // Pedals of a while ago say nothing.
  expect(ownCarElsewhere(racer, 9_000).placed(seen)).toEqual(seen);
});

test('drivers are found by their name and track, all of them', () => {
  const namesake = { ...racer, sessionID: 'C' };
  const abroad = { ...racer, track: { ...track, name: 'monza' } };
  const found = (name: string) =>
    carsElsewhere([racer, abroad, namesake], name, track).map(({ sessionID }) => sessionID);
  expect(found('Ben')).toEqual(['B', 'C']);
  expect(found('Anna')).toEqual([]);
});
