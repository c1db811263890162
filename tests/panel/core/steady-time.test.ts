/** A screen reader says what lasts, and does not talk all the time while an agent connects and disconnects. */
import { expect, test } from 'vitest';
import { steadyTime } from '../../../panel/core/steady-time.ts';

/** How often a state that changes every `everyMs` is read aloud within `forMs`. */
function readAloud(everyMs: number, forMs: number): number {
  const readAtMs: number[] = [];
  for (let nowMs = 0; nowMs < forMs; nowMs += everyMs) {
    const waitMs = steadyTime(readAtMs, nowMs);
    if (waitMs < everyMs) readAtMs.push(nowMs + waitMs);
  }
  return readAtMs.length;
}

test('a state is read aloud after three seconds', () => {
  expect(steadyTime([], 50_000)).toBe(3_000);
});

test('what was read long ago does not delay the next one', () => {
  expect(steadyTime([0, 1_000], 200_000)).toBe(3_000);
});

test('no state waits for more than a minute', () => {
  expect(steadyTime([1, 2, 3, 4, 5, 6, 7, 8], 10)).toBe(60_000);
});

test.each([
  [1_000, 0],
  [5_000, 2],
  [10_000, 5],
])(
  'an agent that flaps every %i ms is read aloud at most %i times in two minutes',
  (everyMs, most) => {
    expect(readAloud(everyMs, 120_000)).toBeLessThanOrEqual(most);
  },
);
