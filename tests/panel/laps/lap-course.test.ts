import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deltaMs } from '../../../panel/laps/delta.ts';
import { courseOf, type LapCourse } from '../../../panel/laps/lap-course.ts';
import { gridOf } from '../../../panel/laps/lap-grid.ts';
import { samplesOf } from '../../../panel/laps/lap-samples.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import { gridFrom, type MadeUp, madeUpLap, wavy } from './synthetic-lap.ts';

const steps = limits.lapGridSteps;

function courseFrom(frames: readonly Frame[], lapMs: number | null = null): LapCourse {
  return courseOf(samplesOf(frames), lapMs)!;
}

/** Places ascend, and times never decrease. */
function isOneWay(positions: Float64Array, timesMs: Float64Array): boolean {
  return positions.every(
    (place, i) => i === 0 || (place > positions[i - 1]! && timesMs[i]! >= timesMs[i - 1]!),
  );
}

const speeds = fc
  .record({
    mean: fc.integer({ min: 120, max: 260 }),
    swing: fc.integer({ min: 0, max: 70 }),
    waves: fc.integer({ min: 1, max: 12 }),
    phase: fc.double({ min: 0, max: 6, noNaN: true }),
  })
  .map(({ mean, swing, waves, phase }) => wavy(mean, swing, waves, phase));
const laps: fc.Arbitrary<MadeUp> = fc.record({
  speedKmh: speeds,
  hz: fc.constantFrom(20, 60, 100, 333),
  lateMs: fc.integer({ min: 0, max: 100 }),
  // The game counts the lap up to 100 ms after the line: some frames beyond it still carry its number.
  to: fc.double({ min: 1, max: 1.002, noNaN: true }),
});

describe('the course of a lap', () => {
  test('ascends in place and time from line to line, for any recording', () => {
    fc.assert(
      fc.property(laps, (lap) => {
        const { frames } = madeUpLap(lap);
        const { positions, timesMs, fromLine, toLine } = courseFrom(frames);
        expect([fromLine, toLine]).toEqual([true, true]);
        expect([positions[0], positions.at(-1)]).toEqual([0, 1]);
        expect(isOneWay(positions, timesMs)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test('ends with the lap time, and finds an unknown lap time within 20 ms', () => {
    fc.assert(
      fc.property(laps, (lap) => {
        const { frames, lapMs } = madeUpLap(lap);
        expect(Math.abs(courseFrom(frames).timesMs.at(-1)! - lapMs)).toBeLessThan(20);
        expect(courseFrom(frames, Math.round(lapMs)).timesMs.at(-1)).toBe(Math.round(lapMs));
      }),
      { numRuns: 15 },
    );
  });

  test('is the same without the game’s clock or positions', () => {
    const { frames, lapMs } = madeUpLap({ speedKmh: wavy(180, 40, 5) });
    const clockless = frames.map(({ currentLapTime: _, ...frame }) => frame);
    expect(Math.abs(courseFrom(clockless).timesMs.at(-1)! - lapMs)).toBeLessThan(20);
    const placeless = clockless.map(({ trackPosition: _, ...frame }) => frame);
    const course = courseFrom(placeless);
    expect(course.placedBy).toBe('coordinates');
    expect(Math.abs(course.timesMs.at(-1)! - lapMs)).toBeLessThan(20);
    // Half of the way is at half of the track.
    const [withTimes, made] = [gridFrom(frames), gridFrom(placeless)];
    expect(Math.abs(withTimes.timeMs[steps / 2]! - made.timeMs[steps / 2]!)).toBeLessThan(40);
  });

  test('leaves out a pause in which the game stops its clock', () => {
    const { frames, lapMs } = madeUpLap({ speedKmh: wavy(180, 40, 5) });
    const paused = frames.map((frame, i) => (i < 900 ? frame : { ...frame, t: frame.t! + 60_000 }));
    expect(Math.abs(courseFrom(paused).timesMs.at(-1)! - lapMs)).toBeLessThan(20);
  });

  test('ignores rolling back and uses the first time at each place', () => {
    const { frames } = madeUpLap({ speedKmh: wavy(180, 40, 5) });
    const rolled = frames.map((frame, i) =>
      i >= 600 && i < 660 ? { ...frame, trackPosition: frame.trackPosition! - 0.01 } : frame,
    );
    const { positions, timesMs } = courseFrom(rolled);
    const at = positions.indexOf(rolled[599]!.trackPosition!);
    expect(timesMs[at]).toBe(rolled[599]!.currentLapTime);
    expect(positions[at + 1]).toBeGreaterThan(positions[at]!);
  });

  test('of a lap that is recorded from the middle begins there', () => {
    const { frames } = madeUpLap({ speedKmh: wavy(180, 40, 5), from: 0.4 });
    const course = courseFrom(frames);
    expect([course.fromLine, course.toLine]).toEqual([false, true]);
    expect(course.positions[0]).toBeCloseTo(0.4, 2);
    const grid = gridFrom(frames);
    expect(grid.timeMs[0]).toBeNaN();
    expect(grid.traced.speedKmh[Math.round(0.39 * steps)]).toBeNaN();
    expect(grid.traced.speedKmh[Math.round(0.41 * steps)]).not.toBeNaN();
  });

  test('of a recording that begins before the line is the lap after it', () => {
    const { frames } = madeUpLap({ speedKmh: wavy(180, 40, 5) });
    const before = [0.995, 0.997, 0.999].map((trackPosition, i) => ({
      ...frames[0]!,
      packetId: i,
      t: i * 10,
      currentLapTime: 90_000 + i * 10,
      trackPosition,
    }));
    const course = courseFrom([
      ...before,
      ...frames.map((frame) => ({ ...frame, t: frame.t! + 40 })),
    ]);
    expect(course.first).toBe(3);
    expect([course.fromLine, course.toLine]).toEqual([true, true]);
  });

  test('keeps the longer part after a return to the pits', () => {
    const { frames } = madeUpLap({ speedKmh: wavy(180, 40, 5) });
    const short = frames
      .slice(0, 300)
      .map((frame) => ({ ...frame, packetId: frame.packetId - 900 }));
    const course = courseFrom([
      ...short,
      ...frames.map((frame) => ({ ...frame, t: frame.t! + 9_000 })),
    ]);
    expect(course.first).toBe(300);
    expect(course.toLine).toBe(true);
  });

  test('has holes where nothing was recorded', () => {
    const { frames } = madeUpLap({ speedKmh: () => 180 });
    const holed = frames.filter(
      ({ trackPosition }) => trackPosition! < 0.5 || trackPosition! > 0.6,
    );
    const { holes } = courseFrom(holed);
    expect(holes).toHaveLength(1);
    const grid = gridFrom(holed);
    expect(grid.timeMs[Math.round(0.55 * steps)]).toBeNaN();
    expect(grid.traced.gas[Math.round(0.55 * steps)]).toBeNaN();
    expect(grid.timeMs[Math.round(0.65 * steps)]).not.toBeNaN();
  });

  test('is null when too little is known', () => {
    const { frames } = madeUpLap({ speedKmh: () => 180 });
    expect(courseOf(samplesOf([]), null)).toBeNull();
    expect(courseOf(samplesOf(frames.slice(0, 1)), 90_000)).toBeNull();
    const standing = frames.map((frame) => ({
      ...frame,
      trackPosition: 0.0139,
      worldPosition: [1, 2, 3] as const,
      speedKmh: 0,
    }));
    expect(courseOf(samplesOf(standing), null)).toBeNull();
  });

  test('accepts any numbers in frames', () => {
    const any = fc.record(
      {
        packetId: fc.integer({ min: 0, max: 2_000_000 }),
        t: fc.double({ min: 0, max: 6e8, noNaN: true }),
        currentLapTime: fc.option(fc.integer({ min: 0, max: 86_400_000 })),
        trackPosition: fc.double({ min: 0, max: 1, noNaN: true }),
        speedKmh: fc.double({ min: 0, max: 2_000, noNaN: true }),
        gear: fc.integer({ min: -1, max: 20 }),
      },
      { requiredKeys: ['packetId', 'speedKmh', 'gear'] },
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), fc.option(fc.nat(200_000)), (some, lapMs) => {
        const frames = some
          .sort((a, b) => a.packetId - b.packetId)
          .map((frame) => ({ gas: 0, brake: 0, fuel: 1, rpms: 0, steerAngle: 0, ...frame }));
        const samples = samplesOf(frames as Frame[]);
        const course = courseOf(samples, lapMs);
        if (course === null) return;
        const grid = gridOf(samples, course, 200);
        expect(isOneWay(course.positions, course.timesMs)).toBe(true);
        const own = deltaMs(grid, grid).filter((ms) => !Number.isNaN(ms));
        expect(own.every((ms) => ms === 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the delta of two laps', () => {
  test('of a lap with itself is 0 everywhere', () => {
    fc.assert(
      fc.property(laps, (lap) => {
        const { frames, lapMs } = madeUpLap(lap);
        const grid = gridFrom(frames, Math.round(lapMs));
        expect([...deltaMs(grid, grid)].every((ms) => ms === 0)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  test('at the line is the difference of the lap times, within 20 ms', () => {
    fc.assert(
      fc.property(laps, laps, (one, other) => {
        const [a, b] = [madeUpLap(one), madeUpLap(other)];
        const withoutTimes = deltaMs(gridFrom(a.frames), gridFrom(b.frames));
        expect(Math.abs(withoutTimes[steps]! - (a.lapMs - b.lapMs))).toBeLessThan(20);
        const withTimes = deltaMs(
          gridFrom(a.frames, Math.round(a.lapMs)),
          gridFrom(b.frames, Math.round(b.lapMs)),
        );
        expect(Math.abs(withTimes[steps]! - (a.lapMs - b.lapMs))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 15 },
    );
  });

  test('grows where the speed is lower, as the speeds predict', () => {
    // 180 against 200 km/h in the second half of 4000 m: 40 s against 36 s there.
    const slow = madeUpLap({ speedKmh: (place) => (place < 0.5 ? 200 : 180) });
    const fast = madeUpLap({ speedKmh: () => 200 });
    const apart = deltaMs(gridFrom(slow.frames), gridFrom(fast.frames));
    expect(Math.abs(apart[steps / 2]!)).toBeLessThan(15);
    expect(Math.abs(apart[(steps * 3) / 4]! - 2_000)).toBeLessThan(20);
    expect(Math.abs(apart[steps]! - 4_000)).toBeLessThan(20);
  });

  test('begins at 0 where one lap is recorded from the middle', () => {
    const whole = gridFrom(madeUpLap({ speedKmh: () => 200 }).frames);
    const part = gridFrom(madeUpLap({ speedKmh: () => 180, from: 0.5 }).frames);
    const apart = deltaMs(part, whole);
    expect(apart[steps / 4]).toBeNaN();
    expect(Math.abs(apart[steps / 2 + 20]!)).toBeLessThan(40);
    expect(Math.abs(apart[steps]! - 4_000)).toBeLessThan(40);
  });
});
