/**
 * Estimates the relay's clock from answers that a cache may have kept for a moment. Such an answer is never from the future,
 * so the one that claims the latest time is the best. Pure.
 */
import { ClockEstimate, driftPerMs } from '../../../../protocol/clock-estimate.ts';

export class LatestClock extends ClockEstimate {
  constructor() {
    // Offsets are too small by the answer's age in the cache.
    super(({ offsetMs }, ageMs) => ageMs * driftPerMs - offsetMs);
  }
}
