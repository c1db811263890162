/** The gear as people think of it: neutral between two gears is not shown, neutral that lasts is. */
import { describe, expect, test } from 'vitest';
import { GearReader, gearText, neutralHoldMs } from '../../../../overlays/core/reading/gear.ts';

/** Reads gears at 60 frames a second. @returns the shown gear of every frame */
function shown(
  gears: readonly number[],
  speedKmh = 150,
  reader = new GearReader(),
): (number | null)[] {
  return gears.map((gear, i) => reader.read(gear, speedKmh, (i * 1000) / 60).gear);
}

function frames(gear: number, ms: number): number[] {
  return new Array<number>(Math.round((ms * 60) / 1000)).fill(gear);
}

describe('the gear that is shown', () => {
  test.each([17, 33, 120, 250])('stays through %d ms of neutral while shifting', (ms) => {
    const seen = shown([...frames(3, 200), ...frames(0, ms), ...frames(4, 200)]);
    expect(seen).not.toContain(0);
    expect(seen.at(-1)).toBe(4);
  });

  test('is neutral if neutral lasts', () => {
    const seen = shown([...frames(3, 100), ...frames(0, neutralHoldMs + 100)]);
    expect(seen.at(-1)).toBe(0);
  });

  test('is neutral at once when standing', () => {
    expect(shown([1, 0], 1)).toEqual([1, 0]);
  });

  test('is unknown before the first frame and after a reset', () => {
    const reader = new GearReader();
    expect(reader.read(undefined, undefined, 0).gear).toBeNull();
    reader.read(3, 100, 10);
    reader.reset();
    expect(reader.read(undefined, 100, 20).gear).toBeNull();
  });

  test('holds its last value while frames come without one', () => {
    const reader = new GearReader();
    reader.read(5, 200, 0);
    expect(reader.read(undefined, 200, 500).gear).toBe(5);
  });
});

describe('the direction of a shift', () => {
  test('follows the gears, with or without neutral between them', () => {
    const reader = new GearReader();
    reader.read(3, 150, 0);
    expect(reader.read(3, 150, 10).direction).toBe(0);
    reader.read(0, 150, 20);
    const up = reader.read(4, 150, 60);
    expect(up).toMatchObject({ gear: 4, direction: 1, sinceShiftMs: 0 });
    expect(reader.read(3, 150, 100)).toMatchObject({ direction: -1 });
    expect(reader.read(3, 150, 400).sinceShiftMs).toBe(300);
  });

  test('is none when pulling away from neutral', () => {
    const reader = new GearReader();
    reader.read(0, 0, 0);
    expect(reader.read(1, 1, 100).direction).toBe(0);
  });
});

test('gears are written as on a gear lever', () => {
  expect([-1, 0, 1, 6, 10, null].map(gearText)).toEqual(['R', 'N', '1', '6', '10', '-']);
});
