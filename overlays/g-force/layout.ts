/** Radii and rings of the friction circle, design pixels of its 300 x 300. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { plateRadius } from '../core/draw/gauges/round-plate.ts';
import type { Box } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';
import type { Push, Side } from './model.ts';

export interface CircleLayout {
  readonly cx: number;
  readonly cy: number;
  /** Of the outer ring. */
  readonly radius: number;
  /** Middle of the peaks' figures: near the ring, beside the axis on which their marks move. */
  readonly figures: Readonly<Record<Side, readonly [x: number, y: number]>>;
}

/** Between the outer ring and the edge of its plate: half of a mark. */
const margin = 17;

/** Between a figure and the outer ring. */
const figureAir = 4;

/**
 * The figures of the peaks are beside their marks; those at the sides stand between the two outer rings.
 * @param peakWidth width of a figure @param range value of the outer ring, g
 */
export function circleLayout(
  theme: Theme,
  whole: Box,
  { figure }: TextSizes,
  peakWidth: number,
  range: number,
): CircleLayout {
  const radius = plateRadius(theme, whole) - margin;
  const middle = whole.width / 2;
  const cx = whole.x + middle;
  const cy = whole.y + middle;
  const away = radius - 15 - figure / 2;
  const beside = figure + 8;
  const innerRing = radius * ((ringValues(range).at(-2) ?? 0) / range);
  const outerX = Math.sqrt(radius ** 2 - (beside + figure / 2) ** 2);
  const innerX = Math.sqrt(Math.max(innerRing ** 2 - (beside - figure / 2) ** 2, 0));
  const side = Math.min((outerX + innerX) / 2, outerX - peakWidth / 2 - figureAir);
  const besideAxis = Math.max(beside, peakWidth / 2 + 9);
  return {
    cx,
    cy,
    radius,
    figures: {
      left: [cx - side, cy - beside],
      right: [cx + side, cy - beside],
      forward: [cx + besideAxis, cy - away],
      back: [cx + besideAxis, cy + away],
    },
  };
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
  { cx, cy, radius }: Pick<CircleLayout, 'cx' | 'cy' | 'radius'>,
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
