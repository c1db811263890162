/** Notices belong to the last act, errors stay. */
import { expect, test } from 'vitest';
import { afterRoomChange, type Notice, withNotice } from '../../../panel/core/notice-list.ts';

let nextId = 1;
const good = (sentence: string): Notice => ({ id: nextId++, sentence, tone: 'good' });
const bad = (sentence: string): Notice => ({ id: nextId++, sentence, tone: 'bad' });

const sentences = (notices: readonly Notice[]) => notices.map(({ sentence }) => sentence);
const after = (...acts: readonly Notice[]) =>
  acts.reduce<readonly Notice[]>((shown, next) => withNotice(shown, next), []);

test('the notice of an act goes with the next act', () => {
  expect(sentences(after(good('A is saved.'), good('B is deleted.')))).toEqual(['B is deleted.']);
  expect(sentences(after(good('A is saved.'), bad('B is locked.')))).toEqual(['B is locked.']);
});

test('it goes with the room too, and an error stays', () => {
  const shown = after(bad('A is locked.'), good('B is saved.'));
  expect(sentences(shown)).toEqual(['A is locked.', 'B is saved.']);
  expect(sentences(afterRoomChange(shown))).toEqual(['A is locked.']);
});

test('an error that comes again is there once, and the oldest one makes room', () => {
  expect(sentences(after(bad('A.'), bad('B.'), bad('A.')))).toEqual(['B.', 'A.']);
  const five = after(...['A.', 'B.', 'C.', 'D.', 'E.'].map(bad));
  expect(sentences(five)).toEqual(['B.', 'C.', 'D.', 'E.']);
});
