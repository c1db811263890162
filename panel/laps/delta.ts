/** The delta of two laps: how far one is behind the other at each place, and where it loses or gains. Pure. */
import type { GridLap } from './lap-grid.ts';

/**
 * ms at each place: positive where `lap` is behind `reference`, NaN where the time of one is not known. When one lap does
 * not begin at the line, the delta is 0 at the first place where both times are known.
 */
export function deltaMs(lap: GridLap, reference: GridLap): Float64Array {
  const deltas = lap.timeMs.map((ms, i) => ms - reference.timeMs[i]!);
  if (lap.fromLine && reference.fromLine) return deltas;
  const start = deltas.find((ms) => !Number.isNaN(ms)) ?? 0;
  return deltas.map((ms) => ms - start);
}

/**
 * How fast the delta grows at each place, ms for each 1 % of the track: negative where the lap gains.
 * @param reach places on each side that are averaged, against noise of the recording
 */
export function lossRate(deltas: Float64Array, reach: number): Float64Array {
  const last = deltas.length - 1;
  return deltas.map((_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(last, i + reach);
    return ((deltas[to]! - deltas[from]!) / (to - from)) * (last / 100);
  });
}

/** The value at the grid place nearest to a place 0…1. */
export function valueAt(column: Float64Array, place: number): number {
  return column[Math.round(Math.min(Math.max(place, 0), 1) * (column.length - 1))] ?? Number.NaN;
}
