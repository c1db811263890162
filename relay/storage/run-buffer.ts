/**
 * The unwritten frames of one run, by lap, each once: a frame whose packet id waits already is left out, and one that is on disk
 * already is left out by `chunk-writing.ts`. Decides when frames are due; `writer.ts` has the timer, and writes them to the store.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { mergeFrames } from './chunk-plan.ts';
import type { Chunk } from './store.ts';

interface LapBuffer {
  /** Ascending by packetId, no packetId twice. */
  frames: Frame[];
  /** When the first of these frames arrived, ms. */
  since: number;
  /** The lap is over or a reader asked, so these are due now. */
  isDue: boolean;
}

export class RunBuffer {
  readonly #laps = new Map<number, LapBuffer>();
  #newestLap = 0;
  /** When the first frame of the newest lap arrived, ms. */
  newestLapSince = Number.NEGATIVE_INFINITY;
  /** Handed to the database, not confirmed yet. */
  #inFlight: Chunk[] = [];
  /** Frames that are not confirmed, those in flight included. */
  #waiting = 0;

  /** How many frames are not confirmed on disk. */
  get waiting(): number {
    return this.#waiting;
  }

  get inFlight(): readonly Chunk[] {
    return this.#inFlight;
  }

  /**
   * @param frames of one lap, ascending by packetId
   * @returns how many were added; the others are in the buffer already
   */
  add(lap: number, frames: readonly Frame[], now: number): number {
    if (frames.length === 0) return 0;
    if (lap > this.#newestLap) {
      this.#newestLap = lap;
      this.newestLapSince = now;
      for (const buffer of this.#laps.values()) buffer.isDue = true;
    }
    const buffer = this.#laps.get(lap);
    if (buffer === undefined) {
      const own = [...dropRepeats(frames)];
      this.#laps.set(lap, { frames: own, since: now, isDue: false });
      this.#waiting += own.length;
      return own.length;
    }
    const before = buffer.frames.length;
    if (frames[0]!.packetId > (buffer.frames.at(-1)?.packetId ?? -1)) {
      for (const frame of dropRepeats(frames)) buffer.frames.push(frame);
    } else {
      buffer.frames = mergeFrames(buffer.frames, dropRepeats(frames));
    }
    const added = buffer.frames.length - before;
    this.#waiting += added;
    return added;
  }

  /** Makes all frames due now. */
  flush(): void {
    for (const buffer of this.#laps.values()) buffer.isDue = true;
  }

  /** When the next write is due, ms; null: the buffer is empty. */
  dueAt(): number | null {
    if (this.#inFlight.length > 0) return 0;
    let due: number | null = null;
    for (const buffer of this.#laps.values()) {
      const at = dueAt(buffer);
      if (due === null || at < due) due = at;
    }
    return due;
  }

  /** What to write now, oldest lap first. Returns the same chunks until `confirmWrite` is called. */
  dueChunks(now: number): readonly Chunk[] {
    if (this.#inFlight.length > 0) return this.#inFlight;
    let room: number = limits.transactionFramesMax;
    for (const lap of [...this.#laps.keys()].sort((a, b) => a - b)) {
      const buffer = this.#laps.get(lap)!;
      if (room === 0 || dueAt(buffer) > now) continue;
      const frames = buffer.frames.splice(0, room);
      this.#inFlight.push({ lap, frames });
      room -= frames.length;
      if (buffer.frames.length === 0) this.#laps.delete(lap);
    }
    return this.#inFlight;
  }

  /** The chunks in flight are on disk, or given up. */
  confirmWrite(): void {
    for (const chunk of this.#inFlight) this.#waiting -= chunk.frames.length;
    this.#inFlight = [];
  }

  /** When the oldest frame that is not in flight arrived, ms; null: there is none. */
  oldest(): number | null {
    let oldest: number | null = null;
    for (const { since } of this.#laps.values()) {
      if (oldest === null || since < oldest) oldest = since;
    }
    return oldest;
  }

  /** Drops frames of the lap with the oldest frame. @returns how many */
  dropOldest(count: number): number {
    const oldest = this.oldest();
    for (const [lap, buffer] of this.#laps) {
      if (buffer.since !== oldest) continue;
      const dropped = Math.min(count, buffer.frames.length);
      buffer.frames = buffer.frames.slice(dropped);
      if (buffer.frames.length === 0) this.#laps.delete(lap);
      this.#waiting -= dropped;
      return dropped;
    }
    return 0;
  }

  /** Highest packet that is not confirmed on disk; null: the buffer is empty. */
  highestWaiting(): number | null {
    let highest: number | null = null;
    for (const { frames } of [...this.#inFlight, ...this.#laps.values()]) {
      const last = frames.at(-1)?.packetId;
      if (last !== undefined && (highest === null || last > highest)) highest = last;
    }
    return highest;
  }

  /** Lowest packet that is not confirmed on disk; null: the buffer is empty. */
  lowestWaiting(): number | null {
    let lowest: number | null = null;
    for (const { frames } of [...this.#inFlight, ...this.#laps.values()]) {
      const first = frames[0]?.packetId;
      if (first !== undefined && (lowest === null || first < lowest)) lowest = first;
    }
    return lowest;
  }
}

function dueAt(buffer: LapBuffer): number {
  if (buffer.isDue || buffer.frames.length >= limits.chunkFramesMax) return 0;
  return buffer.since + limits.storeWaitMs;
}

/** A batch may contain a packetId twice; the first one is kept. */
function dropRepeats(frames: readonly Frame[]): readonly Frame[] {
  for (let i = 1; i < frames.length; i++) {
    if (frames[i]!.packetId === frames[i - 1]!.packetId) {
      return frames.filter((frame, k) => k === 0 || frame.packetId !== frames[k - 1]!.packetId);
    }
  }
  return frames;
}
