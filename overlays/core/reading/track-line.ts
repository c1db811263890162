/**
 * The line of a track, rotated and scaled to fill a box, and the point at any position of the lap. Pure.
 * The game's x points right and its z points down, as on its own maps; the line is never mirrored.
 */

import type { Frame } from '../../../protocol/frame.ts';
import type { TrackMap } from '../../../protocol/timing-summary.ts';
import {
  type TrackPoints,
  trackExtent,
  trackScale,
  trackTurn,
} from '../../../protocol/track-turn.ts';
import type { Box } from '../draw/shape.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From metres of the world to design pixels. */
export interface Fit {
  readonly turn: number;
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/**
 * @param rotate the map lies as in every other picture of it; false: north stays up
 * @returns the fit with the largest scale
 */
export function fitLine(points: TrackPoints, box: Box, rotate: boolean): Fit {
  const turn = rotate ? trackTurn(points) : 0;
  const extent = trackExtent(points, turn);
  const scale = trackScale(extent, box.width, box.height);
  return {
    turn,
    scale,
    x: box.x + box.width / 2 - (scale * (extent.left + extent.right)) / 2,
    y: box.y + box.height / 2 - (scale * (extent.top + extent.bottom)) / 2,
  };
}

/** Share of the box that a growing line leaves free at first. */
const looseness = 0.2;

/**
 * Fits a line that grows: keeps the previous fit while every point is inside the box, else leaves room to grow.
 * North stays up, so the picture only shrinks.
 */
export function fitGrowing(points: TrackPoints, box: Box, before: Fit | null): Fit {
  if (before !== null && points.every((point) => isInside(place(before, point), box))) {
    return before;
  }
  const by = { x: box.width * looseness, y: box.height * looseness };
  const inner = {
    x: box.x + by.x / 2,
    y: box.y + by.y / 2,
    width: box.width - by.x,
    height: box.height - by.y,
  };
  return fitLine(points, inner, false);
}

function isInside({ x, y }: Point, box: Box): boolean {
  return x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;
}

export function place({ turn, scale, x, y }: Fit, world: { x: number; z: number }): Point {
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  return {
    x: x + scale * (world.x * cos - world.z * sin),
    y: y + scale * (world.x * sin + world.z * cos),
  };
}

/** The channels that locate a car. */
export type CarPlace = Partial<Pick<Frame, 'trackPosition' | 'worldPosition'>>;

/** The line of a map in design pixels, with lookup by position. */
export class TrackLine {
  readonly points: readonly Point[];
  /** Position along the track where laps begin. */
  readonly start: number;
  readonly #positions: readonly number[];
  readonly #fit: Fit;
  readonly #byCoordinates: boolean;

  /** @param map points in the order of driving, their positions ascending */
  constructor(map: Pick<TrackMap, 'points' | 'line' | 'byCoordinates'>, fit: Fit) {
    this.points = map.points.map((point) => place(fit, point));
    this.#positions = map.points.map((point) => point.position);
    this.start = map.line ?? 0;
    this.#fit = fit;
    this.#byCoordinates = map.byCoordinates === true;
  }

  /**
   * Where a car is: at its position along the track, or at its coordinates if the game reports no position.
   * @returns null: unknown
   */
  car({ trackPosition, worldPosition }: CarPlace): Point | null {
    if (trackPosition !== undefined && !this.#byCoordinates) return this.at(trackPosition);
    if (worldPosition === undefined) return null;
    return place(this.#fit, { x: worldPosition[0], z: worldPosition[2] });
  }

  /** @param position 0…1 along the track; the line is closed */
  at(position: number): Point {
    const { points } = this;
    const positions = this.#positions;
    const count = points.length;
    const wrapped = position - Math.floor(position);
    const after = firstAfter(positions, wrapped);
    const i = (after + count - 1) % count;
    const j = after % count;
    const from = positions[i]! - (i > j && wrapped < positions[j]! ? 1 : 0);
    const to = positions[j]! + (i > j && wrapped >= positions[j]! ? 1 : 0);
    const share = to > from ? (wrapped - from) / (to - from) : 0;
    const a = points[i]!;
    const b = points[j]!;
    return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
  }

  /** The line between two positions, in the direction of driving; over the end of the positions where `to` is before `from`. */
  part(from: number, to: number): Point[] {
    const length = to > from ? to - from : to - from + 1;
    const count = Math.max(Math.round(length * this.points.length), 2);
    return Array.from({ length: count + 1 }, (_, i) => this.at(from + (length * i) / count));
  }

  /** Driving direction at a position, radians, clockwise from the right. */
  direction(position: number): number {
    const step = 1.5 / this.points.length;
    const a = this.at(position - step);
    const b = this.at(position + step);
    return Math.atan2(b.y - a.y, b.x - a.x);
  }
}

/** Index of the first position above `value`; the length if there is none. */
function firstAfter(positions: readonly number[], value: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
