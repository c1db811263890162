/** The places of all compared cars at one moment of the lap. Pure. */
import type { GridLap } from './lap-grid.ts';

/** The place 0…1 of a car at a time since the line; null: not recorded. */
export function placeAt({ timeMs, steps }: GridLap, ms: number): number | null {
  let low = 0;
  let high = steps;
  while (low <= high && Number.isNaN(timeMs[low]!)) low++;
  while (high >= low && Number.isNaN(timeMs[high]!)) high--;
  if (low > high || ms < timeMs[low]! || ms > timeMs[high]!) return null;
  while (high - low > 1) {
    let middle = (low + high) >> 1;
    // Within a hole, use the nearest known place before it.
    while (middle > low && Number.isNaN(timeMs[middle]!)) middle--;
    if (middle === low) {
      middle = (low + high) >> 1;
      while (middle < high && Number.isNaN(timeMs[middle]!)) middle++;
      if (middle === high) break;
    }
    if (timeMs[middle]! <= ms) low = middle;
    else high = middle;
  }
  const spanMs = timeMs[high]! - timeMs[low]!;
  const share = spanMs > 0 ? (ms - timeMs[low]!) / spanMs : 0;
  return (low + (high - low) * share) / steps;
}

/**
 * The places of all cars while the first one is at a place. A lap that does not begin at the line has no common time
 * with the others; its car is shown at the same place.
 */
export function placesWith(laps: readonly GridLap[], place: number): (number | null)[] {
  const reference = laps[0]!;
  const ms = reference.timeMs[Math.round(place * reference.steps)]!;
  return laps.map((lap, n) => {
    if (n === 0) return place;
    if (!lap.fromLine || !reference.fromLine) return place;
    return Number.isNaN(ms) ? null : placeAt(lap, ms);
  });
}
