/** What is needed of a lap's frames to say when and where each was driven, as columns. Pure. */
import type { Frame } from '../../protocol/frame.ts';
import { placesFromLine } from '../timing/lap-position.ts';
import {
  type LapSpan,
  type LapTimeline,
  lapSpanOf,
  lapTimeline,
  type SpanColumns,
} from '../timing/lap-span.ts';
import { NumberColumn } from './growing-column.ts';

export class LapColumns {
  readonly #packetId = new NumberColumn();
  readonly #t = new NumberColumn();
  readonly #clockMs = new NumberColumn();
  readonly #lap = new NumberColumn();
  readonly #position = new NumberColumn();
  #lastPacket = -1;

  /** @returns false: a frame that was there already, which is left out. */
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

  get span(): SpanColumns {
    return {
      packetId: this.#packetId.values,
      t: this.#t.values,
      clockMs: this.#clockMs.values,
      lap: this.#lap.values,
    };
  }

  /** @param known what is stored of the lap's span; null: it is found from the frames */
  timeline(lap: number, lapMs: number | null, known: LapSpan | null): LapTimeline | null {
    const { span } = this;
    return lapTimeline(span, lap, known ?? lapSpanOf(span, lap, lapMs));
  }

  /** The place of each frame of a timeline; null: not told. */
  places(timeline: LapTimeline): Float64Array | null {
    const { first, timesMs } = timeline;
    const position = this.#position.values.subarray(first, first + timesMs.length);
    return placesFromLine(position, timeline);
  }
}
