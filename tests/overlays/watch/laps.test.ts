/** What viewers read in place of an empty list of laps. */
import { describe, expect, test } from 'vitest';
import { noLapsText } from '../../../overlays/watch/laps.ts';

describe('an empty list of laps', () => {
  test('says that the first lap is not complete only of a car on its first lap', () => {
    expect(noLapsText('running', 1)).toBe('No lap is complete yet.');
    expect(noLapsText('running', null)).toBe('No lap is complete yet.');
    expect(noLapsText('running', 7)).toContain('begins with the next one');
  });

  test('of an unknown session asks for the address, and promises no lap', () => {
    expect(noLapsText('unknown', null)).toBe(
      'Nothing is known of this session. Is the address complete?',
    );
  });

  test('tells a stored session without laps from a relay that has stored nothing', () => {
    expect(noLapsText('stored', 3)).toBe('No lap was completed.');
    expect(noLapsText('nobody', null)).toBe('No laps are stored yet.');
  });
});
