/**
 * The machine's monotonic clock in ms with fractions: the same in every thread of this process and the one that
 * precise waits count on (CLOCK_MONOTONIC, QueryPerformanceCounter). Never the wall clock.
 */

/** `performance.now` makes no garbage but counts from a start of its own; `hrtime` is the machine's. */
function offset(): number {
  let best = Number.NEGATIVE_INFINITY;
  // The first calls load code and take a ms; whatever lies between the two makes the difference smaller.
  for (let i = 0; i < 20; i++) {
    best = Math.max(best, Number(process.hrtime.bigint()) / 1e6 - performance.now());
  }
  return best;
}

const offsetMs = offset();

export function monotonicMs(): number {
  return performance.now() + offsetMs;
}
