/**
 * Where on the lap a car is, measured from where the lap's clock starts: a game's own position may begin elsewhere. Pure.
 */
import type { LapTimeline } from './lap-span.ts';

/** Positions that differ by less than this all through a lap are none, as a share of the track. */
const stillShare = 1e-6;
/** The pace at the line is that of this long after it, ms. */
const paceMs = 200;

/**
 * 0 at the line a lap begins at, 1 at the line it ends at. A lap that was not seen from its line is measured from the
 * line at its end, and as the game tells it where that was not seen either.
 * @param position of each frame of the timeline as the game told it, 0…1; NaN: not told
 * @returns NaN where it is not known; null: the publisher tells no position, or one that stands
 */
export function placesFromLine(position: Float64Array, timeline: LapTimeline): Float64Array | null {
  const places = unwrapped(position);
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

/** Positions without the jump from 1 to 0. */
function unwrapped(position: Float64Array): Float64Array {
  const places = new Float64Array(position.length);
  let rounds = 0;
  let last = Number.NaN;
  for (let i = 0; i < position.length; i++) {
    const now = position[i]!;
    if (now - last < -0.5) rounds++;
    else if (now - last > 0.5) rounds--;
    places[i] = now + rounds;
    if (!Number.isNaN(now)) last = now;
  }
  return places;
}

/** The place at time 0, by the first frame that tells one and the pace after it. */
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
