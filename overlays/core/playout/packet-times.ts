/**
 * Session time for frames without `t` (simple publishers send none): derived from packet ids and their rate. The times
 * never decrease. Pure.
 */
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';

/** The game counts 333.33 physics steps a second; a publisher's own counter may be anything. */
const gameMsPerPacket = 3;
/** Weight of each new measurement of the rate, and of the correction towards the arrival time. */
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

  /** @returns `t` of each frame, ms, ascending; if all frames have a `t`, theirs */
  timesOf(frames: readonly Partial<Frame>[], arrivedMs: number): number[] {
    if (frames.every((frame) => frame.t !== undefined)) return frames.map((frame) => frame.t!);
    const newest = frames.at(-1)!.packetId ?? 0;
    const steps = this.#newestPacket === null ? 0 : newest - this.#newestPacket;
    if (this.#newestPacket === null || steps <= 0 || steps > limits.packetJumpMax) {
      this.#newestT = Math.max(arrivedMs, this.#newestT);
    } else {
      const rate = (arrivedMs - this.#arrivedMs) / steps;
      // The first measurement counts fully, later ones are averaged: arrivals jitter, the source does not.
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
