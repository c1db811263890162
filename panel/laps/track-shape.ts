/** Fits a track, or a section of it, into a picture without distortion. Pure. */
import type { TrackMap } from '../../protocol/timing-summary.ts';

export interface TrackOutline {
  /** Metres on the game's x and z axes; NaN: not known. */
  readonly x: ArrayLike<number>;
  readonly z: ArrayLike<number>;
}

/** From metres to pixels: `px = x * scale + left`, `py = z * scale + top`. */
export interface TrackFit {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** The line turned as in every other picture of the track. @param turn radians, clockwise; see `trackTurn` */
export function turned({ x, z }: TrackOutline, turn: number): TrackOutline {
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  return {
    x: Float64Array.from(x, (one, i) => one * cos - z[i]! * sin),
    z: Float64Array.from(z, (one, i) => x[i]! * sin + one * cos),
  };
}

/** The known points of a line. */
export function pointsOf({ x, z }: TrackOutline): { x: number; z: number }[] {
  return Array.from(x, (one, i) => ({ x: one, z: z[i]! })).filter(
    (point) => !Number.isNaN(point.x) && !Number.isNaN(point.z),
  );
}

/**
 * @param first, last points of the visible section
 * @param margin around it, pixels
 * @returns null: no point is known
 */
export function fitOf(
  line: TrackOutline,
  first: number,
  last: number,
  width: number,
  height: number,
  margin: number,
): TrackFit | null {
  let [x0, x1, z0, z1] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = first; i <= last; i++) {
    const x = line.x[i]!;
    const z = line.z[i]!;
    if (Number.isNaN(x) || Number.isNaN(z)) continue;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    z0 = Math.min(z0, z);
    z1 = Math.max(z1, z);
  }
  const wide = Math.max(width - 2 * margin, 1);
  const high = Math.max(height - 2 * margin, 1);
  const scale = Math.min(wide / (x1 - x0), high / (z1 - z0));
  if (!Number.isFinite(scale) || scale <= 0) return null;
  return {
    scale,
    left: width / 2 - ((x0 + x1) / 2) * scale,
    top: height / 2 - ((z0 + z1) / 2) * scale,
  };
}

/** Index of the point nearest to a pixel; -1: there is none within `reach` pixels. */
export function nearestPoint(
  line: TrackOutline,
  fit: TrackFit,
  px: number,
  py: number,
  reach: number,
): number {
  let nearest = -1;
  let least = reach * reach;
  for (let i = 0; i < line.x.length; i++) {
    const dx = line.x[i]! * fit.scale + fit.left - px;
    const dy = line.z[i]! * fit.scale + fit.top - py;
    const squared = dx * dx + dy * dy;
    if (squared <= least) {
      least = squared;
      nearest = i;
    }
  }
  return nearest;
}

/** Whether the line is known around almost the whole track. */
export function isAround({ x }: TrackOutline): boolean {
  let unknown = 0;
  for (let i = 0; i < x.length; i++) if (Number.isNaN(x[i]!)) unknown++;
  return unknown < x.length * 0.03;
}

/** The relay's learnt map as `steps` + 1 points, evenly spaced from the start to the end of a lap. */
export function lineOfMap(map: Pick<TrackMap, 'points' | 'line'>, steps: number): TrackOutline {
  const begin = map.line ?? 0;
  const points = map.points
    .map((point) => ({ ...point, position: point.position - begin }))
    .map((point) => ({ ...point, position: point.position - Math.floor(point.position) }))
    .sort((a, b) => a.position - b.position);
  const x = new Float64Array(steps + 1);
  const z = new Float64Array(steps + 1);
  let k = 0;
  for (let i = 0; i <= steps; i++) {
    const place = i / steps;
    while (k < points.length - 1 && points[k + 1]!.position <= place) k++;
    const a = points[k]!;
    // The first point follows the last.
    const b = points[(k + 1) % points.length]!;
    const end = k === points.length - 1 ? 1 : b.position;
    const share =
      end > a.position ? Math.min(Math.max((place - a.position) / (end - a.position), 0), 1) : 0;
    x[i] = a.x + (b.x - a.x) * share;
    z[i] = a.z + (b.z - a.z) * share;
  }
  return { x, z };
}
