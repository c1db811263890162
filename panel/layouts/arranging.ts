/** Aligns, distributes and orders selected items and groups. `editor-state.ts` keeps selection, groups and locks. Pure. */
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import { marginPx } from '../../protocol/placing.ts';
import { boxAround, type ItemRect, rectOf, type Size } from '../../protocol/rects.ts';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'across' | 'down';
/** `front` and `back` are the ends. */
export type Order = 'forward' | 'backward' | 'front' | 'back';

/** An item, or the items of a group: they keep their places relative to each other. */
interface Unit {
  readonly ids: readonly string[];
  readonly box: ItemRect;
}

export function unitsOf(items: readonly LayoutItem[]): Unit[] {
  const byUnit = new Map<string, LayoutItem[]>();
  for (const item of items) {
    const key = item.group === null ? `item ${item.id}` : `group ${item.group}`;
    byUnit.set(key, [...(byUnit.get(key) ?? []), item]);
  }
  return [...byUnit.values()].map((members) => ({
    ids: members.map(({ id }) => id),
    box: boxAround(members.map(rectOf))!,
  }));
}

/** Moves to an edge or the middle of the area. @param margin from the edge */
function alignedIn(box: ItemRect, to: Alignment, area: ItemRect, margin: number): ItemRect {
  const [axis, size, share] = alignmentShares[to];
  const free = area[size] - box[size] - 2 * margin;
  return { ...box, [axis]: area[axis] + margin + free * share };
}

/** The axis of each alignment, and how much of the free space is before the box. */
const alignmentShares = {
  left: ['x', 'width', 0],
  centre: ['x', 'width', 0.5],
  right: ['x', 'width', 1],
  top: ['y', 'height', 0],
  middle: ['y', 'height', 0.5],
  bottom: ['y', 'height', 1],
} as const satisfies Record<Alignment, readonly [string, string, number]>;

type Places = Map<string, { readonly x: number; readonly y: number }>;

function placesOf(
  units: readonly Unit[],
  boxes: readonly ItemRect[],
  items: readonly LayoutItem[],
): Places {
  const places: Places = new Map();
  units.forEach(({ ids, box }, n) => {
    const to = boxes[n]!;
    for (const item of items.filter(({ id }) => ids.includes(id))) {
      const x = Math.round(item.x + to.x - box.x);
      const y = Math.round(item.y + to.y - box.y);
      places.set(item.id, { x, y });
    }
  });
  return places;
}

/** Several units align to the box around them; a single one aligns to the canvas, at the edges with the margin. */
export function aligned(items: readonly LayoutItem[], to: Alignment, canvas: Size): Places {
  const units = unitsOf(items);
  const isOne = units.length === 1;
  const area = isOne ? { x: 0, y: 0, ...canvas } : boxAround(units.map(({ box }) => box));
  if (area === null) return new Map();
  const boxes = units.map(({ box }) => alignedIn(box, to, area, isOne ? marginPx : 0));
  return placesOf(units, boxes, items);
}

/** Makes the gaps between units equal; the outer ones stay. */
export function distributed(items: readonly LayoutItem[], axis: Axis): Places {
  const units = unitsOf(items);
  if (units.length < limits.layoutDistributedMin) return new Map();
  const start = axis === 'across' ? 'x' : 'y';
  const length = axis === 'across' ? 'width' : 'height';
  units.sort((a, b) => a.box[start] + a.box[length] / 2 - (b.box[start] + b.box[length] / 2));
  const first = units[0]!.box;
  const last = units.at(-1)!.box;
  const used = units.reduce((sum, { box }) => sum + box[length], 0);
  const gap = (last[start] + last[length] - first[start] - used) / (units.length - 1);
  let at = first[start];
  const boxes = units.map(({ box }) => {
    const next = { ...box, [start]: at };
    at += box[length] + gap;
    return next;
  });
  return placesOf(units, boxes, items);
}

/** Later items lie in front. The selected ones keep their order among each other. */
export function ordered(
  items: readonly LayoutItem[],
  ids: readonly string[],
  to: Order,
): readonly LayoutItem[] {
  const isChosen = ({ id }: LayoutItem): boolean => ids.includes(id);
  const chosen = items.filter(isChosen);
  const rest = items.filter((item) => !isChosen(item));
  if (to === 'front') return [...rest, ...chosen];
  if (to === 'back') return [...chosen, ...rest];
  const next = [...items];
  const from = to === 'forward' ? next.length - 2 : 1;
  const by = to === 'forward' ? 1 : -1;
  for (let n = from; n >= 0 && n < next.length; n -= by) {
    const [one, other] = [next[n]!, next[n + by]!];
    if (isChosen(one) && !isChosen(other)) [next[n], next[n + by]] = [other, one];
  }
  return next;
}

/** `group-1`, `group-2`, … */
export function freeGroup({ items }: Layout): string {
  const used = new Set(items.map(({ group }) => group));
  for (let n = 1; ; n++) {
    const name = `group-${n}`;
    if (!used.has(name)) return name;
  }
}

/** Dissolves groups of a single item. */
export function withoutLoneGroups(items: readonly LayoutItem[]): LayoutItem[] {
  const sizes = new Map<string, number>();
  for (const { group } of items) if (group !== null) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return items.map((item) =>
    item.group !== null && sizes.get(item.group) === 1 ? { ...item, group: null } : item,
  );
}
