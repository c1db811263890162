/** The other cars of the lap that comes with the pages. */
import { expect, test } from 'vitest';
import { DemoCars, demoEntries, demoPlace } from '../../../../overlays/core/playout/demo-cars.ts';

/** Two laps of 90 s along a straight line of 100 m for each lap. */
const frames = Array.from({ length: 1_801 }, (_, i) => ({
  t: 5_000 + i * 100,
  lap: 4 + Math.floor(i / 900),
  trackPosition: (i % 900) / 900,
  worldPosition: [i, 0, 0] as [number, number, number],
  speedKmh: 36,
}));

const cars = new DemoCars(frames);
const own = demoEntries.findIndex(({ isPlayer }) => isPlayer);

test('the own car is where the frames have it', () => {
  const car = cars.at(60_000)[own]!;
  expect(car).toMatchObject({ laps: 3, relativeMs: null, worldPosition: [600, 0, 0] });
  expect(car.trackPosition).toBeCloseTo(600 / 900);
  expect(car.place).toBe(demoPlace);
});

test('the others are where it was, or will be, by as much time as their gaps say', () => {
  for (const ms of [0, 60_000, 95_000, 180_000]) {
    const shown = cars.at(ms);
    expect(shown.map(({ place }) => place)).toEqual(shown.map((_, i) => i + 1));
    const mine = shown[own]!;
    for (const { laps, trackPosition, relativeMs } of shown) {
      const apart = mine.laps + mine.trackPosition - laps - trackPosition;
      expect(apart * 90_000, `at ${ms}`).toBeCloseTo(relativeMs ?? 0, -2.5);
    }
  }
});

test('gaps and intervals fit together', () => {
  const shown = cars.at(60_000);
  shown.slice(1).forEach(({ gap, interval }, i) => {
    expect(interval.ms).toBe(gap.ms! - shown[i]!.gap.ms!);
    expect(interval.ms).toBeGreaterThan(0);
  });
});
