/** Where cars are at the same moment of their laps, for the ghosts on the track. Pure. */
import type { GridLap } from './lap-grid.ts';

/**
 * The place 0…1 at which a lap was at a time since the line; null before and behind what is known of it.
 * Where it stood still, the place it stood at.
 */
export function placeAt({ timeMs, steps }: GridLap, ms: number): number | null {
  let low = 0;
  let high = steps;
  while (low <= high && Number.isNaN(timeMs[low]!)) low++;
  while (high >= low && Number.isNaN(timeMs[high]!)) high--;
  if (low > high || ms < timeMs[low]! || ms > timeMs[high]!) return null;
  while (high - low > 1) {
    let middle = (low + high) >> 1;
    // Within a hole the nearest known place before it decides.
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
 * Where each lap is while the first one is at a place. Laps that do not begin at the line have no common moment with
 * the others; they are shown at the same place.
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
