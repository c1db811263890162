/** Radii and rings of the friction circle, design pixels of its 300 x 300. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { plateRadius } from '../core/draw/gauges/round-plate.ts';
import type { Box } from '../core/draw/shape.ts';
import type { Push, Side } from './model.ts';

export interface CircleLayout {
  readonly cx: number;
  readonly cy: number;
  /** Of the outer ring. */
  readonly radius: number;
  /** Distance of the peaks' figures from the middle. */
  readonly figures: number;
}

/** Between the outer ring and the edge: figures of the peaks. */
const margin = 48;

export function circleLayout(theme: Theme, whole: Box): CircleLayout {
  const edge = plateRadius(theme, whole);
  const radius = edge - margin;
  const middle = whole.width / 2;
  return { cx: whole.x + middle, cy: whole.y + middle, radius, figures: radius + margin * 0.5 };
}

/** The rings' values, g, the outer one last. */
export function ringValues(range: number): number[] {
  const step = range <= 1.5 ? 0.5 : range <= 3 ? 1 : 2;
  const rings: number[] = [];
  // No ring close to the outer one.
  for (let g = step; g < range - step * 0.4; g += step) rings.push(g);
  return [...rings, range];
}

/** Position of a push, design pixels; beyond the range it stays on the outer ring. */
export function placeOf(
  { cx, cy, radius }: CircleLayout,
  push: Push,
  range: number,
): [number, number] {
  const g = Math.hypot(push.x, push.y);
  const scale = radius / Math.max(range, g);
  return [cx + push.x * scale, cy - push.y * scale];
}

/** The direction of a side on the screen. */
export const towards: Readonly<Record<Side, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  forward: [0, -1],
  back: [0, 1],
};
