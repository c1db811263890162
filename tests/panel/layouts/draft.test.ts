/** A layout in the editor: its items, its preview, and files. */
import { describe, expect, test } from 'vitest';
import { fileText } from '../../../panel/core/json-files.ts';
import {
  emptyLayout,
  forPreview,
  isSame,
  outsideOf,
  readFile,
  titlesOf,
  unlocked,
  withGroups,
} from '../../../panel/layouts/draft.ts';
import { limits } from '../../../protocol/limits.ts';
import { layoutOf } from './layouts.ts';

const two = layoutOf([{ overlay: 'gear' }, { overlay: 'speed', x: 400 }]);

test('the second item of an overlay has a number in its title', () => {
  const layout = layoutOf([
    { id: 'a', overlay: 'gear' },
    { id: 'b', overlay: 'gear', x: 300 },
    { id: 'c', overlay: 'speed', x: 600 },
  ]);
  const titles = titlesOf(layout, (overlay) => overlay.toUpperCase());
  expect([...titles.values()]).toEqual(['GEAR', 'GEAR 2', 'SPEED']);
});

test('one item of a group brings the others', () => {
  const layout = layoutOf([
    { id: 'a', group: 'group-1' },
    { id: 'b', x: 300 },
    { id: 'c', x: 600, group: 'group-1' },
  ]);
  expect(withGroups(layout, ['c'])).toEqual(['a', 'c']);
  expect(withGroups(layout, ['b'])).toEqual(['b']);
});

test('locked items are left out of what is changed', () => {
  const layout = layoutOf([
    { id: 'a', locked: true },
    { id: 'b', x: 300 },
  ]);
  expect(unlocked(layout, ['a', 'b']).map(({ id }) => id)).toEqual(['b']);
});

test('an item is outside when viewers miss a part of it, and a fraction of a pixel is none', () => {
  const layout = layoutOf([
    { id: 'a', x: -1 },
    { id: 'b', x: 1_720 },
    { id: 'c', x: 1_720.4 },
    { id: 'd', x: 1_721 },
  ]);
  expect(outsideOf(layout).map(({ id }) => id)).toEqual(['a', 'd']);
});

test('the preview shows every item and does not change the layout', () => {
  const pits = layoutOf([{ parameters: { show: 'pits' } }, { x: 400 }]);
  expect(forPreview(pits).items.map(({ parameters }) => parameters.show)).toEqual([
    'always',
    'always',
  ]);
  expect(pits.items[0]!.parameters).toEqual({ show: 'pits' });
});

describe('files', () => {
  test('a downloaded file can be imported', () => {
    const { name, value } = readFile(fileText(two));
    expect(name).toBe('mine');
    expect(isSame(value as typeof two, two)).toBe(true);
    expect(isSame(two, emptyLayout('mine', 'Mine'))).toBe(false);
  });

  test.each([
    ['{', 'not JSON'],
    ['[]', 'has no name'],
    ['null', 'has no name'],
    ['{"title": "x"}', 'has no name'],
    ['{"name": "x", "items": {}}', 'not a list'],
    [`{"name": "${'x'.repeat(limits.layoutBytesMax)}"}`, 'too large'],
  ])('a file that is not a layout is refused with the reason (%#)', (text, why) => {
    expect(() => readFile(text)).toThrow(why);
  });
});
