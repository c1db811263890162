/** Which known word a mistyped one is taken for. */
import { expect, test } from 'vitest';
import { nearest } from '../../protocol/nearest.ts';

const known = ['lap-completed', 'pit-entered', 'pit-exited'];

test.each([
  ['lap-complete', 'lap-completed'],
  ['PIT-ENTERD', 'pit-entered'],
  ['pit-exitde', 'pit-exited'],
  ['', 'pit-exited'],
])('%j is taken for %s', (word, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

test('a word of a million characters is compared as quickly as a short one', {
  timeout: 2_000,
}, () => {
  expect(nearest('pit-entered'.padEnd(1_000_000, 'x'), known)).toBe('pit-entered');
});
