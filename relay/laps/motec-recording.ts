/** Collects the channels of a MoTeC file frame by frame and resamples them to even rates. Pure. */
import { type Blend, channelByName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { LapTimeline } from '../timing/lap-timeline.ts';
import { SparseColumn } from './lap-columns.ts';
import { type MotecChannel, motecChannels, motecValue } from './motec-channels.ts';
import { rateOf, resample, type Series, sampleCount } from './resample.ts';

/** A channel of the file. */
export interface RecordedChannel {
  readonly channel: MotecChannel;
  readonly hz: number;
  readonly count: number;
  /** Computed on each call and not kept. */
  samples(): Float32Array<ArrayBuffer>;
}

export class MotecRecording {
  readonly #columns = motecChannels.map(() => new SparseColumn());
  #frames = 0;

  push(frame: Frame): void {
    for (const [i, channel] of motecChannels.entries()) {
      const value = motecValue(channel, frame);
      if (value !== null) this.#columns[i]!.push(this.#frames, value);
    }
    this.#frames++;
  }

  /**
   * The channels that have a value within the lap.
   * @param places of the timeline's frames, measured from the line; null: not published
   * @param startMs first moment of the data on the timeline
   * @param endMs last moment of the data on the timeline
   */
  channels(
    timeline: LapTimeline,
    places: Float64Array | null,
    startMs: number,
    endMs: number,
  ): RecordedChannel[] {
    // All series of a long lap together would be large, so each is computed when it is needed.
    const seriesOf = (index: number, blend: Blend) => this.#series(index, blend, timeline, places);
    const found: { index: number; blend: Blend; hz: number }[] = [];
    for (const [index, channel] of motecChannels.entries()) {
      const { blend } = channelByName.get(channel.from)!;
      const series = seriesOf(index, blend);
      if (series.values.length === 0) continue;
      found.push({ index, blend, hz: rateOf(series, limits.sampleHzMax) });
    }
    // The fastest channels get a sample at the line or right after it, with the value at the line.
    const hzMost = Math.max(1, ...found.map(({ hz }) => hz));
    const steps = Math.ceil(((endMs - startMs) * hzMost) / 1000 - 1e-6);
    const untilMs = startMs + (steps * 1000) / hzMost;
    return found.map(({ index, blend, hz }) => {
      const channel = motecChannels[index]!;
      const count = sampleCount(startMs, untilMs, hz);
      const samples = () => {
        const isTime = channel.from === 'currentLapTime';
        const series = isTime ? lapTime(startMs, endMs) : seriesOf(index, blend);
        return resample(series, blend, startMs, endMs, hz, count);
      };
      return { channel, hz, count, samples };
    });
  }

  /** The values within the lap and, for interpolation at the line, the one past it. */
  #series(index: number, blend: Blend, timeline: LapTimeline, places: Float64Array | null): Series {
    const { first, end, hasPast, timesMs } = timeline;
    const until = hasPast && blend === 'linear' ? end + 1 : end;
    const { frames, values } = this.#columns[index]!.between(first, until);
    const times = Float64Array.from(frames, (frame) => timesMs[frame - first]!);
    if (motecChannels[index]!.from !== 'trackPosition') return { times, values };
    if (places === null) return { times: [], values: [] };
    return { times, values: Float64Array.from(frames, (frame) => places[frame - first]!) };
  }
}

/** The lap time as a series, s. It equals the time on the timeline. */
function lapTime(startMs: number, endMs: number): Series {
  return { times: [startMs, endMs], values: [startMs / 1000, endMs / 1000] };
}
