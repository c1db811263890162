/** The demo car's small parts: clock, gearbox, foot, random numbers, page bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Foot } from '../../../agent/demo/foot.ts';
import { Gearbox } from '../../../agent/demo/gearbox.ts';
import { gameTimeText, LapClock } from '../../../agent/demo/lap-clock.ts';
import { PageBuffer } from '../../../agent/demo/page-buffer.ts';
import { createRandom, createWander } from '../../../agent/demo/random.ts';
import { graphicsPage, staticPage } from '../../../agent/games/assetto-corsa/layout.ts';
import { g, PageReader, s } from './logbook.ts';

describe('lap timing', () => {
  /** Drives laps of 1000 m at the given speeds and returns the clock after some more seconds. */
  function clockAfter(speedsMs: readonly number[], spoilt: readonly number[] = []): LapClock {
    const clock = new LapClock([0, 310, 660], createRandom(3, 'clock'));
    let nowMs = 0;
    let distanceM = 0;
    let lap = 0;
    clock.start(nowMs);
    while (lap < speedsMs.length + 1) {
      const movedM = (speedsMs[lap] ?? 10) * 0.003;
      nowMs += 3;
      distanceM += movedM;
      const crossed = distanceM >= 1_000;
      if (crossed) {
        distanceM -= 1_000;
        lap += 1;
      }
      clock.step(nowMs, 3, distanceM, movedM, crossed);
      if (spoilt.includes(lap + 1)) clock.spoil();
      if (lap === speedsMs.length && distanceM > 100) break;
    }
    return clock;
  }

  test('finds the crossing between two steps', () => {
    const { finished } = clockAfter([50, 40, 50]);
    // 1000 m at 50 m/s; what a step overlapped at the line is at the speed of the lap before.
    expect(finished.map(({ lapMs }) => lapMs)).toEqual([20_000, 25_000, 20_000]);
  });

  test('adds up whatever the speeds are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 20, max: 90, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (speeds) => {
          const clock = clockAfter(speeds);
          const sum = clock.finished.reduce((ms, { lapMs }) => ms + lapMs, 0);
          const expected = speeds.reduce((ms, speed) => ms + 1_000_000 / speed, 0);
          expect(Math.abs(sum - expected)).toBeLessThan(3 * speeds.length);
          expect(clock.shown.completedLaps).toBe(speeds.length);
          expect(clock.shown.lastMs).toBe(clock.finished.at(-1)!.lapMs);
          expect(clock.shown.bestMs).toBe(Math.min(...clock.finished.map(({ lapMs }) => lapMs)));
        },
      ),
      { numRuns: 20, seed: 8 },
    );
  });

  test('does not make an invalid lap the best', () => {
    const { shown, finished } = clockAfter([40, 50], [2]);
    expect(finished.map(({ valid }) => valid)).toEqual([true, false]);
    expect(shown.lastMs).toBe(20_000);
    expect(shown.bestMs).toBe(25_000);
    expect(clockAfter([40], [1]).shown.bestMs).toBe(0);
  });

  test('writes times as the game does', () => {
    expect(gameTimeText(0)).toBe('-:--:---');
    expect(gameTimeText(95_536)).toBe('1:35:536');
    expect(gameTimeText(7)).toBe('0:00:007');
  });
});

describe('a gear change', () => {
  function course(
    from: number,
    to: number,
  ): { gear: number; engaged: number; blip: number; cut: boolean }[] {
    const box = new Gearbox(createRandom(1, 'box'), 6);
    box.put(from);
    box.shift(to);
    const seen = [];
    while (box.busy) {
      box.step(3);
      seen.push({ gear: box.gear, engaged: box.engaged, blip: box.blip, cut: box.cut });
    }
    return seen;
  }

  test('up: clutch, ignition cut, a moment of neutral, the next gear', () => {
    const seen = course(4, 5);
    expect([...new Set(seen.map(({ gear }) => gear))]).toEqual([4, 1, 5]);
    expect(Math.min(...seen.map(({ engaged }) => engaged))).toBeLessThan(0.3);
    expect(seen.some(({ cut }) => cut)).toBe(true);
    expect(seen.every(({ blip }) => blip === 0)).toBe(true);
    expect(seen.at(-1)).toEqual({ gear: 5, engaged: 1, blip: 0, cut: false });
  });

  test('down: clutch and a blip of the throttle of 15 to 60 ms, no cut', () => {
    const seen = course(5, 4);
    expect([...new Set(seen.map(({ gear }) => gear))]).toEqual([5, 1, 4]);
    const blipMs = seen.filter(({ blip }) => blip > 0).length * 3;
    expect(blipMs).toBeGreaterThanOrEqual(15);
    expect(blipMs).toBeLessThanOrEqual(63);
    expect(seen.some(({ cut }) => cut)).toBe(false);
  });

  test('is ignored during another one, and for a gear that does not exist', () => {
    const box = new Gearbox(createRandom(1, 'box'), 6);
    box.put(7);
    box.shift(8);
    expect(box.busy).toBe(false);
    box.shift(6);
    box.shift(3);
    expect(box.target).toBe(6);
  });
});

describe('a foot', () => {
  const speed = { press: 5, release: 4, lagS: 0.05 };

  test('reaches the floor and comes back, never faster than a leg and never past the stops', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.5, max: 1.5, noNaN: true }), { maxLength: 40 }),
        (targets) => {
          const foot = new Foot();
          let fastest = 0;
          for (const target of targets) {
            for (let i = 0; i < 20; i++) {
              const before = foot.position;
              foot.step(0.003, target, speed);
              fastest = Math.max(fastest, Math.abs(foot.position - before));
              if (foot.position < 0 || foot.position > 1) fastest = Number.POSITIVE_INFINITY;
            }
          }
          expect(fastest).toBeLessThan(0.04);
        },
      ),
      { numRuns: 50, seed: 4 },
    );
    const foot = new Foot();
    for (let i = 0; i < 200; i++) foot.step(0.003, 1, speed);
    expect(foot.position).toBe(1);
    for (let i = 0; i < 300; i++) foot.step(0.003, -0.04, speed);
    expect(foot.position).toBe(0);
  });
});

describe('chance', () => {
  test('is the same for the same seed and stream, and another for others', () => {
    const draw = (seed: number, stream: string): number[] => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 50 }, () => random.next());
    };
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(0, '').every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test('spreads evenly, and in a bell', () => {
    const random = createRandom(9, 'spread');
    const even = Array.from({ length: 20_000 }, () => random.next());
    for (let tenth = 0; tenth < 10; tenth++) {
      const inside = even.filter((value) => Math.floor(value * 10) === tenth).length;
      expect(inside).toBeGreaterThan(1_800);
      expect(inside).toBeLessThan(2_200);
    }
    const bell = Array.from({ length: 20_000 }, () => random.bell());
    const mean = bell.reduce((sum, value) => sum + value, 0) / bell.length;
    const deviation = Math.sqrt(bell.reduce((sum, v) => sum + (v - mean) ** 2, 0) / bell.length);
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(deviation).toBeCloseTo(1, 1);
  });

  test('wanders without jumps', () => {
    const wander = createWander(createRandom(2, 'walk'), 0.5);
    let before = wander.step(0.003);
    let largest = 0;
    for (let i = 0; i < 5_000; i++) {
      const here = wander.step(0.003);
      largest = Math.max(largest, Math.abs(here - before));
      before = here;
    }
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(0.03);
  });
});

describe('page bytes', () => {
  test('hold what was written, field by field', () => {
    const buffer = new PageBuffer(graphicsPage);
    const page = new PageReader(buffer.bytes);
    buffer.int(g.iLastTime, 95_536);
    buffer.float(g.normalizedCarPosition, 0.25);
    buffer.floats(g.carCoordinates, [1, -2, 3]);
    buffer.flag(g.isInPit, true);
    buffer.text(g.lastTime, '1:35:536');
    expect(page.int(g.iLastTime)).toBe(95_536);
    expect(page.float(g.normalizedCarPosition)).toBe(0.25);
    expect(page.floats(g.carCoordinates)).toEqual([1, -2, 3]);
    expect(page.int(g.isInPit)).toBe(1);
    expect(page.text(g.lastTime)).toBe('1:35:536');
    buffer.clear();
    expect(buffer.bytes.every((byte) => byte === 0)).toBe(true);
  });

  test('cut a text to its field and clear the rest of a longer one', () => {
    const buffer = new PageBuffer(staticPage);
    const page = new PageReader(buffer.bytes);
    buffer.text(s.track, 'x'.repeat(50));
    expect(page.text(s.track)).toBe('x'.repeat(32));
    expect(page.text(s.playerName)).toBe('');
    buffer.text(s.track, 'spa');
    expect(page.text(s.track)).toBe('spa');
    const bytes = buffer.bytes.subarray(s.track.offset + 6, s.track.offset + 66);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });
});
