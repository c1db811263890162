/** Layouts for the tests of the editor. */
import { emptyLayout } from '../../../panel/layouts/draft.ts';
import type { EditorAct, EditorState } from '../../../panel/layouts/editor-state.ts';
import type { Layout, LayoutItem } from '../../../protocol/layout.ts';

/** Items of 200 × 100 at the upper left corner unless said otherwise; `item-1`, `item-2`, … */
export function layoutOf(
  items: readonly Partial<LayoutItem>[],
  more: Partial<Layout> = {},
): Layout {
  return {
    ...emptyLayout('mine', 'Mine'),
    ...more,
    items: items.map((item, n) => ({
      id: `item-${n + 1}`,
      overlay: 'gear',
      x: 0,
      y: 0,
      width: 200,
      height: 100,
      theme: null,
      group: null,
      locked: false,
      parameters: {},
      ...item,
    })),
  };
}

/** Three in a row. */
export const three = layoutOf([
  { id: 'a', x: 100, y: 100 },
  { id: 'b', x: 400, y: 100 },
  { id: 'c', x: 700, y: 100 },
]);

export const right: EditorAct = { type: 'nudge', by: { x: 1, y: 0 } };

export function begun(layout: Layout, selected: readonly string[] = []): EditorState {
  return { layout, selected };
}
