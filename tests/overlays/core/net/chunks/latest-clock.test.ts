/** The relay's clock as a page estimates it from answers out of a cache. */
import { expect, test } from 'vitest';
import { LatestClock } from '../../../../../overlays/core/net/chunks/latest-clock.ts';

/** The relay's clock minus the page's, ms. */
const offsetMs = 5_000;

/** @param answers when each was asked for, how long it took, and how old it was in the cache, ms */
function clockAfter(...answers: readonly (readonly [number, number, number])[]): LatestClock {
  const clock = new LatestClock();
  for (const [sentMs, tripMs, ageMs] of answers) {
    clock.read(sentMs + tripMs / 2 + offsetMs - ageMs, sentMs, sentMs + tripMs);
  }
  return clock;
}

test('is not known before the first answer', () => {
  expect(clockAfter().at(0)).toBeNull();
});

test('comes from the answer that waited least in a cache, not from the quickest or newest', () => {
  const clock = clockAfter([0, 10, 900], [1_000, 80, 0], [2_000, 4, 700]);
  expect(clock.offsetMs).toBe(offsetMs);
  expect(clock.tripMs).toBe(80);
});

test('follows clocks that drift apart: an old answer gives way to a new one', () => {
  const clock = clockAfter([0, 10, 0], [600_000, 10, 20]);
  expect(clock.offsetMs).toBe(offsetMs - 20);
});
