/** How far one lap is behind another at each place of the track, and where it lost or gained that. Pure. */
import type { GridLap } from './lap-grid.ts';

/**
 * ms at each place: positive where `lap` is behind `reference`. NaN where one of them tells nothing. When one of them
 * does not begin at the line, both are set to 0 at the first place that both know.
 */
export function differenceMs(lap: GridLap, reference: GridLap): Float64Array {
  const apart = lap.timeMs.map((ms, i) => ms - reference.timeMs[i]!);
  if (lap.fromLine && reference.fromLine) return apart;
  const start = apart.find((ms) => !Number.isNaN(ms)) ?? 0;
  return apart.map((ms) => ms - start);
}

/**
 * How fast the difference grows at each place, ms for each 1 % of the track: negative where the lap gains.
 * @param reach places on each side that count, so that noise of the recording does not
 */
export function lossRate(difference: Float64Array, reach: number): Float64Array {
  const last = difference.length - 1;
  return difference.map((_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(last, i + reach);
    return ((difference[to]! - difference[from]!) / (to - from)) * (last / 100);
  });
}

/** The value at a place 0…1, from the nearest grid place that tells one. */
export function valueAt(column: Float64Array, place: number): number {
  return column[Math.round(Math.min(Math.max(place, 0), 1) * (column.length - 1))] ?? Number.NaN;
}
