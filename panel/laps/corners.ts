/** Finds the corners of a track from the speed of a lap: the slowest places between two places of high speed. Pure. */

/** A corner, from the fastest place before it to the fastest place after it. */
export interface TrackCorner {
  readonly number: number;
  /** Places 0…1. */
  readonly from: number;
  readonly apex: number;
  readonly to: number;
}

/** A corner slows the car by at least this share of the lap's top speed. */
const slowedShare = 0.07;

/** @param speedKmh at evenly spaced places from line to line; NaN: not known */
export function cornersOf(speedKmh: Float64Array): TrackCorner[] {
  const steps = speedKmh.length - 1;
  const top = speedKmh.reduce((most, kmh) => (kmh > most ? kmh : most), 0);
  const turns = turningPoints(speedKmh, top * slowedShare);
  const slow = turns.filter(({ kind }) => kind === 'slow');
  return slow.map(({ index }, i) => ({
    number: i + 1,
    from: i === 0 ? 0 : fastestBetween(speedKmh, slow[i - 1]!.index, index) / steps,
    apex: index / steps,
    to: i === slow.length - 1 ? 1 : fastestBetween(speedKmh, index, slow[i + 1]!.index) / steps,
  }));
}

interface TurningPoint {
  readonly kind: 'slow' | 'fast';
  readonly index: number;
}

/** Where the speed turned by more than `leastKmh`; smaller changes are ignored. */
function turningPoints(speedKmh: Float64Array, leastKmh: number): TurningPoint[] {
  const points: TurningPoint[] = [];
  let slowest = -1;
  let fastest = -1;
  let falls = true;
  for (const [i, kmh] of speedKmh.entries()) {
    if (Number.isNaN(kmh)) continue;
    if (slowest < 0 || kmh < speedKmh[slowest]!) slowest = i;
    if (fastest < 0 || kmh > speedKmh[fastest]!) fastest = i;
    if (falls && kmh > speedKmh[slowest]! + leastKmh) {
      // A lap begins in motion: only a place that the car slowed down for is a corner.
      if (speedKmh[fastest]! > speedKmh[slowest]! + leastKmh && fastest < slowest) {
        points.push({ kind: 'slow', index: slowest });
      }
      falls = false;
      fastest = i;
    } else if (!falls && kmh < speedKmh[fastest]! - leastKmh) {
      points.push({ kind: 'fast', index: fastest });
      falls = true;
      slowest = i;
    }
  }
  // The lap ends in a corner.
  if (falls && fastest >= 0 && fastest < slowest) {
    const fell = speedKmh[fastest]! - speedKmh[slowest]!;
    if (fell > leastKmh) points.push({ kind: 'slow', index: slowest });
  }
  return points;
}

function fastestBetween(speedKmh: Float64Array, from: number, to: number): number {
  let fastest = from;
  for (let i = from; i <= to; i++) if (speedKmh[i]! > speedKmh[fastest]!) fastest = i;
  return fastest;
}

/** The corner at a place 0…1; null: there are no corners. */
export function cornerAt(corners: readonly TrackCorner[], place: number): TrackCorner | null {
  return corners.find(({ from, to }) => place >= from && place < to) ?? corners.at(-1) ?? null;
}
