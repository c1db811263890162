/**
 * The vertical range of the delta chart. A spin costs seconds at one place, and a range that reached so far would press
 * everything else into a flat line. So time that is lost all at once does not widen the range, and the chart marks where
 * a curve leaves it. Pure.
 */

export interface DeltaRange {
  /** Seconds. */
  readonly least: number;
  readonly most: number;
}

/** Share of the lap over which a loss counts as all at once. */
const suddenShare = 0.01;
/** A loss over this share is sudden from this many seconds on, and from this many times the usual change on. */
const sudden = { s: 0.5, times: 10 };
/** The shortest range, seconds. */
const shortestS = 0.4;
/** Curves are cut only when that makes the rest larger by this factor. */
const worthCutting = 1.6;

/**
 * @param curves seconds behind the reference at evenly spaced places; NaN: not known
 * @param from, to the visible places, as indexes
 */
export function deltaRange(curves: readonly Float64Array[], from: number, to: number): DeltaRange {
  const seen = curves.map((curve) => curve.subarray(from, to + 1));
  const whole = extentOf(seen.flatMap((curve) => [...curve]));
  if (whole === null) return { least: -shortestS / 2, most: shortestS / 2 };
  const reach = Math.max(1, Math.round((curves[0]!.length - 1) * suddenShare));
  const calm = extentOf(seen.flatMap((curve) => withoutSudden(curve, reach))) ?? whole;
  const size = Math.max(calm.most - calm.least, shortestS);
  const isCut = whole.most - whole.least > size * worthCutting;
  return withZero(isCut ? calm : whole);
}

/** Which of the curves leave the range, and their farthest value; NaN: it stays inside. */
export function cutValues(
  curves: readonly Float64Array[],
  from: number,
  to: number,
  { least, most }: DeltaRange,
): number[] {
  return curves.map((curve) => {
    let farthest = Number.NaN;
    let by = 0;
    for (const value of curve.subarray(from, to + 1)) {
      const beyond = Math.max(value - most, least - value);
      if (beyond > by) {
        by = beyond;
        farthest = value;
      }
    }
    return farthest;
  });
}

function extentOf(values: readonly number[]): DeltaRange | null {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? { least, most } : null;
}

/** The curve as it would be without its sudden changes. */
function withoutSudden(curve: Float64Array, reach: number): number[] {
  const values = [...curve].filter((value) => !Number.isNaN(value));
  const changes = values.slice(reach).map((value, i) => Math.abs(value - values[i]!));
  const usual = [...changes].sort((a, b) => a - b)[changes.length >> 1] ?? 0;
  const limit = Math.max(sudden.s, sudden.times * usual);
  const isSudden = new Uint8Array(values.length);
  for (const [i, change] of changes.entries()) {
    if (change > limit) isSudden.fill(1, i + 1, i + reach + 1);
  }
  let calm = values[0] ?? 0;
  return values.map((value, i) => {
    const change = i === 0 ? 0 : value - values[i - 1]!;
    // A change within a gap of the recording is sudden too.
    if (isSudden[i] === 0 && Math.abs(change) <= limit) calm += change;
    return calm;
  });
}

/** The line of the reference is shown too, unless it is far away. */
function withZero({ least, most }: DeltaRange): DeltaRange {
  const size = Math.max(most - least, shortestS);
  const isNear = least <= size && most >= -size;
  const [low, high] = isNear ? [Math.min(least, 0), Math.max(most, 0)] : [least, most];
  const missing = Math.max(shortestS - (high - low), 0) / 2;
  return { least: low - missing, most: high + missing };
}
