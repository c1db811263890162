/** The pauses before a program tries again. */
import { expect, test } from 'vitest';
import { retryPauseMs } from '../../protocol/retry-pause.ts';

const pauses = { minMs: 250, maxMs: 2_000 };

test('the pause doubles from the shortest to the longest, and never passes that', () => {
  const exact = [0, 1, 2, 3, 4, 5000].map((failures) => retryPauseMs(failures, pauses));
  expect(exact).toEqual([250, 500, 1000, 2000, 2000, 2000]);
});

test('chance shortens the longest pause only, by up to a third', () => {
  const shortest = [0, 1, 2, 3, 4].map((failures) =>
    retryPauseMs(failures, { ...pauses, maxMs: 1_500 }, 0),
  );
  expect(shortest).toEqual([250, 500, 1000, 1000, 1000]);
  expect(retryPauseMs(9, { ...pauses, maxMs: 1_500 }, 0.5)).toBe(1_250);
  expect(retryPauseMs(9, { ...pauses, maxMs: 1_500 }, 1)).toBe(1_500);
});
