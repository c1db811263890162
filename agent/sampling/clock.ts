/**
 * The machine's monotonic clock in ms with fractions (CLOCK_MONOTONIC, QueryPerformanceCounter). It is the same in every
 * thread and the clock of precise waits.
 */

/** `performance.now` makes no garbage but has its own zero; `hrtime` has the machine's. */
function offset(): number {
  let best = Number.NEGATIVE_INFINITY;
  // The first calls take a ms to load code. A delay between the two reads only makes the difference smaller.
  for (let i = 0; i < 20; i++) {
    best = Math.max(best, Number(process.hrtime.bigint()) / 1e6 - performance.now());
  }
  return best;
}

const offsetMs = offset();

export function monotonicMs(): number {
  return performance.now() + offsetMs;
}
