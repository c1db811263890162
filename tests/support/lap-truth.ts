/**
 * Computes lap times, delta to the best lap and litres a lap from what the car wrote, by another method than the
 * relay's, as the reference that tests compare with.
 */
import type { Written } from './page-drive.ts';

export interface TrueLap {
  readonly number: number;
  readonly lapMs: number;
  readonly valid: boolean;
}

interface Passage {
  readonly position: number;
  readonly ms: number;
}

/** The lap time drops by more than `fallMs` at the line; counters change within `reportMs`, for which the relay waits. */
const line = { fallMs: 1_000, reportMs: 220 };
/** A rise of the tank by more than this is refuelling, L. */
const refuelL = 0.05;
const lapsCounted = 5;
/** Deltas of this many samples are kept. */
const deltasKept = 1_000;

export class LapTruth {
  laps: readonly TrueLap[] = [];
  readonly #deltas = new Map<number, number>();
  #own: Passage[] = [];
  #whole = false;
  #best: readonly Passage[] | null = null;
  #bestMs = Infinity;
  /** Faster than the best lap, but perhaps not reported yet. */
  #next: readonly Passage[] | null = null;
  #before: Written | null = null;
  #fuelAtLine: number | null = null;
  #counts = true;
  readonly #burnt: number[] = [];

  /** Behind (+) or ahead (-) of the best lap at that sample, ms; undefined: there was nothing to compare with. */
  deltaAt(packetId: number): number | undefined {
    return this.#deltas.get(packetId);
  }

  /** Mean of the newest laps that count; null until there was one. */
  get fuelPerLapL(): number | null {
    const newest = this.#burnt.slice(-lapsCounted);
    if (newest.length === 0) return null;
    return newest.reduce((sum, one) => sum + one, 0) / newest.length;
  }

  add(written: Written, finished: readonly TrueLap[]): void {
    const before = this.#before;
    this.#before = written;
    if (before !== null && written.currentMs < before.currentMs - line.fallMs) {
      this.#line(written, finished);
    }
    if (written.inPitLane !== 0) this.#counts = false;
    if (before !== null && written.fuel > before.fuel + refuelL) this.#counts = false;
    const { trackPosition: position, currentMs: ms, packetId } = written;
    if (position > (this.#own.at(-1)?.position ?? -1)) this.#own.push({ position, ms });
    if (this.#next !== null && ms > line.reportMs) {
      this.#best = this.#next;
      this.#next = null;
    }
    // Until then either of the two laps may be the reference.
    if (!this.#whole || this.#best === null || this.#next !== null) return;
    this.#deltas.set(packetId, ms - timeAt(this.#best, position));
    if (this.#deltas.size > deltasKept) this.#deltas.delete(this.#deltas.keys().next().value!);
  }

  #line({ fuel }: Written, finished: readonly TrueLap[]): void {
    this.laps = [...finished];
    const done = this.laps.at(-1)!;
    if (this.#whole && done.valid && done.lapMs < this.#bestMs) {
      this.#bestMs = done.lapMs;
      this.#next = [{ position: 0, ms: 0 }, ...this.#own, { position: 1, ms: done.lapMs }];
    }
    if (this.#whole && this.#counts && this.#fuelAtLine !== null) {
      this.#burnt.push(this.#fuelAtLine - fuel);
    }
    this.#fuelAtLine = fuel;
    this.#counts = true;
    this.#own = [];
    this.#whole = true;
  }
}

/** Between the passages before and after a place. */
function timeAt(passages: readonly Passage[], position: number): number {
  let low = 0;
  let high = passages.length - 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (passages[middle]!.position <= position) low = middle;
    else high = middle;
  }
  const a = passages[low]!;
  const b = passages[high]!;
  return a.ms + ((b.ms - a.ms) * (position - a.position)) / (b.position - a.position);
}
