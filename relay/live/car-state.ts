/** The latest value of every channel of one car. A page that joins gets it first. */
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { copyChannels } from '../../protocol/frame-check.ts';

/** ms of one physics step: the game counts packets at 333.33 Hz. */
const packetMs = 3;

export class CarState {
  /** Latest known value of every channel, with `t` and `lap` filled in. */
  latest: Partial<Frame> = {};
  /** Highest packet id shown in this run; -1 before the first. */
  highest = -1;
  /** Of the newest frame, ms; null before the first. */
  t: number | null = null;
  #firstPacket: number | null = null;
  readonly #startT: number;

  /** @param startT first `t` of a publisher without a clock, ms; keeps time continuous between its runs */
  constructor(startT = 0) {
    this.#startT = startT;
  }

  /**
   * Adds the next frame.
   * @param deltas the values that the relay adds for pages
   * @returns its `t`, computed from packet ids when the publisher sends none
   */
  addFrame(frame: Frame, lap: number, deltas: Partial<Frame> | null): number {
    this.#firstPacket ??= frame.packetId;
    const t = frame.t ?? this.#startT + (frame.packetId - this.#firstPacket) * packetMs;
    const { latest } = this;
    copyChannels(latest, frame);
    if (deltas !== null) copyChannels(latest, deltas);
    latest.t = t;
    latest.lap = frame.lap ?? lap;
    this.highest = frame.packetId;
    this.t = t;
    return t;
  }

  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    const picked: Record<string, unknown> = {};
    for (const name of names) {
      const value = this.latest[name];
      if (value !== undefined) picked[name] = value;
    }
    return picked as Partial<Frame>;
  }
}
