/**
 * The trace of one lap: the time at which the car passed each place, and where sectors began. The delta is computed
 * from it, and the track map is learnt from it. Pure.
 *
 * A place is measured from where the lap clock starts: 0 is the beginning of the lap, 1 its end. When a game reports no
 * position, the coordinates of the car give the place.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { positionStep } from '../../protocol/track-position.ts';
import { lowerBound } from './lower-bound.ts';

/** The values of a frame that a trace uses. */
export interface TracePoint {
  /** ms since the lap's clock started. */
  readonly timeMs: number;
  /** The game's own 0…1; null: not published. */
  readonly position: number | null;
  /** Metres on the ground; null: not published. */
  readonly x: number | null;
  readonly z: number | null;
}

/** There is a hole between two frames that are further apart than this and than this many usual steps. */
const hole = { share: 0.03, metres: 120, steps: 4 };
/** Smallest distance between samples. A straight line between two is as exact as finer samples. */
const fine = { share: 1 / 16_384, metres: 1 };
/** Smallest length of a lap. */
const short = { share: 0.5, metres: 100 };
/** A car that moves this far while its position stays the same is on a track without positions, m. */
const positionlessM = 10;
/** Range around the last place in which a place is searched by coordinates, m. */
const near = { behindM: 60, aheadM: 400 };
/** A car further from the reference lap than this is somewhere else, m. */
const offLineM = 80;

/** A place on a reference, and the time at which the reference was there. */
export interface Passage {
  readonly timeMs: number;
  /** Index into the reference's samples, where the next search begins. */
  readonly index: number;
}

/** The values that the places of a trace are computed from. */
export type PlaceSource = 'position' | 'coordinates';

export class LapTrace {
  /** The samples: distance from the first one (shares of the track, or metres when no position is published; ascending), ms, m. */
  #distances = new Float64Array(1024);
  #times = new Float64Array(1024);
  #xs = new Float64Array(1024);
  #zs = new Float64Array(1024);
  /** Samples in use; the arrays are longer. */
  #length = 0;
  /** Distance at which each sector after the first began, in the unit of the trace. */
  readonly #sectorDistances: number[] = [];
  #broken = false;
  #source: PlaceSource | null = null;
  /** The newest point, whether it became a sample or not. */
  #last: TracePoint | null = null;
  /** Driven since the first sample: shares of the track, and metres. */
  #position = 0;
  #metres = 0;
  /** Usual way between two frames, in both units. */
  #usualShare = 0;
  #usualM = 0;
  /** Smallest way between two samples, in both units; `#halve` doubles it. */
  #stepShare = fine.share;
  #stepM = fine.metres;
  /** The game's position where the clock started; NaN: not published. */
  #startPosition = Number.NaN;
  /** Distance from the first sample to the end, once the lap is complete. */
  #end: number | null = null;
  #lapMs = Number.NaN;

  /** @param start where the car was when the clock started, estimated from the two frames around that moment */
  constructor(start: TracePoint) {
    this.#startPosition = start.position ?? Number.NaN;
    this.#last = start;
    this.#addSample(0, start);
  }

  /** The car jumped or frames are missing, so no delta can be computed. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Time of the lap, ms. Only of a finished trace. */
  get lapMs(): number {
    return this.#lapMs;
  }

  get source(): PlaceSource | null {
    return this.#source;
  }

  get length(): number {
    return this.#length;
  }

  /** The game's position of the newest point, counted on beyond the line; NaN: the game reports none. */
  get position(): number {
    return this.#startPosition + this.#position;
  }

  /** The game's position where the lap ended, 0…1. Only of a finished trace by position. */
  get linePosition(): number {
    return fraction(this.#startPosition + this.#end!);
  }

  /** A sector after the first begins where the car is now. */
  beginSector(): void {
    this.#sectorDistances.push(this.#distance);
  }

  /** The places where the sectors after the first begin. Only of a finished trace. */
  sectorPlaces(): number[] {
    return this.#sectorDistances.map((distance) => this.#placeOf(distance));
  }

  add(point: TracePoint): void {
    const last = this.#last!;
    this.#last = point;
    if (this.#broken) return;
    const share = shareBetween(last, point);
    const metres = metresBetween(last, point);
    if (this.#isJump(share, metres)) {
      this.#broken = true;
      return;
    }
    this.#usualShare += (Math.abs(share) - this.#usualShare) * 0.1;
    this.#usualM += (metres - this.#usualM) * 0.1;
    this.#position += share;
    this.#metres += metres;
    if (share !== 0) this.#setSource('position');
    else if (this.#source === null && this.#metres > positionlessM) this.#setSource('coordinates');
    const distance = this.#distance;
    const step = this.#source === 'coordinates' ? this.#stepM : this.#stepShare;
    // While the car does not move or rolls back, the first time at a place counts.
    if (distance < this.#distances[this.#length - 1]! + step) return;
    this.#addSample(distance, point);
  }

  /**
   * The clock restarted, so the lap is complete.
   * @param end where the car was at that moment, or shortly before it
   * @returns whether it can be a reference
   */
  finish(end: TracePoint, lapMs: number): boolean {
    if (this.#broken || this.#source === null) return false;
    const last = this.#last!;
    if (this.#isJump(shareBetween(last, end), metresBetween(last, end))) return false;
    this.#position += shareBetween(last, end);
    // When the clock restarted late, the newest frames are past the end.
    const isPast = end.timeMs < last.timeMs;
    this.#metres += metresBetween(last, end) * (isPast ? -1 : 1);
    const distance = this.#distance;
    while (this.#length > 1 && this.#isBehind(this.#length - 1, distance, end.timeMs))
      this.#length--;
    const least = this.#source === 'coordinates' ? short.metres : short.share;
    if (distance < least || this.#length < 10) return false;
    this.#addSample(distance, end);
    this.#end = distance;
    this.#lapMs = lapMs;
    this.#resize(this.#length);
    return true;
  }

  #isBehind(index: number, distance: number, timeMs: number): boolean {
    return this.#distances[index]! >= distance || this.#times[index]! >= timeMs;
  }

  /** Place of a sample, 1 at the end. */
  placeAt(index: number): number {
    return this.#placeOf(this.#distances[index]!);
  }

  /** The place at a distance from the beginning. Only of a finished trace. */
  #placeOf(distance: number): number {
    return this.#source === 'coordinates' ? distance / this.#end! : distance - this.#end! + 1;
  }

  /** Distance since the beginning, in the trace's own unit. */
  get #distance(): number {
    return this.#source === 'coordinates' ? this.#metres : this.#position;
  }

  timeOf(index: number): number {
    return this.#times[index]!;
  }

  groundOf(index: number): { x: number; z: number } {
    return { x: this.#xs[index]!, z: this.#zs[index]! };
  }

  /**
   * When this lap was at a place, ms since its beginning; null: it was never there.
   * @param place 0…1 from the beginning to the end; only of a trace by position
   */
  timeAt(place: number): number | null {
    const distance = place - 1 + this.#end!;
    const last = this.#length - 1;
    if (distance < this.#distances[0]! - fine.share) return null;
    if (distance >= this.#distances[last]!) return this.#times[last]!;
    const next = lowerBound(this.#distances, distance);
    if (next === 0) return this.#times[0]!;
    const step = this.#distances[next]! - this.#distances[next - 1]!;
    const share = (distance - this.#distances[next - 1]!) / step;
    return this.#between(next - 1, share);
  }

  /**
   * When this lap was nearest to a point. Searching around the last place gives the right time on a road that is driven
   * twice in a lap.
   * @param before index of the last passage
   * @returns null: the car is somewhere else
   */
  passage(x: number, z: number, before: number): Passage | null {
    const around = this.#distances[before]!;
    let first = before;
    while (first > 0 && this.#distances[first - 1]! > around - near.behindM) first--;
    let best = { index: -1, share: 0, metres: offLineM };
    for (let i = first; i < this.#length - 1; i++) {
      if (i > before && this.#distances[i]! > around + near.aheadM) break;
      const found = this.#nearestOn(i, x, z);
      if (found.metres < best.metres) best = { index: i, ...found };
    }
    if (best.index < 0) return null;
    return { timeMs: this.#between(best.index, best.share), index: best.index };
  }

  #nearestOn(i: number, x: number, z: number): { share: number; metres: number } {
    const ax = this.#xs[i]!;
    const az = this.#zs[i]!;
    const dx = this.#xs[i + 1]! - ax;
    const dz = this.#zs[i + 1]! - az;
    const square = dx * dx + dz * dz;
    const along = square === 0 ? 0 : ((x - ax) * dx + (z - az) * dz) / square;
    const share = Math.min(1, Math.max(0, along));
    return { share, metres: Math.hypot(x - ax - dx * share, z - az - dz * share) };
  }

  #between(index: number, share: number): number {
    const from = this.#times[index]!;
    return from + (this.#times[index + 1]! - from) * share;
  }

  #isJump(share: number, metres: number): boolean {
    const byShare = Math.abs(share) > Math.max(hole.share, this.#usualShare * hole.steps);
    return byShare || metres > Math.max(hole.metres, this.#usualM * hole.steps);
  }

  /** Sets the source of places. Earlier samples are of a standing car, so they fit both. */
  #setSource(source: PlaceSource): void {
    if (this.#source === source) return;
    if (this.#source === 'coordinates') {
      this.#broken = true;
      return;
    }
    this.#source = source;
  }

  #addSample(distance: number, { timeMs, x, z }: TracePoint): void {
    if (this.#length === limits.traceSamplesMax) this.#halve();
    if (this.#length === this.#distances.length) this.#resize(this.#length * 2);
    const i = this.#length++;
    this.#distances[i] = distance;
    this.#times[i] = timeMs;
    this.#xs[i] = x ?? Number.NaN;
    this.#zs[i] = z ?? Number.NaN;
  }

  /** A very long lap drops every other sample and doubles the distance between samples. */
  #halve(): void {
    for (const one of [this.#distances, this.#times, this.#xs, this.#zs]) {
      for (let i = 0; 2 * i < this.#length; i++) one[i] = one[2 * i]!;
    }
    this.#length = Math.ceil(this.#length / 2);
    this.#stepShare *= 2;
    this.#stepM *= 2;
  }

  #resize(size: number): void {
    const sized = (one: Float64Array): Float64Array<ArrayBuffer> => {
      const other = new Float64Array(size);
      other.set(one.subarray(0, Math.min(size, this.#length)));
      return other;
    };
    this.#distances = sized(this.#distances);
    this.#times = sized(this.#times);
    this.#xs = sized(this.#xs);
    this.#zs = sized(this.#zs);
  }
}

/** @param clockMs of the lap clock */
export function pointOf(frame: Frame, clockMs: number): TracePoint {
  const { trackPosition, worldPosition } = frame;
  return {
    timeMs: clockMs,
    position: trackPosition ?? null,
    x: worldPosition?.[0] ?? null,
    z: worldPosition?.[2] ?? null,
  };
}

/**
 * Estimates where the car was when the clock restarted, from the frames before and after. The end of one lap and the
 * start of the next differ when the car was moved to another place.
 * @param stepMs between the two frames
 */
export function linePoints(
  before: TracePoint | null,
  after: TracePoint,
  stepMs: number,
): { end: TracePoint; start: TracePoint } {
  if (before === null || isJump(before, after)) {
    return { end: before ?? after, start: after };
  }
  // When the clock started late, the line is before the earlier frame.
  const share = stepMs <= 0 ? 1 : 1 - after.timeMs / stepMs;
  const line = pointBetween(before, after, share, 0);
  return { end: line, start: line };
}

/** A point between two frames. @param share 0 at `a`, 1 at `b` */
function pointBetween(a: TracePoint, b: TracePoint, share: number, timeMs: number): TracePoint {
  const position =
    a.position === null || b.position === null
      ? null
      : fraction(a.position + positionStep(a.position, b.position) * share);
  const between = (from: number | null, to: number | null) =>
    from === null || to === null ? null : from + (to - from) * share;
  return { timeMs, position, x: between(a.x, b.x), z: between(a.z, b.z) };
}

/** The two frames are so far apart that the car was moved to another place. */
function isJump(a: TracePoint, b: TracePoint): boolean {
  return Math.abs(shareBetween(a, b)) > hole.share || metresBetween(a, b) > hole.metres;
}

/** Share of the track from one point to the next; 0 without positions. */
function shareBetween(a: TracePoint, b: TracePoint): number {
  return a.position === null || b.position === null ? 0 : positionStep(a.position, b.position);
}

function metresBetween(a: TracePoint, b: TracePoint): number {
  if (a.x === null || b.x === null || a.z === null || b.z === null) return 0;
  return Math.hypot(b.x - a.x, b.z - a.z);
}

export function fraction(value: number): number {
  const rest = value - Math.floor(value);
  return rest === 1 ? 0 : rest;
}
