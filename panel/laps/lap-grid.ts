/** A lap resampled to evenly spaced places along the track, the same for every lap, so that laps can be compared. Pure. */
import type { LapCourse } from './lap-course.ts';
import type { PlacedBy } from './lap-places.ts';
import { type LapSamples, type TracedName, tracedNames } from './lap-samples.ts';

/** One value for each place `i / steps`, 0 ≤ i ≤ steps; NaN: not recorded. */
export interface GridLap {
  readonly steps: number;
  /** ms since the lap's clock started. */
  readonly timeMs: Float64Array;
  readonly traced: Readonly<Record<TracedName, Float64Array>>;
  /** World position, metres. */
  readonly x: Float64Array;
  readonly z: Float64Array;
  readonly fromLine: boolean;
  readonly toLine: boolean;
  /** The data that places were computed from. */
  readonly placedBy: PlacedBy;
}

/** Values that change in steps. */
const stepped: ReadonlySet<string> = new Set(['gear']);

export function gridOf(samples: LapSamples, course: LapCourse, steps: number): GridLap {
  const timeMs = timesAt(course, steps);
  const across = (column: Float64Array, isStepped: boolean) =>
    valuesAt(timeMs, column, course, isStepped);
  return {
    steps,
    timeMs,
    traced: Object.fromEntries(
      tracedNames.map((name) => [name, across(samples.traced[name], stepped.has(name))] as const),
    ) as Record<TracedName, Float64Array>,
    x: across(samples.x, false),
    z: across(samples.z, false),
    fromLine: course.fromLine,
    toLine: course.toLine,
    placedBy: course.placedBy,
  };
}

/** ms since the line at each place; NaN before the first, after the last, and within holes. */
function timesAt({ positions, timesMs, holes }: LapCourse, steps: number): Float64Array {
  const times = new Float64Array(steps + 1).fill(Number.NaN);
  const last = positions.length - 1;
  let k = 0;
  let hole = 0;
  for (let i = 0; i <= steps; i++) {
    const place = i / steps;
    if (place < positions[0]! || place > positions[last]!) continue;
    while (hole < holes.length && holes[hole]!.to <= place) hole++;
    if (hole < holes.length && place > holes[hole]!.from) continue;
    while (k < last - 1 && positions[k + 1]! < place) k++;
    const from = positions[k]!;
    const share = (place - from) / (positions[k + 1]! - from);
    times[i] = timesMs[k]! + (timesMs[k + 1]! - timesMs[k]!) * share;
  }
  return times;
}

/** Interpolates the column at these times; before the first and after the last sample, the nearest value. */
function valuesAt(
  timeMs: Float64Array,
  column: Float64Array,
  { sampleMs, first, end }: LapCourse,
  isStepped: boolean,
): Float64Array {
  const values = new Float64Array(timeMs.length).fill(Number.NaN);
  let k = first;
  for (let i = 0; i < timeMs.length; i++) {
    const time = timeMs[i]!;
    if (Number.isNaN(time)) continue;
    while (k + 2 < end && sampleMs[k + 1]! <= time) k++;
    const spanMs = sampleMs[k + 1]! - sampleMs[k]!;
    const share = spanMs > 0 ? Math.min(Math.max((time - sampleMs[k]!) / spanMs, 0), 1) : 0;
    const a = column[k]!;
    const b = column[k + 1]!;
    // A step lasts until the next sample.
    if (isStepped) values[i] = share < 1 ? a : b;
    else values[i] = share === 0 ? a : share === 1 ? b : a + (b - a) * share;
  }
  return values;
}
