/** Release notes are text with headings, lists, strong words and code, and nothing else. */
import { expect, test } from 'vitest';
import { noteBlocks, noteSpans } from '../../../panel/settings/note-parts.ts';

test('headings, paragraphs and lists are told apart, and lines go on', () => {
  const notes = '## New\n\nOne line\ngoes on.\n\n- first\n  goes on\n- second\n\nEnd.';
  expect(noteBlocks(notes)).toEqual([
    { kind: 'heading', spans: [{ kind: 'text', text: 'New' }] },
    { kind: 'paragraph', spans: [{ kind: 'text', text: 'One line goes on.' }] },
    {
      kind: 'list',
      items: [[{ kind: 'text', text: 'first goes on' }], [{ kind: 'text', text: 'second' }]],
    },
    { kind: 'paragraph', spans: [{ kind: 'text', text: 'End.' }] },
  ]);
});

test('items with blank lines between them are one list', () => {
  expect(noteBlocks('- a\n\n- b\r\n')).toHaveLength(1);
});

test('strong words and code are marked', () => {
  expect(noteSpans('a **b** `c`')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'strong', text: 'b' },
    { kind: 'text', text: ' ' },
    { kind: 'code', text: 'c' },
  ]);
});

test('links, pictures and HTML stay text', () => {
  const text =
    '[click](javascript:alert(1)) <img src=x onerror=alert(1)> ![p](https://e.org/p.png)';
  expect(noteSpans(text)).toEqual([{ kind: 'text', text }]);
});

test('no notes are not blocks', () => {
  expect(noteBlocks('\n \n')).toEqual([]);
});
