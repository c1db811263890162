/** A layout in the editor: a new one, one from a file, and its items. The relay validates what is saved. Pure. */
import {
  type Layout,
  type LayoutItem,
  layoutCanvas,
  layoutVersion,
} from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import { boxAround, type ItemRect, isOutside } from '../../protocol/rects.ts';
import { parseFile } from '../core/json-files.ts';

export function emptyLayout(name: string, title: string): Layout {
  return {
    version: layoutVersion,
    name,
    title,
    author: '',
    description: '',
    ...layoutCanvas,
    theme: null,
    items: [],
  };
}

export function isSame(a: Layout, b: Layout): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function itemsOf(layout: Layout, ids: readonly string[]): LayoutItem[] {
  return layout.items.filter(({ id }) => ids.includes(id));
}

export function isFull({ items }: Layout): boolean {
  return items.length >= limits.layoutItemsMax;
}

/** With all members of the groups that these items belong to, from back to front. */
export function withGroups(layout: Layout, ids: readonly string[]): string[] {
  const groups = new Set(itemsOf(layout, ids).flatMap(({ group }) => group ?? []));
  return layout.items
    .filter(({ id, group }) => ids.includes(id) || (group !== null && groups.has(group)))
    .map(({ id }) => id);
}

/** The unlocked ones of these items: moving, resizing and removing do not touch the others. */
export function unlocked(layout: Layout, ids: readonly string[]): LayoutItem[] {
  return itemsOf(layout, ids).filter(({ locked }) => !locked);
}

/** The box around the unlocked ones of these items. @returns null: there are none */
export function boxOf(layout: Layout, ids: readonly string[]): ItemRect | null {
  return boxAround(unlocked(layout, ids));
}

/** Items of which viewers do not see everything. */
export function outsideOf(layout: Layout): LayoutItem[] {
  return layout.items.filter((item) => isOutside(item, layout));
}

export function freeId(layout: Layout, overlay: string): string {
  const used = new Set(layout.items.map(({ id }) => id));
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : `-${n}`;
    const id = overlay.slice(0, limits.layoutIdCharsMax - end.length) + end;
    if (!used.has(id)) return id;
  }
}

/** Titles of the items by id. The second item of an overlay has a number: `Gear and speed 2`. */
export function titlesOf(
  { items }: Layout,
  titleOf: (overlay: string) => string,
): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const titles = new Map<string, string>();
  for (const { id, overlay } of items) {
    const count = (counts.get(overlay) ?? 0) + 1;
    counts.set(overlay, count);
    titles.set(id, count === 1 ? titleOf(overlay) : `${titleOf(overlay)} ${count}`);
  }
  return titles;
}

/** For the editor's preview: every item is visible, whatever the game does. */
export function forPreview(layout: Layout): Layout {
  const items = layout.items.map((item) => ({
    ...item,
    parameters: { ...item.parameters, show: 'always' },
  }));
  return { ...layout, items };
}

/**
 * Reads the name of a chosen layout file. The relay completes and validates the rest.
 * @throws Error with a sentence
 */
export function readFile(text: string): { readonly name: string; readonly value: object } {
  const value = parseFile(text, 'layout', limits.layoutBytesMax);
  const { name, items } = (value ?? {}) as { name?: unknown; items?: unknown };
  if (typeof value !== 'object' || value === null || typeof name !== 'string') {
    throw new Error('This is not a layout: it has no name.');
  }
  if (items !== undefined && !Array.isArray(items)) {
    throw new Error('This is not a layout: its items are not a list.');
  }
  return { name, value };
}
