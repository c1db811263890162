/** Names of drivers as tables and strips write them. */
import { expect, test } from 'vitest';
import {
  bareFamilyName,
  driverNames,
  fullToShort,
} from '../../../../overlays/core/reading/driver-name.ts';
import { eachMakes } from '../../../support/each-makes.ts';

test.each([
  ['Marta Lindqvist', ['M. Lindqvist', 'Lindqvist', 'LIN']],
  ['Elise van Houten', ['E. van Houten', 'van Houten', 'HOU']],
  ['[TEAM] Jo Doe | Racing', ['J. Doe', 'Doe', 'DOE']],
  ['Jo Doe #44', ['J. Doe', 'Doe', 'DOE']],
  ['Jan Pieter van der Berg', ['J. Pieter van der Berg', 'van der Berg', 'BER']],
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
  expect(driverNames('Nadia El-Amin', 'code')).toEqual(['ELA']);
  expect(driverNames('Sean O’Neill', 'code')).toEqual(['ONE']);
  expect(driverNames('Jo ---', 'code')).toEqual(['---']);
});

test('an emoji is never torn apart', () => {
  expect(driverNames('🏎️ Speedy', 'short')[0]).toBe('🏎️ Speedy');
  expect(driverNames('🏎️🏁👨‍👩‍👧🔥', 'code')).toEqual(['🏎️🏁👨‍👩‍👧']);
});

eachMakes('%s goes from full to short', fullToShort, [
  ['Ada Lovelace', ['Ada Lovelace', 'A. Lovelace', 'Lovelace']],
  [
    'Łukasz Żółkiewski-Gąsienica van der Straaten',
    [
      'Łukasz Żółkiewski-Gąsienica van der Straaten',
      'Ł. Żółkiewski-Gąsienica van der Straaten',
      'Ł. van der Straaten',
      'van der Straaten',
    ],
  ],
  ['  Juan   de la Cruz ', ['Juan de la Cruz', 'J. de la Cruz', 'de la Cruz']],
  ['De Vries', ['De Vries', 'D. Vries', 'Vries']],
  ['[TEAM] Jo Doe', ['[TEAM] Jo Doe', 'J. Doe', 'Doe']],
  ['E\u0301lise Roux', ['E\u0301lise Roux', 'E\u0301. Roux', 'Roux']],
  ['xX_Racer_Xx', ['xX_Racer_Xx']],
  ['佐藤琢磨', ['佐藤琢磨']],
  ['', []],
]);

eachMakes('the family name of %s stands without its particles', bareFamilyName, [
  ['Łukasz van der Straaten', 'Straaten'],
  ['[TEAM] Jo de la Cruz', 'Cruz'],
  ['xX_Racer_Xx', 'xX_Racer_Xx'],
  ['', ''],
]);

test('every form is shorter than the one before', () => {
  const lengths = fullToShort('Maximilian Alexander von Hohenstein').map((form) => form.length);
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
});
