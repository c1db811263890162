/** Radii and rings of the friction circle, design pixels of its 300 x 300. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { plateRadius } from '../core/draw/gauges/round-plate.ts';
import { type Box, inset } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';
import type { Push, Side } from './model.ts';

export interface CircleLayout {
  readonly cx: number;
  readonly cy: number;
  /** Of the outer ring. */
  readonly radius: number;
  /** Height and width of the peaks' figures. */
  readonly cap: number;
  readonly width: number;
  /** Middle of the peaks' figures: near the ring, beside the axis on which their marks move. */
  readonly figures: Readonly<Record<Side, readonly [x: number, y: number]>>;
}

/** Between the outer ring and the edge of its plate: half of a mark. */
const margin = 17;

/** Between a figure and what is around it. */
const figureAir = 4;

/** Between an axis and the figure beside it: half of a mark, and air. */
const besideMark = 15;

/**
 * The figures of the peaks are beside their marks, with all corners inside the outer ring; those at the sides stand between
 * the two outer rings, or over the inner one where they are too wide. Figures that would touch each other are made smaller.
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
  const innerRing = radius * ((ringValues(range).at(-2) ?? 0) / range);
  let cap = figure;
  while (
    cap > figure / 2 &&
    heightOfForward(radius, cap, (peakWidth * cap) / figure) < aboveAxis(cap) + cap + figureAir
  )
    cap--;
  const width = (peakWidth * cap) / figure;
  const beside = aboveAxis(cap);
  const outerX = Math.sqrt(radius ** 2 - (beside + cap / 2) ** 2);
  const innerX = Math.sqrt(Math.max(innerRing ** 2 - (beside - cap / 2) ** 2, 0));
  const side = Math.min((outerX + innerX) / 2, outerX - width / 2 - figureAir);
  const away = heightOfForward(radius, cap, width);
  const besideAxis = width / 2 + besideMark;
  const figures = {
    left: [cx - side, cy - beside],
    right: [cx + side, cy - beside],
    forward: [cx + besideAxis, cy - away],
    back: [cx + besideAxis, cy + away],
  } as const;
  return { cx, cy, radius, cap, width, figures };
}

/** The figure of a side with some air around it. */
export function figureBox({ figures, width, cap }: CircleLayout, side: Side): Box {
  const [x, y] = figures[side];
  return inset({ x: x - width / 2, y: y - cap / 2, width, height: cap }, -figureAir);
}

/** From the axis up to the middle of the figures at the sides. */
function aboveAxis(cap: number): number {
  return cap + 8;
}

/** From the axis up to the middle of the figure in front. */
function heightOfForward(radius: number, cap: number, width: number): number {
  const corner = besideMark + width;
  const inRing = Math.sqrt(Math.max((radius - figureAir) ** 2 - corner ** 2, 0));
  return Math.min(radius - 15, inRing) - cap / 2;
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
