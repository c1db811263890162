/**
 * Where a lap was when: the place along the track against the time since the line, made one-way so that laps can be
 * held against each other. Sorts out the start and finish line, standing still, rolling back, teleports and holes.
 * Pure.
 */
import { limits } from '../../protocol/limits.ts';
import type { LapSamples } from './lap-samples.ts';

/** A lap is known from line to line when it was seen this close to both, as a share of the track. */
const edgeShare = 0.02;
/** Who falls back further than this was put somewhere else. */
const teleportShare = 0.03;
/** A lap clock that falls by more than this was started again, ms. */
const clockResetMs = 500;
/** A told lap time that is further from what was recorded belongs to something else, ms. */
const toldLapMs = 1_000;

/** Between two places nothing was recorded. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

export interface Course {
  /** Places 0…1, strictly ascending, where the car was seen … */
  readonly positions: Float64Array;
  /** … and ms since the line there, never falling. */
  readonly timesMs: Float64Array;
  /** The samples that belong to it: from `first` up to, not with, `end`. */
  readonly first: number;
  readonly end: number;
  /** ms since the line of each of these samples, by its number in the recording. */
  readonly sampleMs: Float64Array;
  readonly holes: readonly Hole[];
  /** Seen from the line on, and up to the line. */
  readonly fromLine: boolean;
  readonly toLine: boolean;
  /** The publisher told no places: they are made from speed and time. */
  readonly estimated: boolean;
}

/**
 * @param lapMs the lap's time as the game told it; null: not known
 * @returns null where too little was recorded to say where the car was
 */
export function courseOf(samples: LapSamples, lapMs: number | null): Course | null {
  const told = positionsTold(samples);
  const places = told ? unwrapped(samples.position) : distanceShares(samples);
  const clock = clockTold(samples) ? samples.clockMs : null;
  const [first, end] = longestStretch(places, clock);
  if (end - first < 2) return null;
  const knots = knotsOf(samples, places, clock, first, end);
  if (knots.positions.length < 2) return null;
  // The last knots show how fast the car went there; what they say of the line is at most 2 % of a lap away.
  const fromLine = knots.positions[0]! <= edgeShare;
  const toLine = knots.positions.at(-1)! >= 1 - edgeShare;
  const holes = holesOf(samples, places, first, end);
  if (clock === null && fromLine) startAtLine(knots);
  const sampleMs = sampleTimes(samples, knots, first, end);
  if (fromLine) addStart(knots);
  if (toLine) addEnd(knots, lapMs);
  return {
    positions: Float64Array.from(knots.positions),
    timesMs: Float64Array.from(knots.timesMs),
    first,
    end,
    sampleMs,
    holes,
    fromLine,
    toLine,
    estimated: !told,
  };
}

function known(column: Float64Array): number {
  return column.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
}

function positionsTold({ position, count }: LapSamples): boolean {
  return known(position) > count / 2;
}

/** The game runs a clock for this lap: it is there, and it moves. */
function clockTold({ clockMs, count }: LapSamples): boolean {
  if (known(clockMs) <= count / 2) return false;
  const values = clockMs.filter((value) => !Number.isNaN(value));
  return values.some((value) => value > values[0]!);
}

/** Places without the jump at the line: what was driven beyond it is above 1, what before it below 0. */
function unwrapped(position: Float64Array): Float64Array {
  const places = new Float64Array(position.length);
  let rounds = 0;
  let last = Number.NaN;
  for (let i = 0; i < position.length; i++) {
    const raw = position[i]!;
    if (raw - last < -0.5) rounds++;
    else if (raw - last > 0.5) rounds--;
    places[i] = raw + rounds;
    if (!Number.isNaN(raw)) last = raw;
  }
  const seen = places.filter((place) => !Number.isNaN(place));
  const begin = seen[0] ?? 0;
  const end = seen[seen.length - 1] ?? 0;
  // It began a little before the line: the lap is the round that follows.
  if (begin > 0.5 && end >= 1.5) for (let i = 0; i < places.length; i++) places[i] = places[i]! - 1;
  return places;
}

/** Shares of the way driven, for publishers that tell no places. */
function distanceShares({ traced, timeMs, count }: LapSamples): Float64Array {
  const way = new Float64Array(count);
  for (let i = 1; i < count; i++) {
    const kmh = (traced.speedKmh[i]! + traced.speedKmh[i - 1]!) / 2;
    way[i] = way[i - 1]! + Math.max(kmh, 0) * (timeMs[i]! - timeMs[i - 1]!);
  }
  const total = way[count - 1] ?? 0;
  return total > 0 ? way.map((one) => one / total) : way;
}

/** The stretch without teleport or restart that covers most of the track, as sample numbers. */
function longestStretch(places: Float64Array, clock: Float64Array | null): [number, number] {
  let best: [number, number] = [0, 0];
  let bestShare = -1;
  let first = -1;
  let reach = 0;
  let lastClock = Number.NaN;
  let begin = 0;
  const close = (end: number): void => {
    if (first >= 0 && reach - begin > bestShare) {
      best = [first, end];
      bestShare = reach - begin;
    }
    first = -1;
  };
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    const time = clock?.[i] ?? Number.NaN;
    if (Number.isNaN(place)) continue;
    const inLap = place >= 0 && place <= 1;
    const breaks = place < reach - teleportShare || time < lastClock - clockResetMs;
    if (first >= 0 && (!inLap || breaks)) close(i);
    if (inLap && first < 0) {
      first = i;
      begin = place;
      reach = place;
    }
    reach = Math.max(reach, place);
    if (!Number.isNaN(time)) lastClock = time;
  }
  close(places.length);
  return best;
}

interface Knots {
  positions: number[];
  timesMs: number[];
  /** Time on the publisher's clock at each knot. */
  seenMs: number[];
}

/**
 * The moments at which the car was told to be further than ever before. Game pages change with the picture, so at
 * higher rates several samples share one place: the first of them counts.
 */
function knotsOf(
  samples: LapSamples,
  places: Float64Array,
  clock: Float64Array | null,
  first: number,
  end: number,
): Knots {
  const knots: Knots = { positions: [], timesMs: [], seenMs: [] };
  for (let i = first; i < end; i++) {
    const place = places[i]!;
    const last = knots.positions.at(-1);
    const time = clock === null ? samples.timeMs[i]! - samples.timeMs[first]! : clock[i]!;
    if (Number.isNaN(place) || Number.isNaN(time)) continue;
    if (last !== undefined && place <= last) continue;
    knots.positions.push(place);
    knots.timesMs.push(Math.max(time, knots.timesMs.at(-1) ?? time));
    knots.seenMs.push(samples.timeMs[i]!);
  }
  return knots;
}

/** ms that one share of the track takes between two knots. */
function msPerShare({ positions, timesMs }: Knots, from: number, to: number): number {
  return (timesMs[to]! - timesMs[from]!) / (positions[to]! - positions[from]!);
}

/** Without a clock of the game the time began at the first sample, not at the line. */
function startAtLine(knots: Knots): void {
  const near = Math.min(4, knots.positions.length - 1);
  const missedMs = knots.positions[0]! * msPerShare(knots, 0, near);
  knots.timesMs = knots.timesMs.map((ms) => ms + missedMs);
}

function addStart(knots: Knots): void {
  if (knots.positions[0] === 0) {
    knots.timesMs[0] = 0;
    return;
  }
  knots.positions.unshift(0);
  knots.timesMs.unshift(0);
}

function addEnd(knots: Knots, lapMs: number | null): void {
  const last = knots.positions.length - 1;
  const lastMs = knots.timesMs[last]!;
  const near = Math.max(0, last - 4);
  const driven = lastMs + (1 - knots.positions[last]!) * msPerShare(knots, near, last);
  const isTold = lapMs !== null && lapMs >= lastMs && Math.abs(lapMs - driven) <= toldLapMs;
  const endMs = isTold ? lapMs : driven;
  if (knots.positions[last] === 1) {
    knots.timesMs[last] = Math.max(endMs, knots.timesMs[last - 1]!);
    return;
  }
  knots.positions.push(1);
  knots.timesMs.push(endMs);
}

/** Between two knots the publisher's clock goes on; the game's own may stand still in a pause, so it bounds it. */
function sampleTimes(samples: LapSamples, knots: Knots, first: number, end: number): Float64Array {
  const sampleMs = new Float64Array(samples.count).fill(Number.NaN);
  const { timesMs, seenMs } = knots;
  let k = 0;
  for (let i = first; i < end; i++) {
    const now = samples.timeMs[i]!;
    while (k + 1 < seenMs.length && seenMs[k + 1]! <= now) k++;
    const next = timesMs[k + 1] ?? Number.POSITIVE_INFINITY;
    sampleMs[i] = Math.min(timesMs[k]! + (now - seenMs[k]!), next);
  }
  return sampleMs;
}

/** A break is a hole when it is far longer than the pace of this recording, and the car moved in it. */
function holesOf(samples: LapSamples, places: Float64Array, first: number, end: number): Hole[] {
  const meanMs = (samples.timeMs[end - 1]! - samples.timeMs[first]!) / (end - 1 - first);
  const breakMs = Math.max(limits.lapHoleMs, 4 * meanMs);
  const holes: Hole[] = [];
  let last = first;
  for (let i = first + 1; i < end; i++) {
    if (Number.isNaN(places[i]!)) continue;
    const moved = places[i]! - places[last]!;
    if (samples.timeMs[i]! - samples.timeMs[last]! > breakMs && moved > 0) {
      holes.push({ from: places[last]!, to: places[i]! });
    }
    last = i;
  }
  return holes;
}
