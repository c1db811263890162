/** Undo in the layout editor: which acts are one step, and what is selected afterwards. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begin, change, redo, type UndoHistory, undo } from '../../../panel/core/undo-history.ts';
import {
  beginDrag,
  type EditorAct,
  type EditorState,
  reduce,
  selectedAfter,
  stepOf,
} from '../../../panel/layouts/editor-state.ts';
import type { Layout } from '../../../protocol/layout.ts';
import { begun, right, three } from './layouts.ts';

const add: EditorAct = {
  type: 'add',
  overlay: { name: 'gear', size: { width: 300, height: 220 } },
};

/** Acts as the editor does: one history, with the clock given. */
function played(acts: readonly (readonly [EditorAct, number])[], state: EditorState) {
  let history: UndoHistory<Layout> = begin(state.layout);
  let { selected } = state;
  for (const [act, atMs] of acts) {
    const before = { layout: history.now, selected };
    const next = reduce(before, act);
    history = change(history, next.layout, stepOf(before, act), atMs);
    selected = next.selected;
  }
  return { history, selected };
}

describe('undo', () => {
  test('takes back one of several different acts in quick succession', () => {
    const down: EditorAct = { type: 'grow', by: { x: 0, y: 1 } };
    const acts: EditorAct[] = [right, down, { type: 'copy' }, right, { type: 'remove' }];
    const { history } = played(
      acts.map((act, n) => [act, n * 10]),
      begun(three, ['a']),
    );
    expect(history.past).toHaveLength(acts.length);
    expect(undo(history).now.items).toHaveLength(4);
  });

  test('takes back a burst of one act on the same items at once, and not on others', () => {
    const select = (id: string): EditorAct => ({ type: 'select', ids: [id], how: 'only' });
    const burst = [right, right, right, select('b'), right, right];
    const { history } = played(
      burst.map((act, n) => [act, n * 100]),
      begun(three, ['a']),
    );
    expect(undo(history).now.items.map(({ x }) => x)).toEqual([103, 400, 700]);
    expect(undo(undo(history)).now).toBe(three);
  });

  test('a pause begins a new step', () => {
    const { history } = played(
      [
        [right, 0],
        [right, 2_000],
      ],
      begun(three, ['a']),
    );
    expect(undo(history).now.items[0]!.x).toBe(101);
  });

  test('one drag is one step however long it takes, and two quick drags are two', () => {
    const state = begun(three, ['a']);
    const from = beginDrag(state)!;
    const drag = (x: number, gesture: number): EditorAct => ({
      type: 'drag',
      from,
      to: { ...from.box, x },
      gesture,
    });
    const { history } = played(
      [
        [drag(110, 1), 0],
        [drag(150, 1), 60_000],
        [drag(160, 2), 60_010],
      ],
      state,
    );
    expect(undo(history).now.items[0]!.x).toBe(150);
    expect(undo(undo(history)).now).toBe(three);
  });

  test('two quick changes of different parameters are two steps', () => {
    const set = (parameters: Record<string, boolean>): EditorAct => ({
      type: 'parameters',
      id: 'a',
      parameters,
    });
    const { history } = played(
      [
        [set({ clutch: false }), 0],
        [set({ clutch: false, trace: false }), 10],
      ],
      begun(three, ['a']),
    );
    expect(undo(history).now.items[0]!.parameters).toEqual({ clutch: false });
  });

  test('selects what it changed, and nothing that is gone', () => {
    const copied = reduce(begun(three, ['b']), { type: 'copy' });
    expect(selectedAfter(copied.layout, three, copied.selected)).toEqual([]);
    const moved = reduce(begun(three, ['a']), right);
    expect(selectedAfter(moved.layout, three, ['c'])).toEqual(['a']);
  });

  test('any acts can all be undone and redone', () => {
    const anyStep = fc.record({ x: fc.integer({ min: -90, max: 90 }), y: fc.integer() });
    const anyAct: fc.Arbitrary<EditorAct> = fc.oneof(
      fc.constantFrom<EditorAct>(
        add,
        { type: 'copy' },
        { type: 'remove' },
        { type: 'select-all' },
        { type: 'group' },
        { type: 'ungroup' },
        { type: 'lock', locked: true },
        { type: 'lock', locked: false },
        { type: 'distribute', axis: 'across' },
        { type: 'align', to: 'top' },
        { type: 'order', to: 'backward' },
        { type: 'canvas', size: { width: 1080, height: 1920 } },
        { type: 'canvas', size: { width: 1920, height: 1080 } },
      ),
      anyStep.map((by): EditorAct => ({ type: 'nudge', by })),
      anyStep.map((by): EditorAct => ({ type: 'grow', by })),
      fc
        .subarray(['a', 'b', 'c', 'gear'])
        .map((some): EditorAct => ({ type: 'select', ids: some, how: 'only' })),
    );
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 20 }), (acts) => {
        const { history, selected } = played(
          acts.map((act, n) => [act, n * 1_000]),
          begun(three),
        );
        const known = new Set(history.now.items.map(({ id }) => id));
        expect(known.size).toBe(history.now.items.length);
        expect(selected.filter((id) => !known.has(id))).toEqual([]);
        const steps = history.past.length;
        let back = history;
        for (let n = 0; n < steps; n++) back = undo(back);
        expect(back.now).toEqual(three);
        for (let n = 0; n < steps; n++) back = redo(back);
        expect(back.now).toEqual(history.now);
      }),
      { numRuns: 200 },
    );
  });
});
