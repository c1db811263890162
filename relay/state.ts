/**
 * The latest state of one car, made from its frames: what a page that joins sees first. One writer, no clock of
 * its own; must never hold more than one value per channel.
 */
import { type ChannelName, channelNames } from '../protocol/channels.ts';
import type { Frame } from '../protocol/frame.ts';

/** ms of one physics step: the game counts packets at 333.33 Hz. */
export const packetMs = 3;

export class CarState {
  /** Latest known value of every channel, with `t` and `lap` filled in. */
  latest: Partial<Frame> = {};
  /** Highest packet id shown in this run; -1 before the first. */
  highest = -1;
  /** Of the newest frame, ms; null before the first. */
  t: number | null = null;
  #firstPacket: number | null = null;
  #firstT = 0;

  /**
   * Begins a new run.
   * @param t where the time of a publisher without a clock goes on, so that its viewers see no gap
   */
  reset(t: number): void {
    this.latest = {};
    this.highest = -1;
    this.t = null;
    this.#firstPacket = null;
    this.#firstT = t;
  }

  /**
   * Takes the next frame.
   * @returns the frame as pages see it, with `t` and `lap`; the same object where it has both
   */
  take(frame: Frame, lap: number): Frame {
    this.#firstPacket ??= frame.packetId;
    const t = frame.t ?? this.#firstT + (frame.packetId - this.#firstPacket) * packetMs;
    const seen =
      frame.t === undefined || frame.lap === undefined
        ? { ...frame, t, lap: frame.lap ?? lap }
        : frame;
    merge(this.latest, seen);
    this.highest = frame.packetId;
    this.t = t;
    return seen;
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

/** Only channels: an unknown field of a publisher must not pile up here. */
export function merge(into: Partial<Frame>, frame: Partial<Frame>): void {
  const target = into as Record<string, unknown>;
  for (const name of channelNames) {
    const value = frame[name];
    if (value !== undefined) target[name] = value;
  }
}
