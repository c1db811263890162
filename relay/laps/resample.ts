/** Resamples values at uneven times to an even rate. Pure. */
import type { Blend } from '../../protocol/channels.ts';

export interface Series {
  /** ms, ascending. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A step longer than this many median steps is a hole. */
const holeSteps = 4;

/**
 * The rate of a series, Hz: a whole number of at least 1. Holes and repeated times do not lower it.
 */
export function rateOf({ times }: Series, hzMax: number): number {
  const steps = new Float64Array(Math.max(0, times.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = times[i + 1]! - times[i]!;
  const moving = steps.filter((ms) => ms > 0).sort();
  const usualMs = moving[Math.floor(moving.length / 2)];
  if (usualMs === undefined) return 1;
  let count = 0;
  let sumMs = 0;
  for (const ms of moving) {
    if (ms > holeSteps * usualMs) break;
    count++;
    sumMs += ms;
  }
  return Math.min(hzMax, Math.max(1, Math.round((count * 1000) / sumMs)));
}

/** The number of values at a rate from one time to another, both included. */
export function sampleCount(fromMs: number, toMs: number, hz: number): number {
  return Math.floor(((toMs - fromMs) * hz) / 1000 + 1e-6) + 1;
}

/**
 * Returns `count` values from `startMs` on. The first known value also applies before it, the last one after it, and the
 * value at `holdMs` from there on.
 */
export function resample(
  { times, values }: Series,
  blend: Blend,
  startMs: number,
  holdMs: number,
  hz: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const even = new Float32Array(count);
  let next = 0;
  for (let i = 0; i < count; i++) {
    const at = Math.min(startMs + (i * 1000) / hz, holdMs);
    while (next < times.length && times[next]! <= at) next++;
    even[i] = valueAt(times, values, blend, at, next);
  }
  return even;
}

/** @param next index of the first value later than `at` */
function valueAt(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  blend: Blend,
  at: number,
  next: number,
): number {
  if (next === 0) return values[0] ?? 0;
  const before = values[next - 1]!;
  if (next === times.length || blend === 'step') return before;
  const span = times[next]! - times[next - 1]!;
  const share = span > 0 ? (at - times[next - 1]!) / span : 0;
  return before + (values[next]! - before) * share;
}
