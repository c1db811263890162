/** The grid in the corners of a race: at the line, in the pits, when cars disconnect, when slots are reused. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import { lengthM, motionOf, Track } from './circling-cars.ts';

describe('places in a race', () => {
  test('are right over the line, though the game counts the lap later', () => {
    const track = new Track([
      { metres: 3_960, mps: 50, laps: 0, lapMs: 80_000 },
      { metres: 3_930, mps: 50, laps: 0, lapMs: 80_000 },
    ]);
    for (let i = 0; i < 30; i++) {
      track.drive(100);
      // Each lap is counted 200 ms after the line.
      for (const car of track.cars.values()) car.laps = Math.floor((car.metres - 10) / lengthM);
      expect(track.order()).toEqual([0, 1]);
      if (i > 10) expect(track.of(1).gap).toEqual({ laps: 0, ms: 600 });
    }
  });

  test('count laps from a source that never counts any', () => {
    const track = new Track([
      { metres: 100, mps: 60, laps: 0 },
      { metres: 50, mps: 40, laps: 0 },
    ]);
    track.drive(300_000);
    expect(track.of(0).laps).toBe(4);
    expect(track.of(1).laps).toBe(3);
    expect(track.of(1).gap.laps).toBe(1);
  });

  test('keep the grid until the start, with those who start from the pits behind', () => {
    const track = new Track([
      { metres: 60, mps: 0, inPit: true, lapMs: 0 },
      { metres: -16, mps: 0, lapMs: 0 },
      { metres: -8, mps: 0, lapMs: 0 },
    ]);
    track.drive(5_000);
    expect(track.order()).toEqual([2, 1, 0]);
    expect(track.of(2).status).toBe('grid');
    for (const id of [1, 2]) track.car(id).mps = 40;
    track.drive(1_000);
    expect(track.of(2)).toMatchObject({ status: 'running', startPlace: 1, laps: 0 });
    // The one in the pits is farther round the lap than the others and still last.
    expect(track.order()).toEqual([2, 1, 0]);
    track.car(0).mps = 20;
    track.car(0).inPit = false;
    track.car(0).inPitLane = true;
    track.drive(3_000);
    expect(track.order()).toEqual([2, 1, 0]);
  });

  test('count places gained since the start', () => {
    const track = new Track([
      { metres: -8, mps: 0, lapMs: 0 },
      { metres: -16, mps: 0, lapMs: 0 },
    ]);
    track.drive(1_000);
    Object.assign(track.car(0), { mps: 40, lapMs: null });
    Object.assign(track.car(1), { mps: 50, lapMs: null });
    track.drive(20_000);
    expect(track.of(1)).toMatchObject({ place: 1, placesGained: 1 });
    expect(track.of(0)).toMatchObject({ place: 2, placesGained: -1 });
  });

  test('follow a car into a box beyond the line, and count its stop and its stint', () => {
    const track = Track.at(3_500, 3_300);
    track.drive(10_000);
    Object.assign(track.car(0), { mps: 20, inPitLane: true });
    track.drive(3_000);
    Object.assign(track.car(0), { mps: 0, inPit: true });
    track.drive(20_000);
    expect(track.of(0)).toMatchObject({ laps: 1, pitStops: 0, inPit: true });
    Object.assign(track.car(0), { mps: 20, inPit: false });
    track.drive(3_000);
    Object.assign(track.car(0), { mps: 50, inPitLane: false });
    track.drive(120_000);
    expect(track.of(0)).toMatchObject({ pitStops: 1, stintLaps: 1 });
    expect(track.order()).toEqual([1, 0]);
    expect(track.events).toContain('car-pitted 0');
  });

  test('do not count a drive through the pit lane as a stop', () => {
    const track = Track.at(3_500);
    track.drive(2_000);
    Object.assign(track.car(0), { mps: 20, inPitLane: true });
    track.drive(10_000);
    Object.assign(track.car(0), { mps: 50, inPitLane: false });
    track.drive(5_000);
    expect(track.of(0).pitStops).toBe(0);
  });

  test('are final for those who crossed the line after the flag', () => {
    const track = new Track(
      [
        { metres: 7_000, mps: 50 },
        { metres: 6_900, mps: 50 },
        { metres: 2_500, mps: 40 },
      ],
      true,
      2,
    );
    track.drive(30_000);
    expect(track.events).toContain('chequered-flag 0');
    expect(track.of(1)).toMatchObject({ status: 'finished', gap: { laps: 0, ms: 2_000 } });
    // The winner slows down, is passed and stays the winner.
    track.car(0).mps = 5;
    track.drive(40_000);
    expect(track.order()).toEqual([0, 1, 2]);
    expect(track.of(1).gap.ms).toBe(2_000);
    expect(track.of(2)).toMatchObject({ status: 'finished', laps: 1, gap: { laps: 1 } });
  });

  test('of a timed race are final when the leader crosses the line after the time', () => {
    const track = Track.at(3_000, 2_900);
    track.grid.setEnd(0, { timeLeftMs: 5_000 });
    track.drive(5_000);
    track.grid.setEnd(track.t, { timeLeftMs: 0 });
    track.drive(10_000);
    expect(track.of(0).status).toBe('running');
    track.drive(10_000);
    expect(track.of(0).status).toBe('finished');
  });

  test('are final when the source says who has won, perhaps a lap after the time', () => {
    const track = Track.at(3_000, 2_900);
    track.grid.setEnd(0, { winnerId: null });
    track.drive(99_800);
    expect(track.of(0)).toMatchObject({ laps: 1, status: 'running' });
    // The source knows of the lap before the car is seen behind the line.
    track.car(0).laps = 2;
    track.grid.setEnd(track.t, { winnerId: 0 });
    track.drive(100);
    expect(track.of(0)).toMatchObject({ laps: 1, status: 'running' });
    track.drive(3_000);
    expect(track.of(0)).toMatchObject({ laps: 2, status: 'finished' });
    expect(track.of(1)).toMatchObject({ status: 'finished', gap: { laps: 0, ms: 2_000 } });
    expect(track.events.filter((event) => event.startsWith('chequered-flag'))).toEqual([
      'chequered-flag 0',
    ]);
  });

  test('of a driver who goes back to the pits by the game’s menu are behind all others', () => {
    const track = new Track([
      { metres: 21_300, mps: 50, laps: 5 },
      { metres: 21_000, mps: 50, laps: 5 },
    ]);
    track.drive(2_000);
    expect(track.order()).toEqual([0, 1]);
    // The box is before the line, so it is farther round the lap.
    Object.assign(track.car(0), { metres: 23_900, mps: 0, inPit: true });
    track.drive(1_000);
    expect(track.order()).toEqual([1, 0]);
    Object.assign(track.car(0), { mps: 20, inPit: false, inPitLane: true });
    track.drive(15_000);
    Object.assign(track.car(0), { mps: 50, inPitLane: false });
    track.drive(2_000);
    expect(track.of(0).status).toBe('running');
    expect(track.order()).toEqual([1, 0]);
  });

  test('take a session that is restarted from its beginning', () => {
    const track = new Track([{ metres: 20_000, mps: 50, laps: 5 }]);
    track.drive(1_000);
    Object.assign(track.car(0), { metres: 200, laps: 0 });
    track.drive(1_000);
    expect(track.of(0).laps).toBe(0);
  });
});

describe('gaps', () => {
  test('are times, also where the cars are slow', () => {
    const track = Track.at(1_000, 900);
    track.drive(20_000);
    expect(track.of(1).gap.ms).toBe(2_000);
    // A hairpin: the distance shrinks, the time does not.
    track.car(0).mps = 10;
    track.drive(1_000);
    expect(track.of(1).gap.ms).toBe(2_000);
  });

  test('to a car on the road follow the shorter way round', () => {
    const track = Track.at(4_100, 3_900, 12_200, 8_000);
    track.drive(60_000);
    expect(track.of(0).relativeMs).toBeNull();
    expect(track.of(1).relativeMs).toBe(4_000);
    expect(track.of(2).relativeMs).toBe(-2_000);
    expect(track.of(3).relativeMs).toBe(2_000);
  });

  test('outside races are the differences of best laps', () => {
    const track = new Track(
      [
        { metres: 500, mps: 50, best: 91_000 },
        { metres: 3_000, mps: 50, best: 90_250 },
        { metres: 3_500, mps: 50 },
      ],
      false,
    );
    track.drive(1_000);
    expect(track.order()).toEqual([1, 0, 2]);
    expect(track.of(0)).toMatchObject({
      gap: { laps: 0, ms: 750 },
      interval: { laps: 0, ms: 750 },
    });
    expect(track.of(2).gap.ms).toBeNull();
  });
});

describe('a car that disconnects', () => {
  test('keeps its place while the source loses packets', () => {
    const track = Track.at(1_000, 900);
    track.drive(2_000);
    track.car(0).isConnected = false;
    track.drive(limits.carGoneMs - 200);
    expect(track.order()).toEqual([0, 1]);
    expect(track.of(0).isConnected).toBe(true);
    track.car(0).isConnected = true;
    track.drive(1_000);
    expect(track.order()).toEqual([0, 1]);
    expect(track.events).toEqual([]);
  });

  test('is out of a race after three seconds, and back in it when it returns', () => {
    const track = Track.at(1_000, 900);
    track.drive(2_000);
    track.car(0).isConnected = false;
    track.drive(limits.carGoneMs + 200);
    expect(track.of(0)).toMatchObject({ status: 'out', place: 2, isConnected: false });
    expect(track.events).toEqual(['car-retired 0']);
    track.car(0).isConnected = true;
    track.drive(500);
    expect(track.of(0)).toMatchObject({ status: 'running', place: 1 });
  });

  test('is gone from a practice', () => {
    const track = new Track(
      [
        { metres: 1_000, mps: 50 },
        { metres: 900, mps: 50 },
      ],
      false,
    );
    track.drive(1_000);
    track.cars.delete(0);
    track.drive(limits.carGoneMs + 200);
    expect(track.order()).toEqual([1]);
  });

  test('leaves its slot to another driver, who begins again', () => {
    const track = Track.at(9_000, 8_900);
    track.drive(5_000);
    Object.assign(track.car(0), { name: 'Somebody Else', metres: 60, mps: 0, inPit: true });
    track.drive(500);
    expect(track.of(0)).toMatchObject({ driver: 'Somebody Else', laps: 0, pitStops: 0 });
    expect(track.order()).toEqual([1, 0]);
  });

  test('beside the track retires after a minute, and not in its box', () => {
    const track = new Track([
      { metres: 1_000, mps: 50 },
      { metres: 900, mps: 0 },
      { metres: 60, mps: 0, inPit: true },
    ]);
    track.drive(65_000);
    expect(track.of(1).status).toBe('out');
    expect(track.of(2).status).toBe('running');
  });
});

test('a message that is older than one before changes nothing', () => {
  const track = Track.at(1_000);
  track.drive(1_000);
  expect(track.grid.move(500, [motionOf(0, { metres: 0, mps: 0 })])).toBeNull();
});
