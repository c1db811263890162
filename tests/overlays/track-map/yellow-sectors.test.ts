/** Sectors of the map are yellow while a car of somebody else stands in them. */
import { expect, test } from 'vitest';
import { partOf, partStarts, YellowSectors } from '../../../overlays/track-map/yellow-sectors.ts';
import type { GridCar } from '../../../protocol/cars.ts';
import { gridOf } from '../../support/grids.ts';

/** Places after the second car has been like this for some time. */
function placesAfter(ms: number, change: Partial<GridCar>): readonly number[] {
  const yellow = new YellowSectors();
  const usual = { trackPosition: 0.4, speedKmh: 150, status: 'running' } as const;
  const grid = gridOf(3, { cars: { 1: { ...usual, ...change } } });
  yellow.read(grid, 0);
  return yellow.read(grid, ms);
}

test('a car that stands for two seconds makes its place yellow', () => {
  expect(placesAfter(2_000, { speedKmh: 0 })).toEqual([0.4]);
  expect(placesAfter(1_900, { speedKmh: 0 })).toEqual([]);
  expect(placesAfter(9_000, { speedKmh: 25 })).toEqual([]);
});

test.each([
  ['the own car', { isPlayer: true }],
  ['a car on the grid', { status: 'grid' }],
  ['a car after the flag', { status: 'finished' }],
  ['a car that has retired', { status: 'out' }],
  ['a car in its box', { inPit: true }],
  ['a car in the pit lane', { inPitLane: true }],
  ['a car without connection', { isConnected: false }],
] as const)('%s makes none', (_, change) => {
  expect(placesAfter(9_000, { speedKmh: 0, ...change })).toEqual([]);
});

test('it is over when the car drives on, not when it creeps, and begins again after that', () => {
  const yellow = new YellowSectors();
  const read = (speedKmh: number, nowMs: number) =>
    yellow.read(gridOf(2, { cars: { 1: { speedKmh, trackPosition: 0.7 } } }), nowMs);
  read(5, 0);
  expect(read(5, 3_000)).toEqual([0.7]);
  expect(read(40, 4_000)).toEqual([0.7]);
  expect(read(60, 5_000)).toEqual([]);
  expect(read(5, 6_000)).toEqual([]);
  expect(yellow.read(null, 9_000)).toEqual([]);
  expect(read(5, 9_000)).toEqual([]);
});

test('a place lies in a sector, also across the line, and in a third where no sectors are known', () => {
  const sectors = partStarts(0.9, [0.2, 0.6]);
  expect([0.95, 0.1, 0.2, 0.59, 0.6, 0.89].map((place) => partOf(place, sectors))).toEqual([
    0, 0, 1, 1, 2, 2,
  ]);
  const third = partStarts(0, []);
  expect([0, 0.34, 0.99].map((place) => partOf(place, third))).toEqual([0, 1, 2]);
});
