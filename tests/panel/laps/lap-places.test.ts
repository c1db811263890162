/** Places along the lap, on all kinds of tracks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../panel/laps/comparison.ts';
import { deltaMs } from '../../../panel/laps/delta.ts';
import { courseOf } from '../../../panel/laps/lap-course.ts';
import { type GridLap, gridOf } from '../../../panel/laps/lap-grid.ts';
import { samplesOf } from '../../../panel/laps/lap-samples.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import { gridFrom, type MadeUp, madeUpLap, wavy } from './synthetic-lap.ts';

const steps = limits.lapGridSteps;
const speedKmh = wavy(180, 60, 5);

/** The largest delta of two laps, ms; both are known everywhere. */
function apartMs(one: GridLap, other: GridLap): number {
  const apart = deltaMs(one, other);
  expect(apart.some(Number.isNaN)).toBe(false);
  return Math.max(...apart.map(Math.abs));
}

/** A lap's grid as the worker makes it, with its lap time. */
function laid(options: MadeUp, change: (frame: Frame, i: number) => Frame = (one) => one): GridLap {
  const { frames, lapMs } = madeUpLap(options);
  return gridFrom(frames.map(change), Math.round(lapMs));
}

const without =
  (...names: string[]) =>
  (frame: Frame): Frame =>
    Object.fromEntries(Object.entries(frame).filter(([name]) => !names.includes(name))) as Frame;

describe('a place on the lap', () => {
  test('is measured from where the clock starts, wherever the position has its 0', () => {
    const plain = laid({ speedKmh });
    for (const offset of [0.0002, 0.013, 0.3, 0.5, 0.8, 0.98, 0.9999]) {
      const moved = laid({ speedKmh, offset });
      expect([moved.fromLine, moved.toLine, moved.placedBy]).toEqual([true, true, 'position']);
      expect(apartMs(moved, plain), `offset ${offset}`).toBeLessThan(8);
      const kmh = moved.traced.speedKmh.map((one, i) => one - plain.traced.speedKmh[i]!);
      expect(Math.max(...kmh.map(Math.abs)), `offset ${offset}`).toBeLessThan(1);
    }
  });

  test('is the same for any offset, rate and pace, also for an unfinished lap', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.99999, noNaN: true }),
        fc.constantFrom(20, 60, 333),
        fc.boolean(),
        (offset, hz, isDriven) => {
          const { frames, lapMs } = madeUpLap({ speedKmh, hz, offset });
          const some = isDriven ? frames.slice(0, Math.floor(frames.length * 0.6)) : frames;
          const grid = gridFrom(some, isDriven ? null : Math.round(lapMs));
          const plain = gridFrom(madeUpLap({ speedKmh, hz }).frames, Math.round(lapMs));
          expect(grid.fromLine).toBe(true);
          for (const place of [0.1, 0.35, 0.55]) {
            const i = Math.round(place * steps);
            expect(Math.abs(grid.timeMs[i]! - plain.timeMs[i]!)).toBeLessThan(12);
          }
          expect(Number.isNaN(grid.timeMs[Math.round(0.8 * steps)]!)).toBe(isDriven);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('is computed from the end where the beginning was not recorded', () => {
    const whole = laid({ speedKmh });
    const part = laid({ speedKmh, offset: 0.8, from: 0.4 });
    expect([part.fromLine, part.toLine]).toEqual([false, true]);
    const i = Math.round(0.7 * steps);
    expect(Math.abs(part.timeMs[i]! - whole.timeMs[i]!)).toBeLessThan(12);
    expect(part.timeMs[Math.round(0.3 * steps)]).toBeNaN();
  });

  test('of a race start behind the line is the same as in other laps', () => {
    const { frames } = madeUpLap({ speedKmh });
    // Five seconds on the grid, 0.4 % of the lap behind the line, and off.
    const waiting = Array.from(
      { length: 300 },
      (_, i): Frame => ({
        ...frames[0]!,
        packetId: i,
        t: i * 16,
        currentLapTime: i * 16,
        speedKmh: 0,
        trackPosition: 0.994,
        worldPosition: [600, 0, -24],
      }),
    );
    const after = frames.map((frame) => ({
      ...frame,
      t: frame.t! + 5_000,
      currentLapTime: frame.currentLapTime! + 5_000,
    }));
    const lapMs = after.at(-1)!.currentLapTime! + 10;
    const grid = gridFrom([...waiting, ...after], lapMs);
    expect([grid.fromLine, grid.toLine]).toEqual([true, true]);
    const plain = laid({ speedKmh });
    const i = Math.round(0.5 * steps);
    expect(Math.abs(grid.timeMs[i]! - 5_000 - plain.timeMs[i]!)).toBeLessThan(20);
    expect(grid.timeMs[steps]).toBe(lapMs);
  });

  test.each([
    ['position', [], 4],
    ['coordinates', ['trackPosition'], 40],
    ['speed', ['trackPosition', 'worldPosition'], 40],
  ] as const)('is computed from %s when the rest is missing', (by, missing, tolerance) => {
    const plain = laid({ speedKmh });
    const grid = laid({ speedKmh }, without(...missing));
    expect(grid.placedBy).toBe(by);
    expect([grid.fromLine, grid.toLine]).toEqual([true, true]);
    expect(apartMs(grid, plain)).toBeLessThan(tolerance);
  });

  test('a constant position or a constant speed of 0 is not used', () => {
    const still = laid({ speedKmh }, (frame) => ({ ...frame, trackPosition: 0 }));
    expect(still.placedBy).toBe('coordinates');
    expect(apartMs(still, laid({ speedKmh }))).toBeLessThan(40);
    const blind = laid({ speedKmh }, (frame) => ({
      ...without('worldPosition')(frame),
      trackPosition: 0,
      speedKmh: 0,
    }));
    expect(blind.placedBy).toBe('time');
    expect(blind.timeMs[steps / 2]! / blind.timeMs[steps]!).toBeCloseTo(0.5, 2);
  });

  test('without positions, a part of a lap is placed where it was driven', () => {
    const { frames } = madeUpLap({ speedKmh });
    const driven = frames.slice(0, Math.floor(frames.length / 2)).map(without('trackPosition'));
    const samples = samplesOf(driven);
    const lengthM = 2 * Math.PI * 600;
    const begun = gridOf(samples, courseOf(samples, null, lengthM)!, steps);
    const reach = begun.timeMs.findLastIndex((ms) => !Number.isNaN(ms)) / steps;
    expect(reach).toBeGreaterThan(0.4);
    expect(reach).toBeLessThan(0.6);
    expect([begun.fromLine, begun.toLine]).toEqual([true, false]);
  });
});

describe('an open road', () => {
  /** From one place to another: the position goes from `from` to 1 and stays there, the clock goes back to 0. */
  function openRoad(from: number, kmh: number): { frames: Frame[]; lapMs: number } {
    const frames: Frame[] = [];
    const lengthM = 5_000;
    const lapMs = Math.round((lengthM / (kmh / 3.6)) * 1000);
    for (let i = 0; i * 16 < lapMs + 3_000; i++) {
      const ms = i * 16 - 1_000;
      const share = Math.min(Math.max(ms / lapMs, 0), 1);
      frames.push({
        packetId: 100 + i * 5,
        gas: 1,
        brake: 0,
        fuel: 20,
        gear: 3,
        rpms: 5_000,
        steerAngle: 0,
        speedKmh: share > 0 && share < 1 ? kmh : 0,
        t: i * 16,
        currentLapTime: share < 1 ? Math.round(Math.max(ms, 0)) : 0,
        trackPosition: from + (1 - from) * share,
        worldPosition: [share * lengthM, 0, Math.sin(share * 6) * 200],
      });
    }
    return { frames, lapMs };
  }

  test.each([0, 0.01, 0.2])('begins at its start (%s) and ends at its finish', (from) => {
    const { frames, lapMs } = openRoad(from, 100);
    const slow = openRoad(from, 90);
    const grid = gridFrom(frames, lapMs);
    expect([grid.fromLine, grid.toLine]).toEqual([true, true]);
    expect(grid.timeMs[0]).toBe(0);
    expect(grid.timeMs[steps]).toBe(lapMs);
    expect(Math.abs(grid.timeMs[steps / 2]! - lapMs / 2)).toBeLessThan(40);
    const apart = deltaMs(gridFrom(slow.frames, slow.lapMs), grid);
    expect(Math.abs(apart[steps / 2]! - (slow.lapMs - lapMs) / 2)).toBeLessThan(40);
  });
});

describe('attempts under one number', () => {
  /** An attempt at another pace, given up at a share of the lap, in front of the lap itself. */
  function restarted(offset: number, share: number) {
    const lap = madeUpLap({ speedKmh, offset });
    const other = madeUpLap({ speedKmh: wavy(220, 60, 5), offset });
    const given = other.frames.slice(0, Math.floor(other.frames.length * share));
    const shiftMs = given.at(-1)!.t! + 16;
    const frames = [
      ...given,
      ...lap.frames.map((frame) => ({
        ...frame,
        packetId: frame.packetId + 100_000,
        t: frame.t! + shiftMs,
        fuel: frame.fuel + 20,
      })),
    ];
    return { frames, lap, given };
  }

  test.each([0.1, 0.7, 0.99])(
    'only the last one counts, however far the first came (%s)',
    (share) => {
      for (const offset of [0, 0.8]) {
        const { frames, lap, given } = restarted(offset, share);
        const lapMs = Math.round(lap.lapMs);
        const samples = samplesOf(frames);
        const course = courseOf(samples, lapMs)!;
        expect(course.first).toBe(given.length);
        expect(apartMs(gridFrom(frames, lapMs), gridFrom(lap.frames, lapMs))).toBeLessThan(3);
      }
    },
  );

  test('frames of the laps before and after with the same number are left out', () => {
    const { frames, lapMs } = madeUpLap({ speedKmh });
    const before = frames.slice(-20).map((frame, i) => ({ ...frame, packetId: i, t: i * 16 }));
    const after = frames.slice(0, 25).map((frame, i) => ({
      ...frame,
      packetId: 900_000 + i,
      t: lapMs + 400 + i * 16,
    }));
    const own = frames.map((frame) => ({ ...frame, t: frame.t! + 340 }));
    for (const knownMs of [Math.round(lapMs), null]) {
      const course = courseOf(samplesOf([...before, ...own, ...after]), knownMs)!;
      expect([course.first, course.end]).toEqual([20, 20 + frames.length]);
    }
  });
});

describe('a lap', () => {
  test('with a pause is the same, with the game’s clock or without', () => {
    const plain = laid({ speedKmh });
    const pause = (frame: Frame, i: number): Frame =>
      i < 1_000 ? frame : { ...frame, t: frame.t! + 300_000 };
    expect(apartMs(laid({ speedKmh }, pause), plain)).toBeLessThan(3);
    const clockless = laid({ speedKmh }, (frame, i) => without('currentLapTime')(pause(frame, i)));
    expect(apartMs(clockless, plain)).toBeLessThan(30);
    expect(clockless.timeMs[steps]).toBe(plain.timeMs[steps]);
  });

  test('with a spin loses its time at the spin, and its charts keep their scale', () => {
    const { frames, lapMs } = madeUpLap({ speedKmh });
    // The car stops at the middle, rolls back 6 % of the lap, the engine turns backwards, and it goes on.
    const middle = frames.findIndex(({ trackPosition }) => trackPosition! >= 0.5);
    const at = frames[middle]!;
    const spin = Array.from({ length: 1_200 }, (_, i): Frame => {
      const back = 0.06 * Math.sin((i / 1_200) * Math.PI);
      return {
        ...at,
        packetId: at.packetId + i,
        t: at.t! + i * 10,
        currentLapTime: at.currentLapTime! + i * 10,
        trackPosition: 0.5 - back,
        speedKmh: 12,
        rpms: -4_184,
      };
    });
    const after = frames.slice(middle).map((frame) => ({
      ...frame,
      packetId: frame.packetId + 5_000,
      t: frame.t! + 12_000,
      currentLapTime: frame.currentLapTime! + 12_000,
    }));
    const grid = gridFrom(
      [...frames.slice(0, middle), ...spin, ...after],
      Math.round(lapMs) + 12_000,
    );
    const plain = gridFrom(frames, Math.round(lapMs));
    const apart = deltaMs(grid, plain);
    expect([grid.fromLine, grid.toLine]).toEqual([true, true]);
    expect(Math.abs(apart[Math.round(0.49 * steps)]!)).toBeLessThan(20);
    expect(Math.abs(apart[Math.round(0.51 * steps)]! - 12_000)).toBeLessThan(50);
    expect(Math.min(...grid.traced.rpms)).toBeGreaterThanOrEqual(0);
    const kmh = Math.round(0.8 * steps);
    expect(grid.traced.speedKmh[kmh]).toBeCloseTo(plain.traced.speedKmh[kmh]!, 0);
  });

  test('of two hours, and one of the Nordschleife at 333 samples a second, are processed quickly', () => {
    const long = madeUpLap({ speedKmh: wavy(90, 30, 40), lengthM: 180_000, hz: 30 });
    expect(long.lapMs).toBeGreaterThan(7_000_000);
    const startedAt = performance.now();
    const hours = gridFrom(long.frames, Math.round(long.lapMs));
    expect(hours.timeMs[steps]).toBe(Math.round(long.lapMs));
    const fast = madeUpLap({ speedKmh: wavy(150, 60, 40), lengthM: 20_832, hz: 333, offset: 0.8 });
    const ring = gridFrom(fast.frames, Math.round(fast.lapMs));
    expect([ring.fromLine, ring.toLine]).toEqual([true, true]);
    const base = { lapMs: null, sectorsMs: null, fuelL: null };
    const laps = [hours, ring].map((grid, i) => ({
      ...base,
      place: 0,
      key: `${i}`,
      title: `${i}`,
      grid,
    }));
    expect(compare(laps, null, 'kmh').charts).toHaveLength(7);
    // The bound allows for other tests on the machine.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
