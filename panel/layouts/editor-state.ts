/**
 * The layout editor as a reducer: a layout and a selection, an act, the next layout and selection. Also tells which acts
 * make one step of undo. Locked items are not moved, resized or removed. Pure.
 */
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { freePlace, staggered } from '../../protocol/placing.ts';
import {
  boxAround,
  carried,
  type ItemRect,
  inside,
  isOutside,
  isSameRect,
  kept,
  rectOf,
  type Size,
} from '../../protocol/rects.ts';
import type { StepKey } from '../core/undo-history.ts';
import {
  type Alignment,
  type Axis,
  aligned,
  distributed,
  freeGroup,
  type Order,
  ordered,
  withoutLoneGroups,
} from './arranging.ts';
import { freeId, isFull, itemsOf, unlocked, withGroups } from './draft.ts';
import { onCanvas } from './reshaping.ts';
import { moved, noLines, resized } from './snapping.ts';

export interface EditorState {
  readonly layout: Layout;
  /** Ids of the selected items. */
  readonly selected: readonly string[];
}

interface Step {
  readonly x: number;
  readonly y: number;
}

export type EditorAct =
  /** `only` these, these too (`add`), or the other way round (`toggle`). With `alone`, groups do not come along. */
  | {
      readonly type: 'select';
      readonly ids: readonly string[];
      readonly how: 'only' | 'add' | 'toggle';
      readonly alone?: boolean;
    }
  | { readonly type: 'select-all' }
  | { readonly type: 'add'; readonly overlay: Pick<OverlayMetadata, 'name' | 'size'> }
  | { readonly type: 'copy' }
  | { readonly type: 'remove' }
  /** One press of an arrow key. */
  | { readonly type: 'nudge'; readonly by: Step }
  | { readonly type: 'grow'; readonly by: Step }
  /** The box around the selected items is dragged to another place or size. */
  | { readonly type: 'drag'; readonly from: Drag; readonly to: ItemRect; readonly gesture: number }
  | { readonly type: 'place'; readonly id: string; readonly change: Partial<ItemRect> }
  | { readonly type: 'theme'; readonly theme: string | null }
  | {
      readonly type: 'parameters';
      readonly id: string;
      readonly parameters: LayoutItem['parameters'];
    }
  | { readonly type: 'align'; readonly to: Alignment }
  | { readonly type: 'distribute'; readonly axis: Axis }
  | { readonly type: 'order'; readonly to: Order }
  | { readonly type: 'group' }
  | { readonly type: 'ungroup' }
  /** @property ids of one item in the list; absent: the selected ones */
  | { readonly type: 'lock'; readonly locked: boolean; readonly ids?: readonly string[] }
  /** Moves what lies outside onto the canvas. */
  | { readonly type: 'bring-back' }
  | { readonly type: 'title'; readonly title: string }
  | { readonly type: 'layout-theme'; readonly theme: string | null }
  | { readonly type: 'canvas'; readonly size: Size };

/** The dragged items as they were when the drag began. */
export interface Drag {
  readonly box: ItemRect;
  readonly rects: ReadonlyMap<string, ItemRect>;
}

/** @returns null: nothing that can be dragged is selected */
export function beginDrag({ layout, selected }: EditorState): Drag | null {
  const items = unlocked(layout, selected);
  const box = boxAround(items);
  if (box === null) return null;
  return { box, rects: new Map(items.map((item) => [item.id, rectOf(item)])) };
}

type Change = (item: LayoutItem) => Partial<LayoutItem>;

/** @returns the same layout when nothing changes */
function changed(layout: Layout, ids: readonly string[], change: Change): Layout {
  let isChanged = false;
  const items = layout.items.map((item) => {
    if (!ids.includes(item.id)) return item;
    const next = { ...item, ...change(item) };
    if (JSON.stringify(next) === JSON.stringify(item)) return item;
    isChanged = true;
    return next;
  });
  return isChanged ? { ...layout, items } : layout;
}

function idsOf(items: readonly LayoutItem[]): string[] {
  return items.map(({ id }) => id);
}

function select(
  { layout, selected }: EditorState,
  { ids, how, alone }: Extract<EditorAct, { type: 'select' }>,
): EditorState {
  const meant = alone ? itemsOf(layout, ids).map(({ id }) => id) : withGroups(layout, ids);
  if (how === 'only') return { layout, selected: meant };
  const isToRemove = how === 'toggle' && meant.every((id) => selected.includes(id));
  const next = layout.items
    .map(({ id }) => id)
    .filter((id) => (meant.includes(id) ? !isToRemove : selected.includes(id)));
  return { layout, selected: next };
}

/** Adds an overlay in front of all others, in its own size where that fits, where nothing is covered if there is room. */
function add(
  { layout }: EditorState,
  overlay: Pick<OverlayMetadata, 'name' | 'size'>,
): EditorState {
  const { width, height } = overlay.size;
  const scale = Math.min(1, layout.width / width, layout.height / height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const middle = {
    x: Math.round((layout.width - size.width) / 2),
    y: Math.round((layout.height - size.height) / 2),
    ...size,
  };
  const place = freePlace(layout, layout.items, size) ?? staggered(layout, layout.items, middle);
  const item: LayoutItem = {
    id: freeId(layout, overlay.name),
    overlay: overlay.name,
    ...place,
    theme: null,
    group: null,
    locked: false,
    parameters: {},
  };
  return { layout: { ...layout, items: [...layout.items, item] }, selected: [item.id] };
}

/** Copies lie a little beside their originals, in groups of their own, and are not locked. */
function copy(state: EditorState): EditorState {
  const { layout, selected } = state;
  const originals = itemsOf(layout, selected);
  const room = limits.layoutItemsMax - layout.items.length;
  const box = boxAround(originals);
  if (box === null || originals.length > room) return state;
  const place = staggered(layout, originals.length === 1 ? layout.items : originals, box);
  let next = layout;
  const groups = new Map<string, string>();
  const ids: string[] = [];
  for (const item of originals) {
    const id = freeId(next, item.overlay);
    let group: string | null = null;
    if (item.group !== null) {
      group = groups.get(item.group) ?? freeGroup(next);
      groups.set(item.group, group);
    }
    const rect = kept(carried(item, box, { ...box, x: place.x, y: place.y }), layout);
    next = { ...next, items: [...next.items, { ...item, ...rect, id, group, locked: false }] };
    ids.push(id);
  }
  return { layout: { ...next, items: withoutLoneGroups(next.items) }, selected: ids };
}

/** The item that takes the place of the removed ones is selected next. */
function remove(state: EditorState): EditorState {
  const { layout, selected } = state;
  const gone = idsOf(unlocked(layout, selected));
  if (gone.length === 0) return state;
  const first = layout.items.findIndex(({ id }) => gone.includes(id));
  const items = layout.items.filter(({ id }) => !gone.includes(id));
  const still = selected.filter((id) => !gone.includes(id));
  const neighbour = items[Math.min(first, items.length - 1)];
  const next = still.length > 0 || neighbour === undefined ? still : [neighbour.id];
  return { layout: { ...layout, items: withoutLoneGroups(items) }, selected: next };
}

/** The selected items after the box around them has become another. */
function withBox({ layout, selected }: EditorState, from: Drag, to: ItemRect): Layout {
  const isMoved = !isSameRect(from.box, to);
  return changed(layout, selected, ({ id }) => {
    const rect = from.rects.get(id);
    if (rect === undefined) return {};
    return isMoved ? kept(carried(rect, from.box, to), layout) : rect;
  });
}

function byKey(state: EditorState, act: Extract<EditorAct, { type: 'nudge' | 'grow' }>): Layout {
  const drag = beginDrag(state);
  if (drag === null) return state.layout;
  const rules = { canvas: state.layout, lines: noLines, reach: 0, mayLeave: false };
  const { rect } =
    act.type === 'nudge' ? moved(drag.box, act.by, rules) : resized(drag.box, 'se', act.by, rules);
  return withBox(state, drag, rect);
}

function group({ layout, selected }: EditorState): Layout {
  if (selected.length < 2) return layout;
  const name = freeGroup(layout);
  const next = changed(layout, selected, () => ({ group: name }));
  return { ...next, items: withoutLoneGroups(next.items) };
}

function bringBack(layout: Layout): Layout {
  const outside = layout.items.filter((item) => isOutside(item, layout));
  return changed(layout, idsOf(outside), (item) => inside(item, layout));
}

function withLayout(state: EditorState, layout: Layout): EditorState {
  return layout === state.layout ? state : { ...state, layout };
}

/** @returns the same state when the act changes nothing */
export function reduce(state: EditorState, act: EditorAct): EditorState {
  const { layout, selected } = state;
  switch (act.type) {
    case 'select':
      return select(state, act);
    case 'select-all':
      return { layout, selected: idsOf(unlocked(layout, idsOf(layout.items))) };
    case 'add':
      return isFull(layout) ? state : add(state, act.overlay);
    case 'copy':
      return copy(state);
    case 'remove':
      return remove(state);
    case 'nudge':
    case 'grow':
      return withLayout(state, byKey(state, act));
    case 'drag':
      return withLayout(state, withBox(state, act.from, act.to));
    case 'place':
      return withLayout(
        state,
        changed(layout, idsOf(unlocked(layout, [act.id])), (item) =>
          kept({ ...rectOf(item), ...act.change }, layout),
        ),
      );
    case 'theme':
      return withLayout(
        state,
        changed(layout, selected, () => ({ theme: act.theme })),
      );
    case 'parameters':
      return withLayout(
        state,
        changed(layout, [act.id], () => ({ parameters: act.parameters })),
      );
    case 'align': {
      const places = aligned(unlocked(layout, selected), act.to, layout);
      return withLayout(
        state,
        changed(layout, selected, ({ id }) => places.get(id) ?? {}),
      );
    }
    case 'distribute': {
      const places = distributed(unlocked(layout, selected), act.axis);
      return withLayout(
        state,
        changed(layout, selected, ({ id }) => places.get(id) ?? {}),
      );
    }
    case 'order': {
      const items = ordered(layout.items, selected, act.to);
      const isSame = items.every((item, n) => item === layout.items[n]);
      return isSame ? state : { ...state, layout: { ...layout, items: [...items] } };
    }
    case 'group':
      return withLayout(state, group(state));
    case 'ungroup':
      return withLayout(
        state,
        changed(layout, selected, () => ({ group: null })),
      );
    case 'lock':
      return withLayout(
        state,
        changed(layout, act.ids ?? selected, () => ({ locked: act.locked })),
      );
    case 'bring-back':
      return withLayout(state, bringBack(layout));
    case 'title':
      return act.title === layout.title
        ? state
        : { ...state, layout: { ...layout, title: act.title } };
    case 'layout-theme':
      return act.theme === layout.theme
        ? state
        : { ...state, layout: { ...layout, theme: act.theme } };
    case 'canvas':
      return withLayout(state, onCanvas(layout, act.size));
  }
}

/**
 * Which acts make one step of undo together: quick repetitions of one act on the same items, and all of one drag. Other
 * acts are steps of their own.
 */
export function stepOf({ layout, selected }: EditorState, act: EditorAct): StepKey {
  const on = selected.join();
  switch (act.type) {
    case 'nudge':
    case 'grow':
    case 'theme':
      return `${act.type} ${on}`;
    case 'drag':
      return { gesture: act.gesture };
    case 'place':
      return `place ${Object.keys(act.change).join()} ${act.id}`;
    case 'parameters': {
      const before = itemsOf(layout, [act.id])[0]?.parameters ?? {};
      const names = new Set([...Object.keys(before), ...Object.keys(act.parameters)]);
      const which = [...names].filter((name) => before[name] !== act.parameters[name]);
      return `parameters ${which.join()} ${act.id}`;
    }
    case 'title':
    case 'layout-theme':
      return act.type;
    default:
      return null;
  }
}

/** Undo and redo select what they changed; items that are gone are not selected. */
export function selectedAfter(
  before: Layout,
  now: Layout,
  selected: readonly string[],
): readonly string[] {
  const old = new Map(before.items.map((item) => [item.id, JSON.stringify(item)]));
  const touched = now.items.filter((item) => old.get(item.id) !== JSON.stringify(item));
  // A change of the whole canvas touches everything, and selects nothing.
  const isWhole = before.width !== now.width || before.height !== now.height;
  const next = isWhole || touched.length === 0 ? itemsOf(now, selected) : touched;
  return idsOf(next);
}
