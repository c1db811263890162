/** Layouts for the tests of the editor. */
import { emptyLayout } from '../../../panel/layouts/draft.ts';
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
