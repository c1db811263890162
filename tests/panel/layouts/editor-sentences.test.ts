/** What the layout editor says after an act. */
import { describe, expect, test } from 'vitest';
import { titlesOf } from '../../../panel/layouts/draft.ts';
import { sentenceOf } from '../../../panel/layouts/editor-sentences.ts';
import { type EditorAct, type EditorState, reduce } from '../../../panel/layouts/editor-state.ts';
import { begun, layoutOf, right, three } from './layouts.ts';

describe('what the editor says', () => {
  const said = (state: EditorState, act: EditorAct) =>
    sentenceOf(
      state,
      act,
      reduce(state, act),
      titlesOf(state.layout, () => 'Gear'),
    );

  test.each<[string, EditorState, EditorAct, string | null]>([
    ['removing', begun(three, ['b']), { type: 'remove' }, 'Gear 2 is removed. Ctrl+Z undoes it.'],
    ['copying', begun(three, ['a', 'b']), { type: 'copy' }, '2 overlays are copied.'],
    ['grouping', begun(three, ['a', 'b']), { type: 'group' }, '2 overlays are grouped.'],
    [
      'grouping one',
      begun(three, ['a']),
      { type: 'group' },
      'Select two overlays or more to group them.',
    ],
    ['locking', begun(three, ['a']), { type: 'lock', locked: true }, 'Gear is locked.'],
    ['selecting all', begun(three), { type: 'select-all' }, '3 overlays selected.'],
    ['moving', begun(three, ['a']), right, null],
    ['moving nothing', begun(three), right, null],
    [
      'moving a locked one',
      begun(layoutOf([{ locked: true }]), ['item-1']),
      right,
      'Gear is locked. Unlock first.',
    ],
  ])('after %s', (_what, state, act, wanted) => {
    expect(said(state, act)).toBe(wanted);
  });
});
