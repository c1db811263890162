/** What the grid reports of a race: passes, battles, leaders, fastest laps. */
import { describe, expect, test } from 'vitest';
import { Track } from './circling-cars.ts';

describe('events', () => {
  test('report a pass on the track once, for both sides', () => {
    const track = Track.at(1_000, 990, 500);
    track.drive(2_000);
    track.car(1).mps = 60;
    track.drive(5_000);
    expect(track.events).toEqual(['overtake 1 0', 'overtaken 0 1', 'leader-changed 1 0']);
  });

  test('do not report cars that waver side by side, nor a pass that does not last', () => {
    const track = Track.at(1_000, 990);
    track.drive(2_000);
    for (let i = 0; i < 40; i++) {
      track.car(1).metres = track.car(0).metres + (i % 2 === 0 ? 0.8 : -0.8);
      track.drive(100);
    }
    track.car(1).metres = track.car(0).metres + 5;
    track.drive(500);
    track.car(1).metres = track.car(0).metres - 5;
    track.drive(3_000);
    expect(track.events).toEqual([]);
  });

  test('report a battle after a lap within a second, once, also when the two change places', () => {
    const track = Track.at(1_000, 970);
    track.drive(70_000);
    expect(track.events).toEqual([]);
    track.drive(20_000);
    expect(track.events).toEqual(['battle-started 1 0']);
    expect(track.of(1).attackedId).toBe(0);
    track.car(1).mps = 55;
    track.drive(10_000);
    track.car(1).mps = 50;
    track.drive(90_000);
    expect(track.of(0).attackedId).toBe(1);
    expect(track.events.filter((event) => event.startsWith('battle'))).toHaveLength(1);
    track.car(1).mps = 60;
    track.drive(20_000);
    expect(track.of(0).attackedId).toBeNull();
  });

  test('report the fastest lap of all, not of one car, and not the first one', () => {
    const track = Track.at(1_000, 900);
    track.drive(500);
    Object.assign(track.car(0), { last: 90_000, best: 90_000 });
    track.drive(500);
    Object.assign(track.car(1), { last: 91_000, best: 91_000 });
    track.drive(500);
    expect(track.events).toEqual([]);
    Object.assign(track.car(1), { last: 89_000, best: 89_000 });
    track.drive(500);
    expect(track.events).toEqual(['fastest-lap 1']);
    // Too fast to be valid: the game keeps its best lap.
    Object.assign(track.car(0), { last: 60_000, best: 90_000 });
    track.drive(500);
    expect(track.events).toHaveLength(1);
  });
});
