import { expect, test } from 'vitest';
import { PlayedTimes } from '../../../relay/laps/played-times.ts';

test('moments of a lap without pauses are played at their times, also just outside the lap', () => {
  const times = new PlayedTimes();
  for (let t = 5_000; t <= 6_000; t += 100) times.add(t, t - 2_000);
  expect(times.range).toEqual([5_000, 6_000]);
  expect([4_700, 5_000, 5_550, 6_400].map((t) => times.at(t))).toEqual([
    2_700, 3_000, 3_550, 4_400,
  ]);
});

test('moments in a pause are played when it ends', () => {
  const times = new PlayedTimes();
  for (const t of [1_000, 1_100, 1_200]) times.add(t, t);
  for (const t of [9_000, 9_100]) times.add(t, t - 7_700);
  const played = [1_150, 1_250, 1_500, 8_999, 9_000, 9_050].map((t) => times.at(t));
  expect(played).toEqual([1_150, 1_250, 1_300, 1_300, 1_300, 1_350]);
});

test('without frames nothing is played', () => {
  expect(new PlayedTimes().range).toBeNull();
});
