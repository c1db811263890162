/** Changes of a layout in the editor. Each returns a new layout; the relay validates it. Pure. */
import {
  type Layout,
  type LayoutItem,
  layoutCanvas,
  layoutVersion,
} from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { parseFile } from '../core/json-files.ts';
import { type ItemRect, kept, type Size } from './snapping.ts';

export function emptyLayout(name: string, title: string): Layout {
  return {
    version: layoutVersion,
    name,
    title,
    author: '',
    description: '',
    ...layoutCanvas,
    items: [],
  };
}

export function isSame(a: Layout, b: Layout): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function itemOf(layout: Layout, id: string | null): LayoutItem | undefined {
  return layout.items.find((item) => item.id === id);
}

export function withItem(layout: Layout, id: string, change: Partial<LayoutItem>): Layout {
  const items = layout.items.map((item) => (item.id === id ? { ...item, ...change } : item));
  return { ...layout, items };
}

export function without(layout: Layout, id: string): Layout {
  return { ...layout, items: layout.items.filter((item) => item.id !== id) };
}

function freeId(layout: Layout, overlay: string): string {
  const used = new Set(layout.items.map(({ id }) => id));
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : `-${n}`;
    const id = overlay.slice(0, limits.layoutIdCharsMax - end.length) + end;
    if (!used.has(id)) return id;
  }
}

export function isFull({ items }: Layout): boolean {
  return items.length >= limits.layoutItemsMax;
}

/** New items are offset by this much, so that none hides another, canvas pixels. */
const stepPx = 32;

function freePlace(layout: Layout, size: Size): ItemRect {
  const middle = {
    x: Math.round((layout.width - size.width) / 2),
    y: Math.round((layout.height - size.height) / 2),
  };
  const isUsed = ({ x, y }: { x: number; y: number }): boolean =>
    layout.items.some((item) => item.x === x && item.y === y);
  for (let n = 0; ; n++) {
    const place = { x: middle.x + n * stepPx, y: middle.y + n * stepPx };
    if (!isUsed(place) || n > layout.items.length) return kept({ ...place, ...size }, layout);
  }
}

/** Adds an overlay in front of all others, in its own size where that fits. @returns the layout and the item's id */
export function withOverlay(
  layout: Layout,
  overlay: Pick<OverlayMetadata, 'name' | 'size'>,
): { readonly layout: Layout; readonly id: string } {
  const { width, height } = overlay.size;
  const scale = Math.min(1, layout.width / width, layout.height / height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const id = freeId(layout, overlay.name);
  const item: LayoutItem = {
    id,
    overlay: overlay.name,
    ...freePlace(layout, size),
    theme: null,
    parameters: {},
  };
  return { layout: { ...layout, items: [...layout.items, item] }, id };
}

export function withCopy(
  layout: Layout,
  id: string,
): { readonly layout: Layout; readonly id: string } {
  const item = itemOf(layout, id);
  if (item === undefined) return { layout, id };
  const copy = { ...item, id: freeId(layout, item.overlay) };
  const { x, y } = kept({ ...copy, x: copy.x + stepPx, y: copy.y + stepPx }, layout);
  return { layout: { ...layout, items: [...layout.items, { ...copy, x, y }] }, id: copy.id };
}

/** @param by 1: one step to the front, -1: one step to the back */
export function raised(layout: Layout, id: string, by: 1 | -1): Layout {
  const at = layout.items.findIndex((item) => item.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= layout.items.length) return layout;
  const items = [...layout.items];
  [items[at], items[to]] = [items[to]!, items[at]!];
  return { ...layout, items };
}

/** Changes the canvas size. Items keep their place and size in proportion. */
export function onCanvas(layout: Layout, canvas: Size): Layout {
  const across = canvas.width / layout.width;
  const down = canvas.height / layout.height;
  const scale = Math.min(across, down);
  const side = (value: number): number => Math.max(Math.round(value * scale), limits.layoutSideMin);
  const items = layout.items.map((item) => {
    const width = side(item.width);
    const height = side(item.height);
    const x = Math.round((item.x + item.width / 2) * across - width / 2);
    const y = Math.round((item.y + item.height / 2) * down - height / 2);
    return { ...item, ...kept({ x, y, width, height }, canvas) };
  });
  return { ...layout, ...canvas, items };
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
