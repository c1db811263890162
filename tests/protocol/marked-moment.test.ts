/** Notes of marked moments, as they are shown in lists, in OBS and in tables. */
import { expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { cleanNote } from '../../protocol/marked-moment.ts';

test('a note is one line that turns no words around', () => {
  expect(cleanNote('  a\n\u0000 b\t')).toBe('a b');
  expect(cleanNote('\u202eabc\u200b')).toBe('abc');
  expect(cleanNote('half \ud83c')).toBe('half');
  expect(cleanNote('whole 🏎')).toBe('whole 🏎');
});

test('what is no note, or too long for one, is refused', () => {
  expect(cleanNote(undefined)).toBe('');
  expect(cleanNote(5)).toBeNull();
  expect(cleanNote('x'.repeat(limits.momentNoteCharsMax + 1))).toBeNull();
});
