/** The place of a car on the lap, measured from where the lap clock starts. The game's own 0 may be elsewhere. Pure. */
import { unwrapPositions } from '../../protocol/track-position.ts';
import type { LapTimeline } from './lap-timeline.ts';

/** Positions that vary by less than this over a whole lap are not usable, as a share of the track. */
const stillShare = 1e-6;
/** The pace at the line is measured over this time after it, ms. */
const paceMs = 200;

/**
 * The place at each frame: 0 at the line where the lap begins, 1 at the line where it ends. When the first line was not
 * seen, places are measured from the line at the end. When neither was seen, they are the game's own positions.
 * @param position the game's position at each frame of the timeline, 0…1; NaN: not published
 * @returns NaN: not known; null: no position is published, or it does not change
 */
export function placesFromLine(position: Float64Array, timeline: LapTimeline): Float64Array | null {
  const places = unwrapPositions(position);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const place of places) {
    if (place < lowest) lowest = place;
    if (place > highest) highest = place;
  }
  if (!(highest - lowest > stillShare)) return null;
  const { fromLine, lineMs, timesMs } = timeline;
  let line = 0;
  if (fromLine) line = placeAtLine(places, timesMs);
  else if (lineMs !== null) line = lastKnown(places) - 1;
  return places.map((place) => Math.min(Math.max(place - line, 0), 1));
}

/** The place at time 0, from the first frame with a position and the pace after it. */
function placeAtLine(places: Float64Array, timesMs: Float64Array): number {
  const first = places.findIndex((place) => !Number.isNaN(place));
  const later = places.findIndex(
    (place, i) => !Number.isNaN(place) && timesMs[i]! - timesMs[first]! >= paceMs,
  );
  if (later < 0) return places[first]!;
  const pace = (places[later]! - places[first]!) / (timesMs[later]! - timesMs[first]!);
  return places[first]! - pace * timesMs[first]!;
}

function lastKnown(places: Float64Array): number {
  return places.findLast((place) => !Number.isNaN(place)) ?? 0;
}
