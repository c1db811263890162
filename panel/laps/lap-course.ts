/**
 * The course of a lap: places along the lap with their times, strictly ascending, so that laps can be compared. It
 * removes standstills, rolling back, teleports and holes. Pure.
 */
import { limits } from '../../protocol/limits.ts';
import { attemptOf, type LapAttempt, lapTimeToleranceMs } from './lap-attempt.ts';
import { type PlacedBy, placesOf, teleportShare } from './lap-places.ts';
import type { LapSamples } from './lap-samples.ts';

/** A lap is recorded from line to line when samples are this close to both, as a share of the track. */
const edgeShare = 0.02;

/** A gap in the recording, between two places. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

export interface LapCourse {
  /** Recorded places 0…1, strictly ascending. */
  readonly positions: Float64Array;
  /** ms since the lap's clock started, at these places; never decreasing. */
  readonly timesMs: Float64Array;
  /** Its samples: from `first` up to and excluding `end`. */
  readonly first: number;
  readonly end: number;
  /** ms since the lap's clock started, by index of the sample. */
  readonly sampleMs: Float64Array;
  readonly holes: readonly Hole[];
  /** Recorded from the line, and up to the line. */
  readonly fromLine: boolean;
  readonly toLine: boolean;
  /** The data that places were computed from. */
  readonly placedBy: PlacedBy;
}

/**
 * @param lapMs the lap's time from the game; null: not known
 * @param lengthM length of the track from the game; null: not known
 * @returns null: too little was recorded
 */
export function courseOf(
  samples: LapSamples,
  lapMs: number | null,
  lengthM: number | null = null,
): LapCourse | null {
  const attempt = attemptOf(samples, lapMs);
  if (attempt === null) return null;
  const placed = placesOf(samples, attempt, lapMs, lengthM);
  if (placed === null) return null;
  const [first, end] = longestSection(placed.places, attempt);
  if (end - first < 2) return null;
  const knots = knotsOf(samples, placed.places, attempt, first, end);
  if (knots.positions.length < 2) return null;
  const fromLine = knots.positions[0]! <= edgeShare;
  const toLine = knots.positions.at(-1)! >= 1 - edgeShare;
  const holes = holesOf(placed.places, attempt, first, end);
  if (fromLine) startAtLine(knots, attempt);
  if (toLine) endAtLine(knots, lapMs);
  if (knots.positions.length < 2) return null;
  const sampleMs = new Float64Array(samples.count).fill(Number.NaN);
  sampleMs.set(attempt.timesMs.subarray(first, end), attempt.first + first);
  return {
    positions: Float64Array.from(knots.positions),
    timesMs: Float64Array.from(knots.timesMs),
    first: attempt.first + first,
    end: attempt.first + end,
    sampleMs,
    holes,
    fromLine,
    toLine,
    placedBy: placed.by,
  };
}

/** The longest part without a teleport, as sample indexes of the attempt. */
function longestSection(places: Float64Array, { timesMs }: LapAttempt): [number, number] {
  let best: [number, number] = [0, 0];
  let bestShare = -1;
  let first = -1;
  let last = -1;
  let from = 0;
  let reach = 0;
  const close = (end: number): void => {
    if (first >= 0 && Math.min(reach, 1) - Math.max(from, 0) > bestShare) {
      best = [first, end];
      bestShare = Math.min(reach, 1) - Math.max(from, 0);
    }
    first = -1;
  };
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    if (Number.isNaN(place)) continue;
    const moved = place - (places[last] ?? place);
    const isSudden = timesMs[i]! - (timesMs[last] ?? timesMs[i]!) < limits.lapHoleMs;
    if (moved < -teleportShare || (moved > teleportShare && isSudden)) close(i);
    if (first < 0) {
      first = i;
      from = place;
      reach = place;
    }
    reach = Math.max(reach, place);
    last = i;
  }
  close(places.length);
  return best;
}

interface Knots {
  positions: number[];
  timesMs: number[];
}

/**
 * The samples where the car is further along than ever before. Games update their memory once a frame, so at higher rates
 * several samples share one place; the first of them counts.
 */
function knotsOf(
  samples: LapSamples,
  places: Float64Array,
  attempt: LapAttempt,
  first: number,
  end: number,
): Knots {
  const knots: Knots = { positions: [], timesMs: [] };
  for (let i = first; i < end; i++) {
    const place = places[i]!;
    const last = knots.positions.at(-1);
    const clock = samples.clockMs[attempt.first + i]!;
    const time = attempt.hasClock ? clock : attempt.timesMs[i]!;
    if (Number.isNaN(place) || Number.isNaN(time)) continue;
    if (last !== undefined && place <= last) continue;
    knots.positions.push(place);
    knots.timesMs.push(Math.max(time, knots.timesMs.at(-1) ?? time));
  }
  return knots;
}

/** Time for the whole track at the pace between two knots, ms. */
function msPerShare({ positions, timesMs }: Knots, from: number, to: number): number {
  return (timesMs[to]! - timesMs[from]!) / (positions[to]! - positions[from]!);
}

/** Interpolates the time at a place between two knots. */
function timeAt({ positions, timesMs }: Knots, after: number, place: number): number {
  const before = after - 1;
  const share = (place - positions[before]!) / (positions[after]! - positions[before]!);
  return timesMs[before]! + (timesMs[after]! - timesMs[before]!) * share;
}

/** Makes the lap begin at place 0: cuts what was driven before, or extrapolates what is missing. */
function startAtLine(knots: Knots, { hasClock }: LapAttempt): void {
  const after = knots.positions.findIndex((place) => place > 0);
  if (after < 0) {
    knots.positions = [];
    return;
  }
  if (after > 0) {
    const startMs = timeAt(knots, after, 0);
    knots.positions.splice(0, after, 0);
    knots.timesMs.splice(0, after, startMs);
    return;
  }
  if (!hasClock) {
    // Without the game's clock, time began at the first sample, not at the line.
    const near = Math.min(4, knots.positions.length - 1);
    const missedMs = knots.positions[0]! * msPerShare(knots, 0, near);
    knots.timesMs = knots.timesMs.map((ms) => ms + missedMs);
  }
  knots.positions.unshift(0);
  knots.timesMs.unshift(0);
}

function endAtLine(knots: Knots, lapMs: number | null): void {
  const { positions, timesMs } = knots;
  const beyond = positions.findIndex((place) => place >= 1);
  if (beyond === 0) {
    knots.positions = [];
    return;
  }
  if (beyond > 0) {
    const lineMs = timeAt(knots, beyond, 1);
    positions.splice(beyond, positions.length, 1);
    timesMs.splice(beyond, timesMs.length, lineMs);
  } else {
    const last = positions.length - 1;
    const near = Math.max(0, last - 4);
    const leftMs = last > near ? (1 - positions[last]!) * msPerShare(knots, near, last) : 0;
    positions.push(1);
    timesMs.push(timesMs[last]! + leftMs);
  }
  const end = timesMs.length - 1;
  const isPlausible = lapMs !== null && Math.abs(lapMs - timesMs[end]!) <= lapTimeToleranceMs;
  if (isPlausible && lapMs >= timesMs[end - 1]!) timesMs[end] = lapMs;
}

/** A break is a hole when it is far longer than the usual interval and the car moved during it. */
function holesOf(
  places: Float64Array,
  { timesMs }: LapAttempt,
  first: number,
  end: number,
): Hole[] {
  const meanMs = (timesMs[end - 1]! - timesMs[first]!) / (end - 1 - first);
  const breakMs = Math.max(limits.lapHoleMs, 4 * meanMs);
  const holes: Hole[] = [];
  let last = first;
  for (let i = first + 1; i < end; i++) {
    if (Number.isNaN(places[i]!)) continue;
    const moved = places[i]! - places[last]!;
    if (timesMs[i]! - timesMs[last]! > breakMs && moved > 0) {
      holes.push({ from: places[last]!, to: places[i]! });
    }
    last = i;
  }
  return holes;
}
