/**
 * The machine's monotonic clock in ms with fractions: the same in every thread of this process and the one that
 * precise waits count on (CLOCK_MONOTONIC, QueryPerformanceCounter). Never the wall clock.
 */

// `performance.now` makes no garbage but may count from each thread's own start; `hrtime` is the machine's.
const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export function monotonicMs(): number {
  return performance.now() + offsetMs;
}
