/** Aligning, distributing and ordering selected items. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aligned,
  distributed,
  freeGroup,
  ordered,
  withoutLoneGroups,
} from '../../../panel/layouts/arranging.ts';
import { marginPx } from '../../../protocol/placing.ts';
import { layoutOf } from './layouts.ts';

const canvas = { width: 1920, height: 1080 };

describe('aligning', () => {
  test('one item aligns to the canvas: to the margins and the middles', () => {
    const { items } = layoutOf([{ x: 500, y: 300 }]);
    const at = (to: Parameters<typeof aligned>[1]) => aligned(items, to, canvas).get('item-1');
    expect(at('left')).toEqual({ x: marginPx, y: 300 });
    expect(at('centre')).toEqual({ x: 860, y: 300 });
    expect(at('right')).toEqual({ x: 1920 - 200 - marginPx, y: 300 });
    expect(at('top')).toEqual({ x: 500, y: marginPx });
    expect(at('middle')).toEqual({ x: 500, y: 490 });
    expect(at('bottom')).toEqual({ x: 500, y: 1080 - 100 - marginPx });
  });

  test('several items align to each other, and a group moves as one', () => {
    const { items } = layoutOf([
      { id: 'a', x: 100, y: 0, group: 'group-1' },
      { id: 'b', x: 350, y: 40, group: 'group-1' },
      { id: 'c', x: 700, y: 300 },
    ]);
    const places = aligned(items, 'right', canvas);
    expect(places.get('c')).toEqual({ x: 700, y: 300 });
    expect(places.get('b')).toEqual({ x: 700, y: 40 });
    expect(places.get('a')).toEqual({ x: 450, y: 0 });
  });
});

describe('distributing', () => {
  test('makes the gaps equal, whatever the widths; the outer ones stay', () => {
    const { items } = layoutOf([
      { id: 'last', x: 900, width: 100 },
      { id: 'first', x: 0, width: 200 },
      { id: 'middle', x: 210, width: 300 },
    ]);
    const places = distributed(items, 'across');
    expect(places.get('first')!.x).toBe(0);
    expect(places.get('middle')!.x).toBe(400);
    expect(places.get('last')!.x).toBe(900);
  });

  test('two have no gap to distribute', () => {
    expect(distributed(layoutOf([{}, { x: 400 }]).items, 'across').size).toBe(0);
  });
});

describe('the order', () => {
  const { items } = layoutOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }]);
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('');

  test.each([
    [['a'], 'forward', 'bacd'],
    [['d'], 'forward', 'abcd'],
    [['c', 'd'], 'forward', 'abcd'],
    [['a', 'b'], 'forward', 'cabd'],
    [['b', 'c'], 'backward', 'bcad'],
    [['a', 'c'], 'front', 'bdac'],
    [['b', 'd'], 'back', 'bdac'],
  ] as const)('of %s, %s: %s', (chosen, to, wanted) => {
    expect(ids(ordered(items, chosen, to))).toBe(wanted);
  });

  test('nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.subarray(['a', 'b', 'c', 'd']),
        fc.constantFrom('front', 'back', 'forward', 'backward'),
        (chosen, to) => {
          expect([...ids(ordered(items, chosen, to))].sort().join('')).toBe('abcd');
        },
      ),
    );
  });
});

test('a group of one is dissolved, and a new group has a free name', () => {
  const layout = layoutOf([{ group: 'group-1' }, { group: 'group-2' }, { group: 'group-2' }]);
  expect(withoutLoneGroups(layout.items).map(({ group }) => group)).toEqual([
    null,
    'group-2',
    'group-2',
  ]);
  expect(freeGroup(layout)).toBe('group-3');
});
