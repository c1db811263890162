/**
 * The time at which a car passed each place of the track on one lap: what other laps are compared with. Pure.
 */
import { limits } from '../../protocol/limits.ts';

/** Further apart than this share of the track, two samples tell nothing of what is between. */
const holeShare = 0.03;
/** A lap is known from line to line when it was seen this close to both. */
const edgeShare = 0.02;

export class LapTrace {
  #positions = new Float64Array(4096);
  #times = new Float64Array(4096);
  #length = 0;
  #broken = false;

  /** Nothing can be compared with it: it jumped, has holes, or did not begin at the line. */
  get broken(): boolean {
    return this.#broken;
  }

  get length(): number {
    return this.#length;
  }

  /** Where the newest sample is, 0…1; null before the first. */
  get position(): number | null {
    return this.#length === 0 ? null : this.#positions[this.#length - 1]!;
  }

  /**
   * Takes the next sample of the lap.
   * @param position 0…1 along the track
   * @param timeMs since the line
   */
  add(position: number, timeMs: number): void {
    if (this.#broken) return;
    const last = this.position ?? 0;
    if (this.#length === 0 && position > edgeShare) this.#broken = true;
    if (position - last > holeShare || position < last - holeShare) this.#broken = true;
    // Standing still, or rolling back a little: the first time at a place counts.
    if (this.#broken || (this.#length > 0 && position <= last)) return;
    if (this.#length === limits.traceSamplesMax) {
      this.#broken = true;
      return;
    }
    if (this.#length === this.#positions.length) this.#grow();
    this.#positions[this.#length] = position;
    this.#times[this.#length] = timeMs;
    this.#length++;
  }

  /** The lap is over. @returns whether it can be compared with */
  finish(lapTimeMs: number): boolean {
    const last = this.position;
    if (this.#broken || last === null || 1 - last > edgeShare) return false;
    if (lapTimeMs < this.#times[this.#length - 1]!) return false;
    this.add(1, lapTimeMs);
    return !this.#broken;
  }

  /** When this lap was at a place, ms since its line. 0 at the line. */
  timeAt(position: number): number {
    let low = 0;
    let high = this.#length - 1;
    if (high < 0) return 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#positions[middle]! < position) low = middle + 1;
      else high = middle;
    }
    const toPosition = this.#positions[low]!;
    const toTime = this.#times[low]!;
    if (position >= toPosition) return toTime;
    const fromPosition = low === 0 ? 0 : this.#positions[low - 1]!;
    const fromTime = low === 0 ? 0 : this.#times[low - 1]!;
    const share = (position - fromPosition) / (toPosition - fromPosition);
    return fromTime + (toTime - fromTime) * share;
  }

  #grow(): void {
    const positions = new Float64Array(this.#positions.length * 2);
    const times = new Float64Array(this.#times.length * 2);
    positions.set(this.#positions);
    times.set(this.#times);
    this.#positions = positions;
    this.#times = times;
  }
}
