/**
 * A stored lap as a stream: which of its samples are due at a moment, played in a loop at some speed. Pure; what
 * it gives goes the same way as frames that come from the relay.
 */
import type { Frame } from '../../protocol/frame.ts';

export interface ReplayOptions {
  /** 1 = as it was driven. */
  readonly speed: number;
  /** Where each round begins, seconds into the lap. */
  readonly startS: number;
}

export interface Due {
  /** In order, their `t` in the time of the page: ms since the round began. */
  readonly frames: Partial<Frame>[];
  /** These are the first of a round: what was shown before does not go on. */
  readonly begins: boolean;
}

/** Between two rounds the last picture stands for a moment, ms. */
const pauseMs = 1_000;
/** Of a lap without times: the physics steps are 3 ms long. */
const packetMs = 3;

export class ReplayPlayer {
  readonly #frames: readonly { readonly atMs: number; readonly frame: Partial<Frame> }[];
  readonly #lengthMs: number;
  #beganMs: number | null = null;
  #next = 0;

  /** @param frames of one lap, in order */
  constructor(frames: readonly Partial<Frame>[], { speed, startS }: ReplayOptions) {
    const timed = frames.map((frame) => ({
      frame,
      t: frame.t ?? (frame.packetId ?? 0) * packetMs,
    }));
    const firstT = timed[0]?.t ?? 0;
    const lengthMs = (timed.at(-1)?.t ?? 0) - firstT;
    // A start behind the end would leave nothing to show.
    const startT = firstT + (startS * 1000 < lengthMs ? startS * 1000 : 0);
    this.#frames = timed
      .filter(({ t }) => t >= startT)
      .map(({ t, frame }) => {
        const atMs = (t - startT) / speed;
        return { atMs, frame: { ...frame, t: atMs } };
      });
    this.#lengthMs = this.#frames.at(-1)?.atMs ?? 0;
  }

  /** What is due since the last call. Call with times that do not go back. */
  due(nowMs: number): Due {
    let begins = false;
    if (this.#beganMs === null || nowMs - this.#beganMs > this.#lengthMs + pauseMs) {
      this.#beganMs = nowMs;
      this.#next = 0;
      begins = this.#frames.length > 0;
    }
    const frames: Partial<Frame>[] = [];
    while (
      this.#next < this.#frames.length &&
      this.#frames[this.#next]!.atMs <= nowMs - this.#beganMs
    ) {
      frames.push(this.#frames[this.#next]!.frame);
      this.#next++;
    }
    return { frames, begins };
  }
}
