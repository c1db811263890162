/** Shorter forms of names. */
import { expect, test } from 'vitest';
import { nameForms } from '../../../../overlays/core/reading/short-name.ts';

test.each([
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
  ['xX_Racer_Xx', ['xX_Racer_Xx']],
  ['佐藤琢磨', ['佐藤琢磨']],
  ['', []],
])('%s', (name, forms) => {
  expect(nameForms(name)).toEqual(forms);
});

test('every form is shorter than the one before', () => {
  const lengths = nameForms('Maximilian Alexander von Hohenstein').map((form) => form.length);
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
});
