/** When a lap of a car is complete, and with which time. */
import { describe, expect, test } from 'vitest';
import { LapCount } from '../../../../relay/timing/grid/lap-count.ts';

describe('a lap of a car', () => {
  test('is complete when the game shows its time, some time after the line', () => {
    const count = new LapCount();
    expect(count.add(10_000, 10_000, 0, null, false)).toBeNull();
    expect(count.add(105_020, 105_010, 1, null, false)).toBeNull();
    expect(count.add(105_100, 105_010, 1, 95_012, false)).toEqual({
      lap: 1,
      lapMs: 95_012,
      pitted: false,
    });
    expect(count.add(105_200, 105_010, 1, 95_012, false)).toBeNull();
  });

  test('has the time of the one before when it is the same to the millisecond', () => {
    const count = new LapCount();
    count.add(10_000, 10_000, 3, 95_000, false);
    expect(count.add(105_010, 105_000, 4, 95_000, false)).toMatchObject({ lap: 4, lapMs: 95_000 });
  });

  test('has the time between two crossings when the game shows none', () => {
    const count = new LapCount();
    count.add(10_000, 10_000, 1, null, false);
    expect(count.add(105_100, 105_010.4, 2, null, false)).toBeNull();
    expect(count.add(106_600, 105_010.4, 2, null, false)).toEqual({
      lap: 2,
      lapMs: 95_010,
      pitted: false,
    });
  });

  test('has the game’s time when it is the first of a race, which began before the line', () => {
    const count = new LapCount();
    count.add(11_500, 11_500, 0, null, false);
    expect(count.add(105_100, 105_010, 1, null, false)).toBeNull();
    expect(count.add(105_200, 105_010, 1, 103_010, false)).toMatchObject({
      lap: 1,
      lapMs: 103_010,
    });
  });

  test('has no time when its beginning was not seen and the game shows none', () => {
    const count = new LapCount();
    count.add(105_100, 105_010, 7, 88_000, false);
    expect(count.add(106_600, 105_010, 7, 88_000, false)).toMatchObject({ lap: 7, lapMs: null });
  });

  test('was driven in the pits when the car was there at any time of it', () => {
    const count = new LapCount();
    count.add(10_000, 10_000, 0, null, true);
    count.add(20_000, 10_000, 0, null, false);
    expect(count.add(105_100, 105_000, 1, 95_000, false)).toMatchObject({ pitted: true });
    expect(count.add(200_100, 200_000, 2, 95_000, false)).toMatchObject({ pitted: false });
  });
});
