/**
 * The place of each sample along the lap: 0 where the lap's clock starts, 1 where the lap ends. Computed from the game's
 * track position; without one, from coordinates, else from speed and time, else from time alone. Pure.
 */
import { limits } from '../../protocol/limits.ts';
import { unwrapPositions } from '../../protocol/track-position.ts';
import type { LapAttempt } from './lap-attempt.ts';
import type { LapSamples } from './lap-samples.ts';

/** The data that places were computed from. */
export type PlacedBy = 'position' | 'coordinates' | 'speed' | 'time';

export interface LapPlaces {
  /** Of each sample of the attempt; NaN: not known. Below 0: before the lap. Above 1: after it. */
  readonly places: Float64Array;
  readonly by: PlacedBy;
}

/** A position that changes by less than this share of the track is not usable. */
const movesShare = 0.0005;
/** A jump further than this in a moment is a teleport, as a share of the track and in metres. */
export const teleportShare = 0.03;
const teleportM = 100;
/** Tolerances as shares of the track: of the length of a lap, and of the line's position at 0. */
const tolerance = { round: 0.004, origin: 0.00005 } as const;
/** Without coordinates, a lap shorter than this share of the track is on an open road. */
const openShare = 0.9;
/** Start and end of a circuit are closer than this share of its length. */
const meetShare = 0.05;

/** @param lengthM length of the track from the game; null: not known */
export function placesOf(
  samples: LapSamples,
  attempt: LapAttempt,
  lapMs: number | null,
  lengthM: number | null,
): LapPlaces | null {
  const { first, end, timesMs } = attempt;
  const position = samples.position.subarray(first, end);
  if (isKnown(position) && spanOf(position) >= movesShare) {
    return {
      places: byPosition(samples, attempt, unwrapPositions(position), lapMs),
      by: 'position',
    };
  }
  const x = samples.x.subarray(first, end);
  const z = samples.z.subarray(first, end);
  const share = (way: Float64Array) => sharesOf(way, attempt, lapMs, lengthM);
  if (isKnown(x) && isKnown(z)) {
    const way = wayOf(x, z, timesMs);
    // Constant coordinates: the car has not moved.
    return way[way.length - 1]! > 0 ? { places: share(way), by: 'coordinates' } : null;
  }
  const way = distance(samples.traced.speedKmh.subarray(first, end), timesMs);
  if (way[way.length - 1]! > 0) return { places: share(way), by: 'speed' };
  const time = timesMs.map((ms) => ms - timesMs[0]!);
  if (!(time[time.length - 1]! > 0)) return null;
  return { places: sharesOf(time, attempt, lapMs, null), by: 'time' };
}

function isKnown(column: Float64Array): boolean {
  return (
    column.reduce((count, value) => count + Number(!Number.isNaN(value)), 0) > column.length / 2
  );
}

function spanOf(column: Float64Array): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}

// ------------------------------------------------------------------ by the game's position

/**
 * The line is where the clock starts, which need not be position 0. The end of the lap gives it exactly; at the start a
 * car may be in front of the line, as on the grid of a race.
 */
function byPosition(
  samples: LapSamples,
  attempt: LapAttempt,
  along: Float64Array,
  lapMs: number | null,
): Float64Array {
  const start = attempt.fromStart ? atTime(along, attempt.timesMs, 0) : null;
  const endMs = attempt.hasClock ? lapMs : attempt.timesMs.at(-1)!;
  const end = attempt.toEnd && endMs !== null ? atTime(along, attempt.timesMs, endMs) : null;
  const way = start === null || end === null ? null : end - start;
  if (attempt.hasClock && way !== null && way > 0 && isOpenRoad(samples, attempt, way)) {
    return along.map((one) => (one - start!) / way);
  }
  let line = 0;
  if (way !== null && Math.abs(way - 1) <= tolerance.round) line = start!;
  else if (end !== null && attempt.hasClock) line = end - 1;
  else if (start !== null && end === null && isMoving(along, attempt.timesMs)) line = start;
  // Without a clock, the first sample may be a moment after the line.
  const nearShare = attempt.hasClock ? tolerance.origin : tolerance.round;
  if (Math.abs(line - Math.round(line)) <= nearShare) line = Math.round(line);
  return aroundTheLap(
    along.map((one) => one - line),
    attempt,
  );
}

/** Chooses the lap that most of the recording belongs to. */
function aroundTheLap(places: Float64Array, { fromStart }: LapAttempt): Float64Array {
  const known = places.filter((place) => !Number.isNaN(place));
  const middle = fromStart ? known[known.length >> 1]! : (known[0]! + known.at(-1)!) / 2;
  const rounds = Math.floor(middle);
  return rounds === 0 ? places : places.map((place) => place - rounds);
}

/** The track is not a circuit: start and finish are in different places. */
function isOpenRoad(
  { x, z }: LapSamples,
  { first, end, timesMs }: LapAttempt,
  way: number,
): boolean {
  if (Math.abs(way - 1) <= tolerance.round) return false;
  const [xs, zs] = [x.subarray(first, end), z.subarray(first, end)];
  if (!isKnown(xs) || !isKnown(zs)) return way < openShare;
  if (way > 1) return false;
  const known = knownOf(xs);
  const [from, to] = [known[0]!, known.at(-1)!];
  const apartM = Math.hypot(xs[to]! - xs[from]!, zs[to]! - zs[from]!);
  return apartM > wayOf(xs, zs, timesMs).at(-1)! * meetShare;
}

/** The position at a time, interpolated between samples or extrapolated a moment beyond them. */
function atTime(along: Float64Array, timesMs: Float64Array, ms: number): number | null {
  const known = knownOf(along);
  if (known.length < 2) return null;
  const after = known.findIndex((i) => timesMs[i]! > ms);
  const isIn = after > 0;
  const near = isIn ? after : after < 0 ? known.length - 1 : 0;
  const at = known[near]!;
  const pace = isIn
    ? slope(along, timesMs, known[after - 1]!, at)
    : slope(along, timesMs, ...paceEnds(known, timesMs, near));
  return along[at]! + (ms - timesMs[at]!) * pace;
}

function isMoving(along: Float64Array, timesMs: Float64Array): boolean {
  const known = knownOf(along);
  return known.length > 1 && slope(along, timesMs, ...paceEnds(known, timesMs, 0)) > 0;
}

function knownOf(column: Float64Array): number[] {
  const known: number[] = [];
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(column[i]!)) known.push(i);
  return known;
}

/** The pace at an end is measured over this time, ms. */
const paceMs = 300;

/** The samples that the pace at the first or last sample is measured between. */
function paceEnds(known: readonly number[], timesMs: Float64Array, near: number): [number, number] {
  const step = near === 0 ? 1 : -1;
  let far = near + step;
  const apartMs = () => Math.abs(timesMs[known[far]!]! - timesMs[known[near]!]!);
  while (known[far + step] !== undefined && apartMs() < paceMs) far += step;
  return near === 0 ? [known[near]!, known[far]!] : [known[far]!, known[near]!];
}

function slope(along: Float64Array, timesMs: Float64Array, from: number, to: number): number {
  const ms = timesMs[to]! - timesMs[from]!;
  return ms > 0 ? (along[to]! - along[from]!) / ms : 0;
}

// ------------------------------------------------------------------ by the driven distance

/** Metres driven until each sample, from coordinates. Teleports do not count. */
function wayOf(x: Float64Array, z: Float64Array, timesMs: Float64Array): Float64Array {
  const way = new Float64Array(x.length);
  let last = -1;
  for (let i = 0; i < x.length; i++) {
    way[i] = way[i - 1] ?? 0;
    if (Number.isNaN(x[i]!) || Number.isNaN(z[i]!)) continue;
    if (last >= 0) {
      const metres = Math.hypot(x[i]! - x[last]!, z[i]! - z[last]!);
      const isPut = metres > teleportM && timesMs[i]! - timesMs[last]! < limits.lapHoleMs;
      if (!isPut) way[i]! += metres;
    }
    last = i;
  }
  return way;
}

/** The same from speed and time, without a unit. Pauses and rolling back do not count. */
function distance(speedKmh: Float64Array, timesMs: Float64Array): Float64Array {
  const way = new Float64Array(speedKmh.length);
  for (let i = 1; i < way.length; i++) {
    const kmh = (speedKmh[i]! + speedKmh[i - 1]!) / 2;
    way[i] = way[i - 1]! + (Math.max(kmh, 0) / 3_600) * (timesMs[i]! - timesMs[i - 1]!);
  }
  return way;
}

/**
 * A distance as shares of the lap. Missing parts are estimated from the length of the track, or from the pace.
 * @param way increases from 0
 */
function sharesOf(
  way: Float64Array,
  { timesMs, hasClock, fromStart, toEnd }: LapAttempt,
  lapMs: number | null,
  lengthM: number | null,
): Float64Array {
  const driven = way[way.length - 1]!;
  const beganMs = hasClock ? Math.max(timesMs[0]!, 0) : 0;
  const endedMs = timesMs[timesMs.length - 1]!;
  const pace = driven / Math.max(endedMs - timesMs[0]!, 1);
  const before = beganMs * pace;
  const after = toEnd && hasClock && lapMs !== null ? Math.max(lapMs - endedMs, 0) * pace : 0;
  if (fromStart && toEnd) {
    const total = before + driven + after;
    return way.map((one) => (one + before) / total);
  }
  const total = Math.max(lengthM ?? before + driven + after, driven);
  if (toEnd) return way.map((one) => 1 - (driven + after - one) / total);
  return way.map((one) => (one + Math.min(before, total - driven)) / total);
}
