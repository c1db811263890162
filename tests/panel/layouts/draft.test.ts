/** Changes of a layout in the editor. */
import { describe, expect, test } from 'vitest';
import { fileText } from '../../../panel/core/json-files.ts';
import {
  emptyLayout,
  forPreview,
  isFull,
  isSame,
  itemOf,
  onCanvas,
  raised,
  readFile,
  withCopy,
  withItem,
  withOverlay,
  without,
} from '../../../panel/layouts/draft.ts';
import { limits } from '../../../protocol/limits.ts';

const gear = { name: 'gear', size: { width: 300, height: 220 } };
const speed = { name: 'speed', size: { width: 240, height: 120 } };
const empty = emptyLayout('mine', 'Mine');
const two = withOverlay(withOverlay(empty, gear).layout, speed).layout;

describe('adding', () => {
  test('places an overlay in the middle, in its own size, in front of all', () => {
    const { layout, id } = withOverlay(empty, gear);
    expect(id).toBe('gear');
    expect(layout.items).toEqual([
      { id, overlay: 'gear', x: 810, y: 430, ...gear.size, theme: null, parameters: {} },
    ]);
  });

  test('a second item of one overlay has another id and does not hide the first', () => {
    const once = withOverlay(empty, gear).layout;
    const { layout, id } = withOverlay(once, gear);
    expect(id).toBe('gear-2');
    expect(layout.items[1]!.x).not.toBe(layout.items[0]!.x);
  });

  test('an overlay larger than the canvas is made to fit', () => {
    const small = onCanvas(empty, { width: 150, height: 150 });
    expect(withOverlay(small, gear).layout.items[0]).toMatchObject({ width: 150, height: 110 });
  });

  test('all ids of a full layout are different', () => {
    let layout = empty;
    while (!isFull(layout)) layout = withOverlay(layout, gear).layout;
    expect(layout.items).toHaveLength(limits.layoutItemsMax);
    expect(new Set(layout.items.map(({ id }) => id)).size).toBe(limits.layoutItemsMax);
  });
});

test('a copy is beside the original and has all its values', () => {
  const red = withItem(two, 'gear', { theme: 'heritage', parameters: { showSpeed: false } });
  const { layout, id } = withCopy(red, 'gear');
  const [of, copy] = [itemOf(layout, 'gear')!, itemOf(layout, id)!];
  expect({ ...copy, id: of.id, x: of.x, y: of.y }).toEqual(of);
  expect([copy.x, copy.y]).not.toEqual([of.x, of.y]);
});

test('an item moves one step to the front or back and stops at the ends', () => {
  const ids = (layout: typeof two) => layout.items.map(({ id }) => id);
  expect(ids(raised(two, 'gear', 1))).toEqual(['speed', 'gear']);
  expect(raised(two, 'gear', -1)).toBe(two);
  expect(raised(two, 'nobody', 1)).toBe(two);
  expect(ids(without(two, 'gear'))).toEqual(['speed']);
});

test('a new canvas size keeps places and sizes in proportion', () => {
  const half = onCanvas(two, { width: 960, height: 540 });
  expect(itemOf(half, 'gear')).toMatchObject({ x: 405, y: 215, width: 150, height: 110 });
  const back = onCanvas(half, { width: 1920, height: 1080 });
  expect(back.items).toEqual(two.items);
});

test('the preview shows every item and does not change the layout', () => {
  const pits = withItem(two, 'gear', { parameters: { show: 'pits' } });
  expect(forPreview(pits).items.map(({ parameters }) => parameters.show)).toEqual([
    'always',
    'always',
  ]);
  expect(itemOf(pits, 'gear')!.parameters).toEqual({ show: 'pits' });
});

describe('files', () => {
  test('a downloaded file can be imported', () => {
    const { name, value } = readFile(fileText(two));
    expect(name).toBe('mine');
    expect(isSame(value as typeof two, two)).toBe(true);
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
