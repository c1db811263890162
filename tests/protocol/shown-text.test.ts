/** Texts of others as they can be shown. */
import { expect, test } from 'vitest';
import { isDisplayable, withoutMarks, withoutUndisplayable } from '../../protocol/shown-text.ts';

test('each text is judged by itself, however many came before', () => {
  for (let i = 0; i < 3; i++) {
    expect(isDisplayable('A\u0000')).toBe(false);
    expect(isDisplayable('Jürgen Ö 🏎')).toBe(true);
  }
});

test('what cannot be shown is left out', () => {
  expect(withoutUndisplayable('A\u0000\u0085B\ud83c')).toBe('AB');
  expect(withoutMarks('\ufeff\u202eA\u2069\u200bB\u200dC')).toBe('AB\u200dC');
});
