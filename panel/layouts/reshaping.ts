/**
 * Brings a layout onto a canvas of another size. Of another shape, items keep their size in proportion to the canvas's
 * shorter side and their distance from the nearest edges; those that would then cover each other move to the nearest
 * free place. Pure.
 */
import type { Layout, LayoutItem } from '../../protocol/layout.ts';
import { arranged } from '../../protocol/placing.ts';
import {
  boxAround,
  carried,
  type ItemRect,
  inside,
  isOutside,
  kept,
  overlaps,
  rectOf,
  type Size,
} from '../../protocol/rects.ts';

/** Canvases are of one shape when their aspect ratios differ by less than this factor. */
const sameShape = 1.01;
/** Without room for all, all become this much smaller, and this small at least. */
const smallerBy = 0.94;
const leastScale = 0.3;

/** Items that stay together: those of a group, and those that cover each other. */
function clustersOf(items: readonly LayoutItem[]): LayoutItem[][] {
  const clusters: LayoutItem[][] = [];
  const belong = (a: LayoutItem, b: LayoutItem): boolean =>
    (a.group !== null && a.group === b.group) || overlaps(a, b);
  for (const item of items) {
    const touched = clusters.filter((cluster) => cluster.some((other) => belong(item, other)));
    const merged = [...touched.flat(), item];
    for (const cluster of touched) clusters.splice(clusters.indexOf(cluster), 1);
    clusters.push(merged);
  }
  return clusters;
}

/** Where a span is anchored: at the edge that is much nearer than the other one, else in the middle. */
function anchored(start: number, length: number, from: number, to: number, scale: number): number {
  const after = from - start - length;
  const isInMiddle = Math.abs(start - after) < from / 6;
  const size = length * scale;
  if (isInMiddle) return (to - size) / 2 + ((start - after) / 2) * scale;
  return start < after ? start * scale : to - size - after * scale;
}

function scaled(layout: Layout, canvas: Size): Layout {
  const from = { x: 0, y: 0, width: layout.width, height: layout.height };
  const items = layout.items.map((item) => {
    const rect = carried(item, from, { x: 0, y: 0, ...canvas });
    // Rounded up, it may pass the edge by a pixel.
    return { ...item, ...(isOutside(item, layout) ? kept(rect, canvas) : inside(rect, canvas)) };
  });
  return { ...layout, ...canvas, items };
}

/** @returns the new boxes of the clusters; null: there is no room at this scale */
function boxesAt(
  boxes: readonly ItemRect[],
  from: Size,
  to: Size,
  scale: number,
): ItemRect[] | null {
  const wanted = boxes.map((box) => {
    const own = Math.min(scale, to.width / box.width, to.height / box.height);
    const rect = {
      x: anchored(box.x, box.width, from.width, to.width, own),
      y: anchored(box.y, box.height, from.height, to.height, own),
      width: box.width * own,
      height: box.height * own,
    };
    return { rect, middle: { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 } };
  });
  return arranged(to, wanted);
}

/** Changes the size of the canvas, with what is on it. */
export function onCanvas(layout: Layout, canvas: Size): Layout {
  if (layout.width === canvas.width && layout.height === canvas.height) return layout;
  const shape = (canvas.width / canvas.height) * (layout.height / layout.width);
  if (Math.max(shape, 1 / shape) < sameShape) return scaled(layout, canvas);
  const clusters = clustersOf(layout.items);
  const boxes = clusters.map((cluster) => boxAround(cluster.map(rectOf))!);
  const first = Math.min(canvas.width, canvas.height) / Math.min(layout.width, layout.height);
  for (let scale = first; scale >= first * leastScale; scale *= smallerBy) {
    const places = boxesAt(boxes, layout, canvas, scale);
    if (places === null) continue;
    const rects = new Map<string, ItemRect>();
    clusters.forEach((cluster, n) => {
      for (const item of cluster) {
        rects.set(item.id, inside(carried(item, boxes[n]!, places[n]!), canvas));
      }
    });
    const items = layout.items.map((item) => ({ ...item, ...rects.get(item.id)! }));
    return { ...layout, ...canvas, items };
  }
  // So many overlays that nothing else helps: as a whole, in the middle.
  const scale = Math.min(canvas.width / layout.width, canvas.height / layout.height);
  const whole = { width: layout.width * scale, height: layout.height * scale };
  const to = {
    x: (canvas.width - whole.width) / 2,
    y: (canvas.height - whole.height) / 2,
    ...whole,
  };
  const from = { x: 0, y: 0, width: layout.width, height: layout.height };
  const items = layout.items.map((item) => ({ ...item, ...carried(item, from, to) }));
  return { ...layout, ...canvas, items };
}
