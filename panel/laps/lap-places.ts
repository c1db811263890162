/**
 * How far along the lap each sample of it is: 0 where the lap's clock starts, 1 where the lap ends. By the game's
 * position, wherever that has its own beginning; on tracks that tell none by the coordinates that were driven, else by
 * speed and time, else by time alone. Pure.
 */
import { limits } from '../../protocol/limits.ts';
import type { LapAttempt } from './lap-attempt.ts';
import type { LapSamples } from './lap-samples.ts';

/** What places were made of. */
export type PlacedBy = 'position' | 'coordinates' | 'speed' | 'time';

export interface LapPlaces {
  /** Of each sample of the attempt; NaN: not known. Below 0 and beyond 1 lies what was driven before and behind it. */
  readonly places: Float64Array;
  readonly by: PlacedBy;
}

/** A position that moves by less than this share of the track stands still, and tells nothing. */
const movesShare = 0.0005;
/** Who is so much further, as a share of the track or in metres, within a moment was put somewhere else. */
export const teleportShare = 0.03;
const teleportM = 100;
/** A round is one turn of the position but for this share of it; a line further from 0 than that is not there. */
const roundShare = 0.004;
const originShare = 0.00005;
/** Without coordinates, a way that is shorter than this share of the position's is none around a track. */
const openShare = 0.9;
/** Ends of a way that are this near to each other, as a share of it, meet. */
const meetShare = 0.05;
/** Samples that tell the pace at an end, ms of them. */
const paceMs = 300;

/** @param lengthM of the track as the game tells it; null: not known */
export function placesOf(
  samples: LapSamples,
  attempt: LapAttempt,
  lapMs: number | null,
  lengthM: number | null,
): LapPlaces | null {
  const { first, end, timesMs } = attempt;
  const position = samples.position.subarray(first, end);
  if (isTold(position) && spanOf(position) >= movesShare) {
    return { places: byPosition(samples, attempt, unwrapped(position), lapMs), by: 'position' };
  }
  const x = samples.x.subarray(first, end);
  const z = samples.z.subarray(first, end);
  const share = (way: Float64Array) => sharesOf(way, attempt, lapMs, lengthM);
  if (isTold(x) && isTold(z)) {
    const way = wayOf(x, z, timesMs);
    // A car whose coordinates stand still has not driven.
    return way[way.length - 1]! > 0 ? { places: share(way), by: 'coordinates' } : null;
  }
  const way = distance(samples.traced.speedKmh.subarray(first, end), timesMs);
  if (way[way.length - 1]! > 0) return { places: share(way), by: 'speed' };
  const time = timesMs.map((ms) => ms - timesMs[0]!);
  if (!(time[time.length - 1]! > 0)) return null;
  return { places: sharesOf(time, attempt, lapMs, null), by: 'time' };
}

function isTold(column: Float64Array): boolean {
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

/** Positions without the jump where they begin again. */
function unwrapped(position: Float64Array): Float64Array {
  const along = new Float64Array(position.length);
  let rounds = 0;
  let last = Number.NaN;
  for (let i = 0; i < position.length; i++) {
    const raw = position[i]!;
    if (raw - last < -0.5) rounds++;
    else if (raw - last > 0.5) rounds--;
    along[i] = raw + rounds;
    if (!Number.isNaN(raw)) last = raw;
  }
  return along;
}

/**
 * The line is where the clock starts, wherever the position has its 0. At the end of a lap it is certain; at its
 * beginning a car may stand in front of it, as on the grid of a race.
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
  if (way !== null && Math.abs(way - 1) <= roundShare) line = start!;
  else if (end !== null && attempt.hasClock) line = end - 1;
  else if (start !== null && end === null && isMoving(along, attempt.timesMs)) line = start;
  // Without a clock the first sample may lie a moment behind the line.
  const nearShare = attempt.hasClock ? originShare : roundShare;
  if (Math.abs(line - Math.round(line)) <= nearShare) line = Math.round(line);
  return aroundTheLap(
    along.map((one) => one - line),
    attempt,
  );
}

/** A recording that began in front of its line, or in the middle, is of the round that it drove most of. */
function aroundTheLap(places: Float64Array, { fromStart }: LapAttempt): Float64Array {
  const known = places.filter((place) => !Number.isNaN(place));
  const middle = fromStart ? known[known.length >> 1]! : (known[0]! + known.at(-1)!) / 2;
  const rounds = Math.floor(middle);
  return rounds === 0 ? places : places.map((place) => place - rounds);
}

/** From its start to its finish the position does not go around, and the two are not in one place. */
function isOpenRoad(
  { x, z }: LapSamples,
  { first, end, timesMs }: LapAttempt,
  way: number,
): boolean {
  if (Math.abs(way - 1) <= roundShare) return false;
  const [xs, zs] = [x.subarray(first, end), z.subarray(first, end)];
  if (!isTold(xs) || !isTold(zs)) return way < openShare;
  if (way > 1) return false;
  const known = knownOf(xs);
  const [from, to] = [known[0]!, known.at(-1)!];
  const apartM = Math.hypot(xs[to]! - xs[from]!, zs[to]! - zs[from]!);
  return apartM > wayOf(xs, zs, timesMs).at(-1)! * meetShare;
}

/** Where the car was at a time, between samples or a moment beyond them. */
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

/** The samples that tell the pace at the first or the last one. */
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

// ------------------------------------------------------------------ by the way driven

/** Metres driven until each sample, from coordinates. Being put somewhere else is no way. */
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

/** The same from speed and time, in no unit. A pause and rolling back are no way. */
function distance(speedKmh: Float64Array, timesMs: Float64Array): Float64Array {
  const way = new Float64Array(speedKmh.length);
  for (let i = 1; i < way.length; i++) {
    const kmh = (speedKmh[i]! + speedKmh[i - 1]!) / 2;
    way[i] = way[i - 1]! + (Math.max(kmh, 0) / 3_600) * (timesMs[i]! - timesMs[i - 1]!);
  }
  return way;
}

/**
 * A way as shares of the lap. What was not seen of a lap is filled in by the length of the track, or by the pace.
 * @param way grows from 0
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
