/** Laps of a stint, and the letter of its tyres. */
import { describe, expect, test } from 'vitest';
import { compoundLetter, stintLaps } from '../../../../overlays/core/reading/stint.ts';
import { limits } from '../../../../protocol/limits.ts';
import { eachMakes } from '../../../support/each-makes.ts';
import { timingLap } from '../../../support/overlay-samples.ts';

describe('The laps of a stint', () => {
  const lap = (number: number, pitted = false) => timingLap(number, 90_000, { pitted });

  test('count from the beginning until there is a stop', () => {
    expect(stintLaps([])).toBe(0);
    expect(stintLaps([lap(1), lap(2), lap(3)])).toBe(3);
  });

  test('count from the lap after the last stop', () => {
    expect(stintLaps([lap(1), lap(2, true), lap(3), lap(4, true), lap(5), lap(6)])).toBe(2);
    expect(stintLaps([lap(1), lap(2, true)])).toBe(0);
  });

  test('are not known when the stop is older than the list', () => {
    const many = Array.from({ length: limits.timingLapsMax }, (_, i) => lap(i + 20));
    expect(stintLaps(many)).toBeNull();
    expect(stintLaps([...many.slice(1), lap(500, true)])).toBe(0);
  });
});

eachMakes('%s is written %s', compoundLetter, [
  ['Slick Medium (M)', 'M'],
  ['Semislicks (SM)', 'SM'],
  ['Street 90s (ST) ', 'ST'],
  ['Slick', ''],
  [undefined, ''],
  ['Hypersoft (very soft indeed)', ''],
]);
