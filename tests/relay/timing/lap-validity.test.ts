/** Which laps count, from what the game tells. */
import { describe, expect, test } from 'vitest';
import {
  countsForBests,
  type LapEvidence,
  lapValidity,
} from '../../../relay/timing/lap-validity.ts';

const lap = (evidence: Partial<LapEvidence>): LapEvidence => ({
  lapMs: 90_000,
  toleranceMs: 0,
  bestBefore: undefined,
  bestAfter: undefined,
  tyresOutMax: null,
  whole: false,
  ...evidence,
});

describe('a lap', () => {
  test('is not held to be slower than the best by less than its time is known', () => {
    const best = { bestBefore: 90_020, bestAfter: 90_020 };
    expect(lapValidity(lap({ ...best, toleranceMs: 30 }))).toBeNull();
    expect(lapValidity(lap({ ...best, toleranceMs: 10 }))).toBe(false);
  });

  test('that becomes the best counts', () => {
    expect(lapValidity(lap({ bestBefore: null, bestAfter: 90_000 }))).toBe(true);
    expect(lapValidity(lap({ bestBefore: 91_000, bestAfter: 90_000, tyresOutMax: 4 }))).toBe(true);
  });

  test('that should have become the best and did not does not count', () => {
    expect(lapValidity(lap({ bestBefore: null, bestAfter: null }))).toBe(false);
    expect(lapValidity(lap({ bestBefore: 91_000, bestAfter: 91_000, tyresOutMax: 0 }))).toBe(false);
  });

  test('that is slower than the best counts unless three tyres left the track', () => {
    const slow = { lapMs: 92_000, bestBefore: 91_000, bestAfter: 91_000 };
    expect(lapValidity(lap({ ...slow, tyresOutMax: 3, whole: true }))).toBe(false);
    expect(lapValidity(lap({ ...slow, tyresOutMax: 2, whole: true }))).toBe(true);
    expect(lapValidity(lap({ ...slow, tyresOutMax: 2 }))).toBeNull();
    expect(lapValidity(lap(slow))).toBeNull();
  });

  test('of which nothing is told is neither', () => {
    expect(lapValidity(lap({}))).toBeNull();
    expect(lapValidity(lap({ lapMs: null, tyresOutMax: 4 }))).toBeNull();
  });

  test('is a best only with a time, from its line on, and where nothing speaks against it', () => {
    const best = { timeMs: 90_000, valid: null, fromLine: true };
    expect(countsForBests(best)).toBe(true);
    expect(countsForBests({ ...best, valid: false })).toBe(false);
    expect(countsForBests({ ...best, timeMs: null })).toBe(false);
    expect(countsForBests({ ...best, fromLine: false })).toBe(false);
  });
});
