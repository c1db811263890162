/**
 * Gaps between cars, from the times at which each was at each place (`car-track.ts`), never from a distance and a speed.
 * `progress` is how far a car has come since the start, in laps: 3.25 is a quarter of the fourth lap. Pure.
 */
import type { CarGap } from '../../../protocol/cars.ts';
import type { TrackedCar } from './tracked-car.ts';

/** A car is a whole lap behind when it is by this much more, m: positions waver. */
const lapHoldM = 2;

/**
 * The gap of `one` to the car ahead.
 * @param t now, ms
 * @param shownLaps whole laps as they were shown until now: they change only when the cars are clearly further apart or closer
 */
export function gapBetween(
  one: TrackedCar,
  ahead: TrackedCar,
  t: number,
  lengthM: number,
  shownLaps: number,
): CarGap {
  const apart = ahead.progress - one.progress;
  if (one.finish !== null && ahead.finish !== null && apart === 0) {
    return { laps: 0, ms: Math.max(0, Math.round(one.finish.t - ahead.finish.t)) };
  }
  // Cars that waver side by side.
  if (apart <= 0) return { laps: 0, ms: 0 };
  const hold = lapHoldM / lengthM;
  const isOutside = apart < shownLaps - hold || apart > shownLaps + 1 + hold;
  const laps = isOutside ? Math.floor(apart) : shownLaps;
  const wasThere = ahead.track.timeAt(one.progress);
  if (wasThere === null) return { laps, ms: null };
  return { laps, ms: Math.max(0, Math.round((one.finish?.t ?? t) - wasThere)) };
}

/** The difference of the best laps. */
export function bestLapGap(one: TrackedCar, ahead: TrackedCar): CarGap {
  const own = one.entry.bestLapMs;
  const other = ahead.entry.bestLapMs;
  return { laps: 0, ms: own === null || other === null ? null : own - other };
}

/**
 * Time on the road from one car to another, the shorter way round, ms; negative: `other` is ahead.
 * @returns null: not known
 */
export function roadGapMs(own: TrackedCar, other: TrackedCar, t: number): number | null {
  const apart = other.progress - own.progress;
  // Laps that one is ahead in the race do not count on the road: a place is the same however many laps lie between.
  const laps = Math.round(apart);
  const aheadBy = apart - laps;
  if (aheadBy >= 0) {
    const wasThere = other.track.timeAt(own.progress + laps);
    return wasThere === null ? null : -Math.max(0, Math.round(t - wasThere));
  }
  const wasThere = own.track.timeAt(other.progress - laps);
  return wasThere === null ? null : Math.max(0, Math.round(t - wasThere));
}
