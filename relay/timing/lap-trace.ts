/**
 * The trace of one lap: the time at which the car passed each place. The delta is computed from it, and the track map
 * is learnt from it. Pure.
 *
 * A place is measured from where the lap clock starts: 0 is the beginning of the lap, 1 its end. When a game reports no
 * position, the coordinates of the car give the place.
 */
import { limits } from '../../protocol/limits.ts';
import { lowerBound } from './lower-bound.ts';

/** What a trace needs of a frame. */
export interface TracePoint {
  /** ms since the lap's clock started. */
  readonly timeMs: number;
  /** The game's own 0…1; null: not published. */
  readonly position: number | null;
  /** Metres on the ground; null: not published. */
  readonly x: number | null;
  readonly z: number | null;
}

/** Two frames have a hole between them when they are further apart than this, and than this many usual steps. */
const holeShare = 0.03;
const holeM = 120;
const holeSteps = 4;
/** Smallest distance between samples. A straight line between two is as exact as finer samples. */
const fineShare = 1 / 16_384;
const fineM = 1;
/** Smallest length of a lap. */
const shortShare = 0.5;
const shortM = 100;
/** A car that moves this far without a change of position is on a track without positions, m. */
const untoldM = 10;
/** Range around the last place in which a place is searched by coordinates, m. */
const nearBehindM = 60;
const nearAheadM = 400;
/** A car further from the reference line than this is somewhere else, m. */
const offWayM = 80;

/** A place on a reference, and the time at which the reference was there. */
export interface Passage {
  readonly timeMs: number;
  /** Index into the reference's samples, where the next search begins. */
  readonly index: number;
}

/** What the places of a trace come from. */
export type PlaceSource = 'position' | 'coordinates';

export class LapTrace {
  /** Way since the first sample: shares of the track, or metres where no position is told. Ascending. */
  #way = new Float64Array(1024);
  #times = new Float64Array(1024);
  #xs = new Float64Array(1024);
  #zs = new Float64Array(1024);
  #length = 0;
  #broken = false;
  #source: PlaceSource | null = null;
  /** Of the newest frame, kept or not. */
  #last: TracePoint | null = null;
  #position = 0;
  #metres = 0;
  #usualShare = 0;
  #usualM = 0;
  #stepShare = fineShare;
  #stepM = fineM;
  /** The game's position where the clock started; NaN: none is told. */
  #startPosition = Number.NaN;
  /** Way from the first sample to the end, once the lap is complete. */
  #end: number | null = null;
  #lapMs = Number.NaN;

  /**
   * @param start where the car was when the clock started, as far as two frames around that moment tell
   */
  constructor(start: TracePoint) {
    this.#startPosition = start.position ?? Number.NaN;
    this.#last = start;
    this.#keep(0, start);
  }

  /** It cannot be used for a delta: the car jumped, or frames are missing. */
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

  /** Way since the clock started, shares of the track. */
  get positionWay(): number {
    return this.#position;
  }

  /** The game's position where the lap began. */
  get startPosition(): number {
    return this.#startPosition;
  }

  /** The game's position where the lap ended, 0…1. Only of a finished trace by position. */
  get linePosition(): number {
    return fraction(this.#startPosition + this.#end!);
  }

  add(point: TracePoint): void {
    const last = this.#last!;
    this.#last = point;
    if (this.#broken) return;
    const share = positionStep(last, point);
    const metres = metresBetween(last, point);
    if (this.#isJump(share, metres)) {
      this.#broken = true;
      return;
    }
    this.#usualShare += (Math.abs(share) - this.#usualShare) * 0.1;
    this.#usualM += (metres - this.#usualM) * 0.1;
    this.#position += share;
    this.#metres += metres;
    if (share !== 0) this.#becomes('position');
    else if (this.#source === null && this.#metres > untoldM) this.#becomes('coordinates');
    const { way } = this;
    const step = this.#source === 'coordinates' ? this.#stepM : this.#stepShare;
    // When the car stands still or rolls back, the first time at a place counts.
    if (way < this.#way[this.#length - 1]! + step) return;
    this.#keep(way, point);
  }

  /**
   * The clock restarted, so the lap is complete.
   * @param end where the car was at that moment, or shortly before it
   * @returns whether it can be a reference
   */
  finish(end: TracePoint, lapMs: number): boolean {
    if (this.#broken || this.#source === null) return false;
    const last = this.#last!;
    if (this.#isJump(positionStep(last, end), metresBetween(last, end))) return false;
    this.#position += positionStep(last, end);
    // When the clock restarted late, the newest frames are past the end.
    const isPast = end.timeMs < last.timeMs;
    this.#metres += metresBetween(last, end) * (isPast ? -1 : 1);
    const { way } = this;
    while (this.#length > 1 && this.#isBehind(this.#length - 1, way, end.timeMs)) this.#length--;
    const least = this.#source === 'coordinates' ? shortM : shortShare;
    if (way < least || this.#length < 10) return false;
    this.#keep(way, end);
    this.#end = way;
    this.#lapMs = lapMs;
    this.#resize(this.#length);
    return true;
  }

  #isBehind(index: number, way: number, timeMs: number): boolean {
    return this.#way[index]! >= way || this.#times[index]! >= timeMs;
  }

  /** Place of a sample, 1 at the end. */
  placeAt(index: number): number {
    return this.placeOf(this.#way[index]!);
  }

  /** Place that a way since the beginning leads to. Only of a finished trace. */
  placeOf(way: number): number {
    return this.#source === 'coordinates' ? way / this.#end! : way - this.#end! + 1;
  }

  /** Way since the beginning, in the trace's own unit. */
  get way(): number {
    return this.#source === 'coordinates' ? this.#metres : this.#position;
  }

  timeOf(index: number): number {
    return this.#times[index]!;
  }

  groundOf(index: number): { x: number; z: number } {
    return { x: this.#xs[index]!, z: this.#zs[index]! };
  }

  /**
   * When this lap was at a place, ms since its beginning; null: it never was there.
   * @param place 0…1 from the beginning to the end; only of a trace by position
   */
  timeAt(place: number): number | null {
    const way = place - 1 + this.#end!;
    const last = this.#length - 1;
    if (way < this.#way[0]! - fineShare) return null;
    if (way >= this.#way[last]!) return this.#times[last]!;
    const next = lowerBound(this.#way, way);
    if (next === 0) return this.#times[0]!;
    const share = (way - this.#way[next - 1]!) / (this.#way[next]! - this.#way[next - 1]!);
    return this.#between(next - 1, share);
  }

  /**
   * When this lap was nearest to a point. Searches around the last place, so that a road that is driven twice in a lap
   * gives the right time.
   * @returns null: the car is somewhere else
   */
  passage(x: number, z: number, before: number): Passage | null {
    const around = this.#way[before]!;
    let first = before;
    while (first > 0 && this.#way[first - 1]! > around - nearBehindM) first--;
    let best = { index: -1, share: 0, metres: offWayM };
    for (let i = first; i < this.#length - 1; i++) {
      if (i > before && this.#way[i]! > around + nearAheadM) break;
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
    const byShare = Math.abs(share) > Math.max(holeShare, this.#usualShare * holeSteps);
    return byShare || metres > Math.max(holeM, this.#usualM * holeSteps);
  }

  /** Sets the source of places. Earlier samples are of a standing car, so they fit either source. */
  #becomes(source: PlaceSource): void {
    if (this.#source === source) return;
    if (this.#source === 'coordinates') {
      this.#broken = true;
      return;
    }
    this.#source = source;
  }

  #keep(way: number, { timeMs, x, z }: TracePoint): void {
    if (this.#length === limits.traceSamplesMax) this.#halve();
    if (this.#length === this.#way.length) this.#resize(this.#length * 2);
    const i = this.#length++;
    this.#way[i] = way;
    this.#times[i] = timeMs;
    this.#xs[i] = x ?? Number.NaN;
    this.#zs[i] = z ?? Number.NaN;
  }

  /** A very long lap drops every other sample and doubles the distance between samples. */
  #halve(): void {
    for (const one of [this.#way, this.#times, this.#xs, this.#zs]) {
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
    this.#way = sized(this.#way);
    this.#times = sized(this.#times);
    this.#xs = sized(this.#xs);
    this.#zs = sized(this.#zs);
  }
}

/** A point between two frames. @param share 0 at `a`, 1 at `b` */
export function pointBetween(
  a: TracePoint,
  b: TracePoint,
  share: number,
  timeMs: number,
): TracePoint {
  const position =
    a.position === null || b.position === null
      ? null
      : fraction(a.position + positionStep(a, b) * share);
  const between = (from: number | null, to: number | null) =>
    from === null || to === null ? null : from + (to - from) * share;
  return { timeMs, position, x: between(a.x, b.x), z: between(a.z, b.z) };
}

/** The two frames are so far apart that the car was moved to another place. */
export function isJump(a: TracePoint, b: TracePoint): boolean {
  return Math.abs(positionStep(a, b)) > holeShare || metresBetween(a, b) > holeM;
}

/** From one position to the next by the shorter way, -0.5…0.5. */
export function positionStep(a: TracePoint, b: TracePoint): number {
  if (a.position === null || b.position === null) return 0;
  const step = b.position - a.position;
  return step - Math.round(step);
}

function metresBetween(a: TracePoint, b: TracePoint): number {
  if (a.x === null || b.x === null || a.z === null || b.z === null) return 0;
  return Math.hypot(b.x - a.x, b.z - a.z);
}

export function fraction(value: number): number {
  const rest = value - Math.floor(value);
  return rest === 1 ? 0 : rest;
}
