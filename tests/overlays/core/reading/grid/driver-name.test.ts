/** Names of drivers as tables show them. */
import { expect, test } from 'vitest';
import { driverNames } from '../../../../../overlays/core/reading/grid/driver-name.ts';

test.each([
  ['Marta Lindqvist', ['M. Lindqvist', 'Lindqvist', 'LIN']],
  ['Elise van Houten', ['E. van Houten', 'van Houten', 'HOU']],
  ['[TEAM] Jo Doe | Racing', ['J. Doe', 'Doe', 'DOE']],
  ['Jo Doe #44', ['J. Doe', 'Doe', 'DOE']],
  ['Cher', ['Cher', 'CHE']],
  ['山田 太郎', ['山. 太郎', '太郎', '太郎']],
  ['김민준', ['김민준', '김민준']],
  ['[only a tag]', ['[only a tag]', 'TAG']],
  ['x', ['x', 'X']],
])('%s becomes shorter in steps', (driver, forms) => {
  expect(driverNames(driver, 'short')).toEqual(forms);
});

test('the full name comes first when it is asked for', () => {
  expect(driverNames(' Marta Lindqvist ', 'full')[0]).toBe('Marta Lindqvist');
  expect(driverNames('Marta Lindqvist', 'code')).toEqual(['LIN']);
});

test('an emoji is never torn apart', () => {
  expect(driverNames('🏎️ Speedy', 'short')[0]).toBe('🏎️ Speedy');
  expect(driverNames('🏎️🏁👨‍👩‍👧🔥', 'code')).toEqual(['🏎️🏁👨‍👩‍👧']);
});
