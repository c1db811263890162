/** What viewers read above the list of laps, and in place of an empty one. */
import { describe, expect, test } from 'vitest';
import { lapsCaption, noLapsText } from '../../../overlays/watch/laps.ts';

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

test('laps of an earlier session carry its date, and those of a running one do not', () => {
  const inWords = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  expect(lapsCaption(Date.UTC(2026, 10, 28), inWords)).toBe('Laps of 2026-11-28');
  expect(lapsCaption(null, inWords)).toBe('Laps');
});
