/** Where the radar sees other cars, and when it is there. */
import { describe, expect, it } from 'vitest';
import { type RadarPicture, readRadar } from '../../../overlays/radar/model.ts';
import type { GridCar } from '../../../protocol/cars.ts';
import { gridOf } from '../../support/grids.ts';

const options = { rangeM: 15, lengthM: 4.6, widthM: 1.95 };

/** The own car at the origin. @param heading of it @param other at x and z */
function radar(
  heading: number | null,
  other: Partial<GridCar>,
  own: Partial<GridCar> = {},
): RadarPicture {
  const cars = { 0: { heading, worldPosition: [0, 0, 0] as const, ...own }, 1: other };
  return readRadar({ grid: gridOf(2, { own: 0, cars: cars as never }) }, options);
}

const at = (x: number, z: number, more: Partial<GridCar> = {}) => ({
  worldPosition: [x, 0, z] as [number, number, number],
  ...more,
});

describe('places', () => {
  it.each([
    // Heading east (x), the south (z) is to the right.
    ['east', Math.PI / 2, at(10, 0), [0, 10]],
    ['east', Math.PI / 2, at(0, 3), [3, 0]],
    ['south', 0, at(0, 10), [0, 10]],
    ['south', 0, at(-3, 0), [3, 0]],
    ['north', Math.PI, at(3, 0), [3, 0]],
    ['west', -Math.PI / 2, at(-5, -3), [3, 5]],
  ] as const)('are seen from a car that drives %s', (_, heading, other, [right, ahead]) => {
    const [car] = radar(heading, other).cars;
    expect(car?.rightM).toBeCloseTo(right);
    expect(car?.aheadM).toBeCloseTo(ahead);
  });

  it('turn clockwise for a car that points to the right', () => {
    // East is 90 degrees to the left of south.
    expect(radar(0, at(0, 5, { heading: Math.PI / 2 })).cars[0]?.turn).toBeCloseTo(-Math.PI / 2);
    expect(radar(0, at(0, 5, { heading: null })).cars[0]?.turn).toBe(0);
  });
});

describe('the light', () => {
  it('grows as somebody comes near', () => {
    const lights = [16, 14, 12, 10, 8].map((m) => radar(0, at(0, m)).light);
    expect(lights[0]).toBe(0);
    expect(lights.at(-1)).toBe(1);
    expect(lights).toEqual([...lights].sort((a, b) => a - b));
  });

  it('is off without cars, an own car or a heading', () => {
    expect(readRadar({ grid: null }, options).light).toBe(0);
    expect(readRadar({ grid: gridOf(3) }, options).light).toBe(0);
    expect(radar(null, at(0, 3)).light).toBe(0);
  });

  it('is off in the pits, and cars that are gone or in their boxes are not seen', () => {
    expect(radar(0, at(0, 3), { inPitLane: true }).light).toBe(0);
    for (const gone of [{ inPit: true }, { isConnected: false }, { status: 'out' as const }]) {
      expect(radar(0, at(0, 3, gone)).light).toBe(0);
    }
  });
});

describe('bars', () => {
  it('show the part of the own car that another one is beside', () => {
    // One half length ahead on the right.
    const { right, left } = radar(0, at(-3.5, 2.3));
    expect(left).toBeNull();
    expect(right?.from).toBeCloseTo(0);
    expect(right?.to).toBeCloseTo(1);
    expect(right?.isClose).toBe(false);
  });

  it('warn where there is little room', () => {
    expect(radar(0, at(2.5, 0)).left).toMatchObject({ from: -1, to: 1, isClose: true });
  });

  it('show the close car of two on one side, also where the other overlaps more', () => {
    const cars = {
      0: { heading: 0, worldPosition: [0, 0, 0] as [number, number, number] },
      1: at(-5, 0),
      2: at(-2.5, 2.3),
    };
    const { right } = readRadar({ grid: gridOf(3, { own: 0, cars }) }, options);
    expect(right?.isClose).toBe(true);
    expect(right?.from).toBeCloseTo(0);
  });

  it('say nothing of cars ahead, behind and lanes away', () => {
    for (const other of [at(0, 6), at(0, -6), at(7, 0)]) {
      const { left, right } = radar(0, other);
      expect([left, right]).toEqual([null, null]);
    }
  });
});
