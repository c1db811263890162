/** The layout editor as a reducer. */
import { describe, expect, test } from 'vitest';
import { emptyLayout, isFull } from '../../../panel/layouts/draft.ts';
import {
  beginDrag,
  type EditorAct,
  type EditorState,
  reduce,
} from '../../../panel/layouts/editor-state.ts';
import { limits } from '../../../protocol/limits.ts';
import { isOutside, overlaps } from '../../../protocol/rects.ts';
import { begun, layoutOf, right, three } from './layouts.ts';

const gear = { name: 'gear', size: { width: 300, height: 220 } };
const map = { name: 'track-map', size: { width: 400, height: 320 } };

function all(state: EditorState, acts: readonly EditorAct[]): EditorState {
  return acts.reduce(reduce, state);
}

const add: EditorAct = { type: 'add', overlay: gear };

function ids({ layout }: EditorState): string {
  return layout.items.map(({ id }) => id).join(' ');
}

describe('adding', () => {
  const empty = begun(emptyLayout('mine', 'Mine'));

  test('places an overlay in the middle, in its own size, and selects it', () => {
    const { layout, selected } = reduce(empty, add);
    expect(selected).toEqual(['gear']);
    expect(layout.items).toMatchObject([
      { id: 'gear', overlay: 'gear', x: 810, y: 430, width: 300, height: 220 },
    ]);
  });

  test('five overlays lie side by side, none over another, all on the canvas', () => {
    const { layout } = all(empty, [add, { type: 'add', overlay: map }, add, add, add]);
    expect(layout.items).toHaveLength(5);
    layout.items.forEach((item, n) => {
      expect(isOutside(item, layout)).toBe(false);
      expect(layout.items.slice(n + 1).filter((other) => overlaps(item, other))).toEqual([]);
    });
  });

  test('without room, new overlays are staggered: none hides another', () => {
    let state = empty;
    while (!isFull(state.layout)) state = reduce(state, add);
    expect(state.layout.items).toHaveLength(limits.layoutItemsMax);
    const places = new Set(state.layout.items.map(({ x, y }) => `${x} ${y}`));
    expect(places.size).toBe(limits.layoutItemsMax);
    expect(new Set(state.layout.items.map(({ id }) => id)).size).toBe(limits.layoutItemsMax);
    expect(state.layout.items.filter((item) => isOutside(item, state.layout))).toEqual([]);
    expect(reduce(state, add)).toBe(state);
  });

  test('an overlay larger than the canvas is made to fit', () => {
    const small = begun(layoutOf([], { width: 150, height: 150 }));
    expect(reduce(small, add).layout.items[0]).toMatchObject({ width: 150, height: 110 });
  });
});

describe('a copy', () => {
  test('is selected, so that arrows and Delete act on it and not on the original', () => {
    const state = all(begun(three, ['b']), [{ type: 'copy' }, right]);
    const [copied] = state.selected;
    expect(copied).toBe('gear');
    const at = (id: string) => state.layout.items.find((item) => item.id === id);
    expect(at('b')).toEqual(three.items[1]);
    expect(at('gear')).toMatchObject({ x: 433, y: 132, width: 200, height: 100 });
    expect(ids(reduce(state, { type: 'remove' }))).toBe('a b c');
  });

  test('never hides its original, not even in the corner of the canvas', () => {
    const cornered = layoutOf([{ id: 'a', x: 1_720, y: 980 }]);
    const { layout } = reduce(begun(cornered, ['a']), { type: 'copy' });
    const [, copied] = layout.items;
    expect(isOutside(copied!, layout)).toBe(false);
    expect([copied!.x, copied!.y]).not.toEqual([1_720, 980]);
  });

  test('of a group is a group of its own, and of a locked item is not locked', () => {
    const layout = layoutOf([
      { id: 'a', group: 'group-1' },
      { id: 'b', x: 300, group: 'group-1', locked: true },
    ]);
    const state = reduce(begun(layout, ['a', 'b']), { type: 'copy' });
    expect(state.layout.items.map(({ group }) => group)).toEqual([
      'group-1',
      'group-1',
      'group-2',
      'group-2',
    ]);
    expect(state.layout.items.slice(2).map(({ locked }) => locked)).toEqual([false, false]);
  });

  test('is refused as a whole where a layout would get too many', () => {
    const full = layoutOf(Array.from({ length: limits.layoutItemsMax - 1 }, (_, x) => ({ x })));
    const state = begun(full, ['item-1', 'item-2']);
    expect(reduce(state, { type: 'copy' })).toBe(state);
  });
});

describe('removing', () => {
  test('selects the neighbour, so that the keyboard has a place to go on from', () => {
    expect(reduce(begun(three, ['b']), { type: 'remove' })).toMatchObject({ selected: ['c'] });
    expect(reduce(begun(three, ['c']), { type: 'remove' })).toMatchObject({ selected: ['b'] });
    const last = reduce(begun(layoutOf([{ id: 'a' }]), ['a']), { type: 'remove' });
    expect([ids(last), last.selected]).toEqual(['', []]);
  });

  test('dissolves the group that has one member left', () => {
    const layout = layoutOf([
      { id: 'a', group: 'group-1' },
      { id: 'b', group: 'group-1' },
    ]);
    const { layout: next } = reduce(begun(layout, ['a']), { type: 'remove' });
    expect(next.items[0]!.group).toBeNull();
  });
});

describe('several at once', () => {
  test('move together and stop together at the edge', () => {
    const state = begun(three, ['a', 'c']);
    const { layout } = reduce(state, { type: 'nudge', by: { x: 5_000, y: 0 } });
    expect(layout.items.map(({ x }) => x)).toEqual([1_120, 400, 1_720]);
  });

  test('resize together, keeping shapes and places to each other', () => {
    const { layout } = reduce(begun(three, ['a', 'b']), { type: 'grow', by: { x: 500, y: 0 } });
    expect(layout.items.slice(0, 2)).toMatchObject([
      { x: 100, y: 100, width: 400, height: 200 },
      { x: 700, y: 100, width: 400, height: 200 },
    ]);
  });

  test('are dragged as they were when the drag began, and back again without a trace', () => {
    const state = begun(three, ['a', 'b']);
    const from = beginDrag(state)!;
    const to = { ...from.box, x: from.box.x + 33, y: from.box.y + 7 };
    const away = reduce(state, { type: 'drag', from, to, gesture: 1 });
    expect(away.layout.items.map(({ x, y }) => [x, y])).toEqual([
      [133, 107],
      [433, 107],
      [700, 100],
    ]);
    const back = reduce(away, { type: 'drag', from, to: from.box, gesture: 1 });
    expect(back.layout.items).toEqual(three.items);
  });

  test('get one theme', () => {
    const { layout } = reduce(begun(three, ['a', 'c']), { type: 'theme', theme: 'heritage' });
    expect(layout.items.map(({ theme }) => theme)).toEqual(['heritage', null, 'heritage']);
  });
});

describe('groups', () => {
  const grouped = reduce(begun(three, ['a', 'c']), { type: 'group' });

  test('are selected as a whole, unless one member is chosen in the list', () => {
    const select = (alone: boolean) =>
      reduce(begun(grouped.layout), { type: 'select', ids: ['c'], how: 'only', alone }).selected;
    expect(select(false)).toEqual(['a', 'c']);
    expect(select(true)).toEqual(['c']);
  });

  test('are dissolved, and one member may leave', () => {
    expect(reduce(grouped, { type: 'ungroup' }).layout.items.map(({ group }) => group)).toEqual([
      null,
      null,
      null,
    ]);
    const alone = begun(three, ['a']);
    expect(reduce(alone, { type: 'group' })).toBe(alone);
  });

  test('a selection grows and shrinks by whole groups', () => {
    const both = reduce(begun(grouped.layout, ['b']), {
      type: 'select',
      ids: ['a'],
      how: 'toggle',
    });
    expect(both.selected).toEqual(['a', 'b', 'c']);
    expect(reduce(both, { type: 'select', ids: ['c'], how: 'toggle' }).selected).toEqual(['b']);
  });
});

describe('locked items', () => {
  const locked = reduce(begun(three, ['b']), { type: 'lock', locked: true });

  test.each<EditorAct>([
    right,
    { type: 'grow', by: { x: 9, y: 0 } },
    { type: 'remove' },
    { type: 'place', id: 'b', change: { x: 9 } },
    { type: 'align', to: 'left' },
  ])('are left alone by $type', (act) => {
    expect(reduce(locked, act)).toBe(locked);
  });

  test('stay behind when others move, and are not in “select all”', () => {
    const { selected } = reduce(locked, { type: 'select-all' });
    expect(selected).toEqual(['a', 'c']);
    const moved = reduce({ ...locked, selected: ['a', 'b'] }, right);
    expect(moved.layout.items.map(({ x }) => x)).toEqual([101, 400, 700]);
  });

  test('can be unlocked again', () => {
    const free = reduce(locked, { type: 'lock', locked: false, ids: ['b'] });
    expect(reduce(free, right).layout.items[1]!.x).toBe(401);
  });
});

test('what lies outside comes back with one act', () => {
  const layout = layoutOf([{ x: -50 }, { x: 1_900, y: 1_050 }, { x: 500 }]);
  const { layout: next } = reduce(begun(layout), { type: 'bring-back' });
  expect(next.items.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [1_720, 980],
    [500, 0],
  ]);
});
