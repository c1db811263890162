/** Turns values at uneven times into values at an even rate. Pure. */
import type { Blend } from '../../protocol/channels.ts';

export interface Series {
  /** ms, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Samples a second of a series, a whole number of at least 1. @param durationMs of the lap */
export function rateOf(series: Series, durationMs: number, hzMax: number): number {
  if (durationMs <= 0) return 1;
  return Math.min(hzMax, Math.max(1, Math.round((series.times.length * 1000) / durationMs)));
}

/**
 * Values at `startMs`, `startMs + 1000 / hz`, … up to `endMs`. Before the first and after the last value that is
 * known, that value holds.
 */
export function resample(
  series: Series,
  blend: Blend,
  startMs: number,
  endMs: number,
  hz: number,
): Float32Array {
  const { times, values } = series;
  const count = Math.floor(((endMs - startMs) * hz) / 1000 + 1e-6) + 1;
  const even = new Float32Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) {
    const at = startMs + (i * 1000) / hz;
    while (next < times.length && times[next]! <= at) next++;
    even[i] = valueAt(series, blend, at, next);
  }
  if (values.length === 0) even.fill(0);
  return even;
}

/** @param next index of the first value later than `at` */
function valueAt({ times, values }: Series, blend: Blend, at: number, next: number): number {
  if (next === 0) return values[0] ?? 0;
  const before = values[next - 1]!;
  if (next === times.length || blend === 'step') return before;
  const span = times[next]! - times[next - 1]!;
  const share = span > 0 ? (at - times[next - 1]!) / span : 0;
  return before + (values[next]! - before) * share;
}
