/** A learnt map as an SVG path with fewer points, for a small picture. Pure. */
import type { TrackMap } from '../../protocol/timing-summary.ts';
import { fitLine, type Point, TrackLine } from '../core/reading/track-line.ts';

/** Enough for a phone: one point each 20 to 40 m, joined by curves. */
const pointsShown = 180;

export interface TrackPicture {
  readonly line: TrackLine;
  readonly path: string;
  /** Lines across the road where the lap and its sectors begin. */
  readonly start: readonly [Point, Point];
  readonly sectors: readonly (readonly [Point, Point])[];
}

/** @param box CSS pixels to fill @param margin left free around the line */
export function trackPicture(
  map: TrackMap,
  box: { readonly width: number; readonly height: number },
  margin: number,
): TrackPicture {
  const every = Math.max(Math.floor(map.points.length / pointsShown), 1);
  const points = map.points.filter((_, i) => i % every === 0);
  const inner = {
    x: margin,
    y: margin,
    width: Math.max(box.width - 2 * margin, 1),
    height: Math.max(box.height - 2 * margin, 1),
  };
  const line = new TrackLine({ ...map, points }, fitLine(points, inner, true));
  return {
    line,
    path: closedPath(line.points),
    start: across(line, line.start, 11),
    sectors: map.sectorStarts.map((at) => across(line, at, 8)),
  };
}

/** A closed curve of quadratic segments between the midpoints of neighbours. */
function closedPath(points: readonly Point[]): string {
  const middle = (a: Point, b: Point) => `${round((a.x + b.x) / 2)} ${round((a.y + b.y) / 2)}`;
  const segments = points.map((point, i) => {
    const next = points[(i + 1) % points.length]!;
    return `Q${round(point.x)} ${round(point.y)} ${middle(point, next)}`;
  });
  return `M${middle(points.at(-1)!, points[0]!)}${segments.join('')}Z`;
}

function across(line: TrackLine, position: number, half: number): [Point, Point] {
  const { x, y } = line.at(position);
  const angle = line.direction(position) + Math.PI / 2;
  const by = { x: Math.cos(angle) * half, y: Math.sin(angle) * half };
  return [
    { x: x + by.x, y: y + by.y },
    { x: x - by.x, y: y - by.y },
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
