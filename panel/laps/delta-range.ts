/**
 * The vertical range of the delta chart. A spin or a start from the pits costs seconds at one place, and a range that
 * reached so far would press everything else into a flat line. So the range holds as much of the curves as it can show
 * with their usual changes readable, and the chart marks where a curve leaves it. Pure.
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
/** Heights that are tried, in sizes of the calm curves. A higher one has to hold this much more of the curves. */
const heights = { times: [1, 2, 4], worthShare: 0.05 };

/**
 * @param curves seconds behind the reference at evenly spaced places; NaN: not known
 * @param from, to the visible places, as indexes
 */
export function deltaRange(curves: readonly Float64Array[], from: number, to: number): DeltaRange {
  const seen = curves.map((curve) => curve.subarray(from, to + 1));
  const values = sortedValues(seen);
  if (values.length === 0) return { least: -shortestS / 2, most: shortestS / 2 };
  const whole = { least: values[0]!, most: values.at(-1)! };
  const reach = Math.max(1, Math.round((curves[0]!.length - 1) * suddenShare));
  const calm = sortedValues(seen.map((curve) => withoutSudden(curve, reach)));
  const size = Math.max(calm.at(-1)! - calm[0]!, shortestS);
  if (whole.most - whole.least <= size * worthCutting) return withZero(whole);
  const windows = heights.times.map((times) => fullestWindow(values, size * times));
  const best = windows.reduce((low, high) =>
    high.share >= low.share + heights.worthShare ? high : low,
  );
  return withZero(best);
}

function sortedValues(curves: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    curves.flatMap((curve) => [...curve].filter((value) => !Number.isNaN(value))),
  ).sort();
}

/** The range of this height that holds most of the values. @param values ascending */
function fullestWindow(values: Float64Array, height: number): DeltaRange & { share: number } {
  let [first, last] = [0, 0];
  let end = 0;
  for (let start = 0; start < values.length; start++) {
    while (end + 1 < values.length && values[end + 1]! - values[start]! <= height) end++;
    if (end - start > last - first) [first, last] = [start, end];
  }
  const share = (last - first + 1) / values.length;
  return { least: values[first]!, most: values[last]!, share };
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

/** The curve as it would be without its sudden changes. */
function withoutSudden(curve: Float64Array, reach: number): Float64Array {
  const values = curve.filter((value) => !Number.isNaN(value));
  const changes = values.subarray(reach).map((value, i) => Math.abs(value - values[i]!));
  const usual = changes.slice().sort()[changes.length >> 1] ?? 0;
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
