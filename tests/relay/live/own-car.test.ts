/** A driver's own frames in the grid of another session: their car is where it is, not where the game's network shows it. */
import { describe, expect, test } from 'vitest';
import type { CarEntry, CarMotion } from '../../../protocol/cars.ts';
import { LiveRun } from '../../../relay/live/live-run.ts';
import { ownCar, ownEntry } from '../../../relay/live/own-car.ts';
import { frame } from '../../support/frames.ts';

const lengthM = 4_000;

const seen: CarMotion = {
  id: 3,
  laps: 2,
  trackPosition: 0.49,
  worldPosition: [90, 0, 0],
  heading: Math.PI / 2,
  speedKmh: 170,
  currentLapMs: 40_000,
  inPitLane: false,
  inPit: false,
  isConnected: true,
};

/** A run that began at a time of the relay, with one frame. */
function runOf(startMs: number | null, t: number): LiveRun {
  const run = new LiveRun({ publisher: 'p', name: 'r', info: {}, startMs, startT: 0 });
  run.setStatus('driving');
  const own = { t, trackPosition: 0.5, worldPosition: [100, 0, 0], speedKmh: 180 } as const;
  run.receive({
    sessionID: 'S',
    run: 'r',
    lap: 3,
    late: false,
    frames: [{ ...frame(1), ...own, inPitLane: true }],
    connection: {},
    receivedAt: 0,
  });
  return run;
}

describe('the car of another agent', () => {
  test('is moved from its newest frame to the time of the other cars, over the clocks of both', () => {
    const grid = runOf(1_000_000, 0);
    const other = runOf(1_010_000, 20_000);
    // The frame is of 1 030 000 on the relay's clock, the other cars of 1 030 100: 5 m later.
    const car = ownCar('OTHER', grid, other, 30_100, lengthM).placed(seen);
    expect(car.trackPosition).toBeCloseTo(0.5 + 5 / lengthM, 9);
    expect(car.worldPosition[0]).toBeCloseTo(105);
    expect(car).toMatchObject({ speedKmh: 180, inPitLane: true, laps: 2, id: 3 });
  });

  test.each([
    ['its frames are too old', runOf(1_010_000, 20_000), 40_000],
    ['its clock was not measured', runOf(null, 20_000), 30_100],
  ])('is where the source sees it when %s', (_why, other, t) => {
    expect(ownCar('OTHER', runOf(1_000_000, 0), other, t, lengthM).placed(seen)).toBe(seen);
  });

  test('of the same PC stays where its source sees it, like all others', () => {
    const run = runOf(1_000_000, 30_000);
    const { inputs, ...place } = ownCar('OWN', run, run, 30_050, lengthM).placed(seen);
    expect(place).toEqual(seen);
    expect(inputs).toEqual({ throttle: 1, brake: 0, gear: 5, fuelL: 8.3 });
  });
});

describe('the own car in its grid', () => {
  const seenAs: CarEntry = {
    id: 0,
    driver: 'player_one',
    car: 'sq_gt',
    lastLapMs: null,
    bestLapMs: null,
    isPlayer: true,
  };
  const info = { driverName: 'Ayşe Yılmaz', raceNumber: '27', team: 'Blue Line' };

  test('has the name, number and team that its driver has set, as the rest of the page shows them', () => {
    expect(ownEntry(info, seenAs, seenAs)).toEqual({
      ...seenAs,
      driver: 'Ayşe Yılmaz',
      number: '27',
      team: 'Blue Line',
    });
    expect(ownEntry({}, seenAs, seenAs)).toEqual(seenAs);
  });

  test('keeps what the entry list of a league says', () => {
    const listed = { ...seenAs, driver: 'A. Yılmaz', number: '7' };
    expect(ownEntry(info, seenAs, listed)).toEqual({ ...listed, team: 'Blue Line' });
  });
});
