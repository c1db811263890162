/** The columns of a lap's frames that give the time and place of each frame. Pure. */
import type { Frame } from '../../protocol/frame.ts';
import { placesFromLine } from '../timing/lap-position.ts';
import {
  type LapPackets,
  type LapTimeline,
  lapPacketsOf,
  lapTimeline,
  type TimelineColumns,
} from '../timing/lap-timeline.ts';
import { lowerBound } from '../timing/lower-bound.ts';

/** Numbers at full precision that grow frame by frame: ms, packet ids, places. */
class NumberColumn {
  #values = new Float64Array(1_024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** Values that only some frames carry. The frames' indices are stored from the first frame without a value on. */
export class SparseColumn {
  #values = new Float32Array(256);
  #frames: Uint32Array | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param frame index of the frame, from 0; higher than that of the previous value */
  push(frame: number, value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float32Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    if (this.#frames === null && frame !== this.#length) {
      this.#frames = Uint32Array.from({ length: this.#values.length }, (_, i) => i);
    }
    if (this.#frames !== null) {
      if (this.#frames.length < this.#values.length) {
        const grown = new Uint32Array(this.#values.length);
        grown.set(this.#frames);
        this.#frames = grown;
      }
      this.#frames[this.#length] = frame;
    }
    this.#values[this.#length++] = value;
  }

  /** The values of the frames from `first` up to, but not including, `end`, with the index of each frame. */
  between(first: number, end: number): { frames: ArrayLike<number>; values: Float32Array } {
    const frames =
      this.#frames?.subarray(0, this.#length) ??
      Uint32Array.from({ length: this.#length }, (_, i) => i);
    const from = lowerBound(frames, first);
    const to = lowerBound(frames, end);
    return { frames: frames.subarray(from, to), values: this.#values.subarray(from, to) };
  }
}

export class LapColumns {
  readonly #packetId = new NumberColumn();
  readonly #t = new NumberColumn();
  readonly #clockMs = new NumberColumn();
  readonly #lap = new NumberColumn();
  readonly #position = new NumberColumn();
  #lastPacket = -1;

  /** @returns false: the frame is a repeat and is left out */
  push(frame: Frame, lap: number): boolean {
    if (frame.packetId <= this.#lastPacket) return false;
    this.#lastPacket = frame.packetId;
    this.#packetId.push(frame.packetId);
    this.#t.push(frame.t ?? Number.NaN);
    this.#clockMs.push(frame.currentLapTime ?? Number.NaN);
    this.#lap.push(lap);
    this.#position.push(frame.trackPosition ?? Number.NaN);
    return true;
  }

  get values(): TimelineColumns {
    return {
      packetId: this.#packetId.values,
      t: this.#t.values,
      clockMs: this.#clockMs.values,
      lap: this.#lap.values,
    };
  }

  /** @param known the stored packets of the lap; null: they are found from the frames */
  timeline(lap: number, lapMs: number | null, known: LapPackets | null): LapTimeline | null {
    const { values } = this;
    return lapTimeline(values, lap, known ?? lapPacketsOf(values, lap, lapMs));
  }

  /** The place of each frame of a timeline; null: not published. */
  places(timeline: LapTimeline): Float64Array | null {
    const { first, timesMs } = timeline;
    const position = this.#position.values.subarray(first, first + timesMs.length);
    return placesFromLine(position, timeline);
  }
}
