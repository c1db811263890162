/**
 * Session time for samples that carry none (simple publishers send no `t`): made from packet ids and from how
 * fast they come. Pure; what it gives never goes back.
 */
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';

/** The game counts 333.33 physics steps a second; a publisher's own counter may be anything. */
const gameMsPerPacket = 3;
/** Share of each new observation of the pace, and of the difference to the arrival that is made up for. */
const rateShare = 0.1;
const driftShare = 0.05;

export class PacketTimes {
  #msPerPacket = gameMsPerPacket;
  #newestPacket: number | null = null;
  #newestT = 0;
  #arrivedMs = 0;
  #batches = 0;

  restart(): void {
    this.#newestPacket = null;
    this.#batches = 0;
    this.#msPerPacket = gameMsPerPacket;
  }

  /** @returns `t` of each frame, ms, ascending; frames that have their own keep it. */
  timesOf(frames: readonly Partial<Frame>[], arrivedMs: number): number[] {
    if (frames.every((frame) => frame.t !== undefined)) return frames.map((frame) => frame.t!);
    const newest = frames.at(-1)!.packetId ?? 0;
    const steps = this.#newestPacket === null ? 0 : newest - this.#newestPacket;
    if (this.#newestPacket === null || steps <= 0 || steps > limits.packetJumpMax) {
      this.#newestT = Math.max(arrivedMs, this.#newestT);
    } else {
      const rate = (arrivedMs - this.#arrivedMs) / steps;
      // The first pace is taken as it is, later ones are averaged: arrival jitters, the source does not.
      const share = this.#batches === 1 ? 1 : rateShare;
      const averaged = this.#msPerPacket + (rate - this.#msPerPacket) * share;
      this.#msPerPacket = Math.min(
        Math.max(averaged, limits.msPerPacketMin),
        limits.msPerPacketMax,
      );
      const advance = steps * this.#msPerPacket;
      const drift = arrivedMs - (this.#newestT + advance);
      this.#newestT += Math.max(advance + drift * driftShare, 0);
    }
    this.#newestPacket = newest;
    this.#arrivedMs = arrivedMs;
    this.#batches++;
    return frames.map(
      (frame) => this.#newestT - (newest - (frame.packetId ?? newest)) * this.#msPerPacket,
    );
  }
}
