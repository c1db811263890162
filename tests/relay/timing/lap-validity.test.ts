/** Which laps count, by the values that the game reports. */
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
  test('is not slower than the best by less than the tolerance of its time', () => {
    const best = { bestBefore: 90_020, bestAfter: 90_020 };
    expect(lapValidity(lap({ ...best, toleranceMs: 30 }))).toBeNull();
    expect(lapValidity(lap({ ...best, toleranceMs: 10 }))).toBe(false);
  });

  test('that becomes the best lap counts', () => {
    expect(lapValidity(lap({ bestBefore: null, bestAfter: 90_000 }))).toBe(true);
    expect(lapValidity(lap({ bestBefore: 91_000, bestAfter: 90_000, tyresOutMax: 4 }))).toBe(true);
  });

  test('that is faster than the best lap without becoming it does not count', () => {
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

  test('without reported values has no validity', () => {
    expect(lapValidity(lap({}))).toBeNull();
    expect(lapValidity(lap({ lapMs: null, tyresOutMax: 4 }))).toBeNull();
  });

  test('can be a best lap only with a time, seen from its line on, and not invalid', () => {
    const best = { timeMs: 90_000, valid: null, fromLine: true };
    expect(countsForBests(best)).toBe(true);
    expect(countsForBests({ ...best, valid: false })).toBe(false);
    expect(countsForBests({ ...best, timeMs: null })).toBe(false);
    expect(countsForBests({ ...best, fromLine: false })).toBe(false);
  });
});
