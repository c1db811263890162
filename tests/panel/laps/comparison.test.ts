import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../panel/laps/comparison.ts';
import { cornerAt, cornersOf } from '../../../panel/laps/corners.ts';
import { lossRate, valueAt } from '../../../panel/laps/delta.ts';
import {
  cornerFigures,
  drivenM,
  figuresOf,
  recordedShare,
  sectorPlaces,
} from '../../../panel/laps/figures.ts';
import { placeAt, placesWith } from '../../../panel/laps/playback.ts';
import { limits } from '../../../protocol/limits.ts';
import { comparisonOfMadeUp, gridFrom, madeUpGrid, madeUpLap, wavy } from './synthetic-lap.ts';

const steps = limits.lapGridSteps;

describe('corners', () => {
  test('are the slowest places, one for each slow part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 25, max: 80 }),
        (waves, swing) => {
          // A cosine begins at the top: the lap has one slow place for each wave.
          const speed = Float64Array.from({ length: steps + 1 }, (_, i) =>
            wavy(160, swing, waves, Math.PI / 2)(i / steps),
          );
          const corners = cornersOf(speed);
          expect(corners.map(({ number }) => number)).toEqual(
            Array.from({ length: waves }, (_, i) => i + 1),
          );
          corners.forEach(({ apex }, i) => {
            expect(apex).toBeCloseTo((i + 0.5) / waves, 2);
          });
        },
      ),
    );
  });

  test('follow each other and cover the whole lap', () => {
    const { corners } = comparisonOfMadeUp();
    expect(corners[0]!.from).toBe(0);
    expect(corners.at(-1)!.to).toBe(1);
    for (const [i, { from, apex, to }] of corners.entries()) {
      expect(from).toBeLessThan(apex);
      expect(apex).toBeLessThan(to);
      if (i > 0) expect(from).toBe(corners[i - 1]!.to);
    }
    expect(cornerAt(corners, 1)).toBe(corners.at(-1));
    expect(cornerAt([], 0.5)).toBeNull();
  });

  test('are not found in small changes of speed or without data', () => {
    expect(cornersOf(Float64Array.from({ length: 500 }, (_, i) => 200 + Math.sin(i) * 3))).toEqual(
      [],
    );
    expect(cornersOf(new Float64Array(500).fill(Number.NaN))).toEqual([]);
    expect(cornersOf(Float64Array.from({ length: 500 }, (_, i) => i))).toEqual([]);
  });

  test('at the end of the lap count too', () => {
    const speed = Float64Array.from({ length: 500 }, (_, i) => (i < 400 ? 200 : 200 - (i - 400)));
    expect(cornersOf(speed)).toHaveLength(1);
  });
});

describe('figures', () => {
  test('say how much of a lap was recorded', () => {
    const speedKmh = wavy(160, 60, 4);
    expect(recordedShare(madeUpGrid({ speedKmh }))).toBe(1);
    expect(recordedShare(madeUpGrid({ speedKmh, from: 0.4 }))).toBeCloseTo(0.6, 2);
    const { frames } = madeUpLap({ speedKmh });
    const gap = frames.filter(({ trackPosition: at }) => at! < 0.2 || at! > 0.5);
    expect(recordedShare(gridFrom(gap))).toBeCloseTo(0.7, 2);
  });

  test('give speeds, and shares of time rather than distance', () => {
    // Half of the way at 100 km/h with the throttle open, half at 200 without: two thirds of the time are open.
    const lap = madeUpLap({ speedKmh: (place) => (place < 0.5 ? 100 : 200), lengthM: 2_000 });
    const frames = lap.frames.map((frame) => ({
      ...frame,
      gas: frame.trackPosition! < 0.5 ? 1 : 0,
      brake: frame.trackPosition! < 0.75 ? 0 : 0.6,
      gear: frame.trackPosition! < 0.5 ? 2 : 4,
    }));
    const figures = figuresOf(gridFrom(frames));
    expect(figures.topKmh).toBe(200);
    expect(figures.slowestKmh).toBe(100);
    expect(figures.fullThrottle).toBeCloseTo(2 / 3, 2);
    expect(figures.braking).toBeCloseTo(1 / 6, 2);
    expect(figures.coasting).toBeCloseTo(1 / 6, 2);
    expect(figures.shifts).toBe(1);
  });

  test('of a corner count only its section', () => {
    const { laps, corners, cornerRows } = comparisonOfMadeUp();
    const second = cornerFigures(laps[1]!.grid, corners[1]!);
    expect(second.slowestKmh).toBeCloseTo(156 - 62, 0);
    expect(cornerRows[1]!.laps[0]!.lostMs).toBe(0);
    const lost = cornerRows.reduce((sum, row) => sum + row.laps[1]!.lostMs, 0);
    const apart = laps[1]!.grid.timeMs[steps]! - laps[0]!.grid.timeMs[steps]!;
    expect(lost).toBeCloseTo(apart, 3);
  });

  test('place the sectors by their times', () => {
    const grid = madeUpGrid({ speedKmh: () => 180 });
    // 80 s a lap at a steady speed: time is place.
    const [first, second] = sectorPlaces(grid, [20_000, 30_000, 30_000]);
    expect(first).toBeCloseTo(0.25, 2);
    expect(second).toBeCloseTo(0.625, 2);
    expect(sectorPlaces(grid, [20_000, null, 30_000])).toEqual([]);
    expect(sectorPlaces(madeUpGrid({ speedKmh: () => 180, from: 0.5 }), [1, 2, 3])).toEqual([]);
  });

  test('measure the driven distance', () => {
    const grid = madeUpGrid({ speedKmh: () => 180 });
    expect(drivenM(grid)).toBeCloseTo(2 * Math.PI * 600, -1);
    expect(drivenM(madeUpGrid({ speedKmh: () => 180, from: 0.3 }))).toBeNull();
  });
});

describe('a comparison', () => {
  test('has a chart for each channel, and deltas for all but the first lap', () => {
    const { charts, laps, deltas } = comparisonOfMadeUp();
    const names = charts.map(({ name }) => name).join(' ');
    expect(names).toBe('speed delta throttle brake gear rpm steering');
    for (const { curves } of charts) expect(curves).toHaveLength(laps.length);
    const delta = charts[1]!.curves;
    expect(delta[0]).toBeNull();
    expect(delta[1]![steps]).toBeCloseTo((laps[1]!.lapMs! - laps[0]!.lapMs!) / 1000, 2);
    expect(deltas[0]!.every((ms) => ms === 0)).toBe(true);
  });

  test('of one lap has no delta, and speeds in either unit', () => {
    const { laps } = comparisonOfMadeUp();
    const one = compare([laps[0]!], null, 'mph');
    expect(one.charts.map(({ name }) => name)).not.toContain('delta');
    expect(one.charts[0]!.unit).toBe('mph');
    const kmh = laps[0]!.grid.traced.speedKmh[100]!;
    expect(one.charts[0]!.curves[0]![100]).toBeCloseTo(kmh * 0.621371, 6);
    // The driven distance replaces an unknown track length.
    expect(one.lengthM).toBeCloseTo(2 * Math.PI * 600, -1);
  });

  test('accepts laps of different rates, and is fast at 333 samples a second', () => {
    const fast = madeUpLap({ speedKmh: wavy(120, 40, 5), hz: 333, lengthM: 4_000 });
    expect(fast.frames.length).toBeGreaterThan(35_000);
    const startedAt = performance.now();
    const grid = gridFrom(fast.frames);
    const slow = madeUpGrid({ speedKmh: wavy(120, 40, 5), hz: 20 });
    const base = comparisonOfMadeUp().laps[0]!;
    const { deltas } = compare(
      [
        { ...base, grid },
        { ...base, key: 'S:2', grid: slow },
      ],
      4_000,
      'kmh',
    );
    expect(Math.max(...[...deltas[1]!].map(Math.abs))).toBeLessThan(20);
    // About 60 ms on an idle machine; the bound allows for other tests.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('shows where time is lost, and how much in a section', () => {
    const { deltas } = comparisonOfMadeUp();
    const rate = lossRate(deltas[1]!, 20);
    const sum = [...rate].reduce((total, one) => total + one, 0) * (100 / steps);
    expect(sum).toBeCloseTo(deltas[1]![steps]!, -2);
    expect(lossRate(new Float64Array(101), 3).every((one) => one === 0)).toBe(true);
    expect(valueAt(Float64Array.of(1, 2, 3), 0.5)).toBe(2);
    expect(valueAt(Float64Array.of(1, 2, 3), 7)).toBe(3);
  });
});

describe('the cars on the track', () => {
  test('are at the places of that moment', () => {
    const grid = madeUpGrid({ speedKmh: wavy(160, 60, 4) });
    const places = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(places, (place) => {
        const i = Math.round(place * steps);
        expect(placeAt(grid, grid.timeMs[i]!)).toBeCloseTo(i / steps, 4);
      }),
    );
    expect(placeAt(grid, -1)).toBeNull();
    expect(placeAt(grid, 1e9)).toBeNull();
  });

  test('are found in laps with holes and in empty laps', () => {
    const grid = madeUpGrid({ speedKmh: () => 180 });
    const holed = {
      ...grid,
      timeMs: grid.timeMs.map((ms, i) => (i > 2000 && i < 3000 ? Number.NaN : ms)),
    };
    expect(placeAt(holed, grid.timeMs[1000]!)).toBeCloseTo(1000 / steps, 3);
    expect(placeAt(holed, grid.timeMs[4000]!)).toBeCloseTo(4000 / steps, 3);
    const inHole = placeAt(holed, grid.timeMs[2500]!)!;
    expect(inHole).toBeGreaterThanOrEqual(2000 / steps);
    expect(inHole).toBeLessThanOrEqual(3000 / steps);
    const empty = { ...grid, timeMs: new Float64Array(steps + 1).fill(Number.NaN) };
    expect(placeAt(empty, 1)).toBeNull();
  });

  test('fall behind by the time that their lap loses', () => {
    const [fast, slow] = [madeUpGrid({ speedKmh: () => 200 }), madeUpGrid({ speedKmh: () => 180 })];
    const [first, second] = placesWith([fast, slow], 0.5);
    expect(first).toBe(0.5);
    expect(second).toBeCloseTo(0.45, 2);
    const part = madeUpGrid({ speedKmh: () => 180, from: 0.3 });
    expect(placesWith([fast, part], 0.5)).toEqual([0.5, 0.5]);
  });
});
