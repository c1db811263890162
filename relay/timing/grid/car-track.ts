/**
 * One car on the track: how many laps it is from the start, and when it was at each place. Counts crossings of the line by
 * itself, because games count a lap some time after the line and some sources count none at all. Pure.
 */
import type { CarMotion } from '../../../protocol/cars.ts';

/** Faster than any car, m/s: what moves more was put there by the game. */
const fastestMps = 140;
/** Positions waver by this much, m. */
const waverM = 30;
/** In this part of the lap the game's count of laps is certain, as a share of it. */
const certain = { from: 0.08, to: 0.92 };
/** A count that differs for this long is the game's, ms. */
const differsMs = 1_500;
/** Nobody needs less for a lap, ms: a shorter lap time far round the lap began before the line. */
const shortestLapMs = 20_000;
/** Points of the history: four laps of 100 s at ten a second. */
const pointsKept = 4_096;
/** Points are this far apart at least, ms, unless the car has stopped in between. */
const pointsApartMs = 60;
const stoppedMs = 250;

/** When the car was at which place: points in a ring; places are laps from the start and ascend. */
class Passes {
  /** Session time of each point, ms, and its place, laps from the start; the oldest points are overwritten. */
  #t = new Float64Array(256);
  #place = new Float64Array(256);
  /** Number of points ever added. */
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  get newestPlace(): number {
    return this.#count === 0 ? Number.NEGATIVE_INFINITY : this.#place[this.#at(this.#count - 1)]!;
  }

  get newestT(): number {
    return this.#count === 0 ? Number.NEGATIVE_INFINITY : this.#t[this.#at(this.#count - 1)]!;
  }

  add(t: number, place: number): void {
    if (this.#count === this.#t.length && this.#t.length < pointsKept) {
      this.#t = doubled(this.#t);
      this.#place = doubled(this.#place);
    }
    const at = this.#at(this.#count);
    this.#t[at] = t;
    this.#place[at] = place;
    this.#count++;
  }

  #at(index: number): number {
    return index % this.#t.length;
  }

  /** When the car first was there, ms; null: not known. */
  timeAt(place: number): number | null {
    const oldest = Math.max(0, this.#count - this.#t.length);
    let low = oldest;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#place[this.#at(middle)]! >= place) high = middle;
      else low = middle + 1;
    }
    if (low === this.#count) return null;
    const after = this.#at(low);
    if (low === oldest) return this.#place[after] === place ? this.#t[after]! : null;
    const before = this.#at(low - 1);
    const from = this.#place[before]!;
    const apart = this.#place[after]! - from;
    const share = apart > 0 ? (place - from) / apart : 1;
    return this.#t[before]! + (this.#t[after]! - this.#t[before]!) * share;
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

export class CarTrack {
  readonly #passes = new Passes();
  /** The newest motion and its session time, ms. */
  #motion: CarMotion | null = null;
  #t = 0;
  /** Laps from the start with the share of the current one; negative before the line of the first lap. */
  #progress = 0;
  /** Since when the game counts other laps than we do, ms; null: it does not. */
  #differsSince: number | null = null;
  /** The source's last count of laps. */
  #reported = 0;
  /** The source counts laps: some never do. */
  #isCounting = false;
  /** When the line was crossed last, ms; null: it was not seen. */
  #crossedT: number | null = null;

  get progress(): number {
    return this.#progress;
  }

  get crossedT(): number | null {
    return this.#crossedT;
  }

  /**
   * Adds where the car is. Times ascend.
   * @param lengthM of the lap, m
   * @returns whether the game put the car somewhere else
   */
  add(t: number, motion: CarMotion, lengthM: number): boolean {
    const before = this.#motion;
    const sinceMs = t - this.#t;
    this.#motion = motion;
    this.#t = t;
    if (before !== null && motion.laps !== this.#reported) this.#isCounting = true;
    const isRestarted = before !== null && motion.laps < this.#reported;
    this.#reported = motion.laps;
    const place = Math.min(Math.max(motion.trackPosition, 0), 0.999_999_9);
    if (before === null || isRestarted) {
      this.#put(t, motion, place);
      return false;
    }
    if (isJump(before, motion, sinceMs)) {
      this.#put(t, motion, place, this.#progress);
      return true;
    }
    const last = this.#progress - Math.floor(this.#progress);
    let moved = place - last;
    moved -= Math.round(moved);
    if (Math.abs(moved) * lengthM > (fastestMps * sinceMs) / 1000 + waverM) {
      this.#put(t, motion, place, this.#progress);
      return true;
    }
    this.#move(t, sinceMs, moved);
    this.#correct(t, motion, place);
    return false;
  }

  /** @param before laps from the start until now; absent: the car is new, or its laps began again */
  #put(t: number, motion: CarMotion, place: number, before?: number): void {
    this.#passes.clear();
    this.#differsSince = null;
    this.#crossedT = null;
    this.#progress = motion.laps + place - (isBeforeLine(motion, place) ? 1 : 0);
    // Back in its box before the line, the car has not driven the rest of the lap.
    const isInPits = motion.inPit || motion.inPitLane;
    if (before !== undefined && isInPits && this.#progress > before + 0.01) this.#progress -= 1;
    this.#passes.add(t, this.#progress);
  }

  #move(t: number, sinceMs: number, moved: number): void {
    const from = this.#progress;
    const to = from + moved;
    this.#progress = to;
    const line = Math.floor(to);
    if (line > Math.floor(from)) {
      this.#crossedT = t - (sinceMs * (to - line)) / moved;
    }
    const passes = this.#passes;
    if (to <= passes.newestPlace || t - passes.newestT < pointsApartMs) return;
    const leftT = t - sinceMs;
    // The car stood here or crept: when it left is a point of its own.
    if (leftT - passes.newestT > stoppedMs) {
      passes.add(leftT, Math.min(Math.max(from, passes.newestPlace + 1e-9), to));
    }
    passes.add(t, to);
  }

  /** Takes over the game's count of laps when it differs for a while in a part of the lap where it is certain. */
  #correct(t: number, { laps }: CarMotion, place: number): void {
    const own = Math.floor(this.#progress);
    if (place < certain.from || place > certain.to || laps === own) {
      if (laps === own) this.#differsSince = null;
      return;
    }
    if (laps < own && !this.#isCounting) return;
    this.#differsSince ??= t;
    if (t - this.#differsSince < differsMs) return;
    this.#passes.clear();
    this.#progress += laps - own;
    this.#passes.add(t, this.#progress);
    this.#differsSince = null;
  }

  /**
   * When the car first was at a place, ms; null: not yet, or too long ago.
   * @param place laps from the start
   */
  timeAt(place: number): number | null {
    const known = this.#passes.timeAt(place);
    if (known !== null || place > this.#progress) return known;
    // Between the newest point and now.
    const { newestPlace, newestT } = this.#passes;
    if (place < newestPlace || this.#progress <= newestPlace) return null;
    return newestT + ((this.#t - newestT) * (place - newestPlace)) / (this.#progress - newestPlace);
  }
}

/** On the grid, or on the last metres of a lap that the game has begun to time already. */
function isBeforeLine({ currentLapMs, laps, speedKmh, inPit }: CarMotion, place: number): boolean {
  if (place < 0.5) return false;
  if (laps === 0 && speedKmh < 5 && !inPit && (currentLapMs ?? 0) === 0) return true;
  return currentLapMs !== null && currentLapMs < place * shortestLapMs;
}

/** The game put the car somewhere else. */
function isJump(before: CarMotion, now: CarMotion, sinceMs: number): boolean {
  const [ax, , az] = before.worldPosition;
  const [bx, , bz] = now.worldPosition;
  return Math.hypot(bx - ax, bz - az) > (fastestMps * sinceMs) / 1000 + waverM;
}
