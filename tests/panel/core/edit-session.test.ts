/** A file that is edited in two places at once. */
import { expect, test } from 'vitest';
import { makeEditSession } from '../../../panel/core/edit-session.ts';

interface Note {
  readonly name: string;
  readonly title: string;
}

const isSame = (a: Note, b: Note) => a.title === b.title;
const note: Note = { name: 'note', title: 'Note' };
const listed = { ...note, builtIn: false };

function opened() {
  const editing = makeEditSession<Note>(isSame);
  editing.open(note, listed, ['note']);
  return editing;
}

test('a file is changed elsewhere when it differs from what was opened or saved here', () => {
  const editing = opened();
  const mine = { ...note, title: 'Mine' };
  editing.edit(mine, 'title');
  expect(editing.isChangedElsewhere({ ...note })).toBe(false);
  expect(editing.isChangedElsewhere({ ...note, title: 'Theirs' })).toBe(true);
  editing.saved({ ...mine }, mine);
  expect(editing.isChangedElsewhere({ ...note, title: 'Mine' })).toBe(false);
  expect(editing.isChangedElsewhere(note)).toBe(true);
});

test('a file that is gone, and one that was never saved, are in nobody’s way', () => {
  expect(opened().isChangedElsewhere(null)).toBe(false);
  const editing = makeEditSession<Note>(isSame);
  editing.openNew(note, 'Imported');
  expect(editing.isChangedElsewhere({ ...note, title: 'Theirs' })).toBe(false);
});

test('what is changed while a file is being saved stays, and is not saved yet', () => {
  const editing = opened();
  const sent = { ...note, title: 'Sent' };
  editing.edit(sent, 'title');
  editing.edit({ ...note, title: 'Later' }, null);
  editing.saved({ name: 'stored', title: 'Sent' }, sent);
  expect(editing.work.value!.history.now).toEqual({ name: 'stored', title: 'Later' });
  expect(editing.isUnsaved.value).toBe(true);
  const { now } = editing.work.value!.history;
  editing.saved({ name: 'stored', title: 'Later' }, now);
  expect(editing.isUnsaved.value).toBe(false);
});
