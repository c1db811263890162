/**
 * Puts batches that arrived out of order back in order. Batches that arrive in order are never delayed. Number and
 * time of waiting batches are bounded. None is dropped here: frames that came before are left out by `live-run.ts` for viewers,
 * by `storage/run-buffer.ts` and `storage/chunk-writing.ts` for the database. Pure: the caller passes the time.
 *
 * Up to 4 % of overlapping requests of one publisher arrive out of order. They use different connections and leave a
 * gap in the packet ids that is wider than the usual step. Only such a batch waits: until the missing one arrives, or
 * for `limits.reorderMs`.
 */
import { limits } from '../../protocol/limits.ts';
import type { Batch } from './batch.ts';

/** Number of recent steps between packet ids that define the usual step. */
const stepsKept = 16;
/** Steps needed before a gap can be detected. */
const stepsNeeded = 4;
/** A gap is wider than the widest usual step by this factor. */
const gapFactor = 1.5;

export class ReorderBuffer {
  /** Each waits until a time, ms on the relay's clock. */
  #held: { readonly batch: Batch; readonly until: number }[] = [];
  #steps: number[] = [];
  /** Steps seen so far. */
  #stepsSeen = 0;
  #connection: object | null = null;
  #last: number | null = null;

  /**
   * Adds a batch.
   * @param batch of one run, ascending by `packetId`
   * @returns the batches that are ready now, in order
   */
  offer(batch: Batch, now: number): Batch[] {
    const ready = this.due(now);
    const other = this.#connection !== null && this.#connection !== batch.connection;
    this.#connection = batch.connection;
    if (this.#isAfterGap(batch) && (other || this.#held.length > 0)) {
      this.#held.push({ batch, until: now + limits.reorderMs });
      this.#held.sort((a, b) => firstPacket(a.batch) - firstPacket(b.batch));
      if (this.#held.length > limits.reorderBatchesMax) ready.push(...this.#releaseAll());
      return ready;
    }
    this.#pass(batch, ready);
    while (this.#held.length > 0 && !this.#isAfterGap(this.#held[0]!.batch)) {
      this.#pass(this.#held.shift()!.batch, ready);
    }
    return ready;
  }

  /** Batches that have waited long enough, and all before them, in order. */
  due(now: number): Batch[] {
    if (!this.#held.some((one) => one.until <= now)) return [];
    return this.#releaseAll();
  }

  /** When the next batch is due, ms on the relay's clock; null: none waits. */
  get nextDue(): number | null {
    if (this.#held.length === 0) return null;
    return Math.min(...this.#held.map((one) => one.until));
  }

  /** Removes all waiting batches, in order, when a run ends. */
  drain(): Batch[] {
    const all = this.#releaseAll();
    this.#steps = [];
    this.#stepsSeen = 0;
    this.#last = null;
    return all;
  }

  #releaseAll(): Batch[] {
    const released: Batch[] = [];
    for (const one of this.#held) this.#pass(one.batch, released);
    this.#held = [];
    return released;
  }

  #pass(batch: Batch, into: Batch[]): void {
    into.push(batch);
    const { frames } = batch;
    const first = firstPacket(batch);
    const last = frames.at(-1)!.packetId;
    if (this.#last !== null && first > this.#last) this.#learn(first - this.#last);
    const step = widestStep(frames);
    if (step > 0) {
      this.#learn(step);
      this.#stepsSeen += frames.length - 2;
    }
    if (this.#last === null || last > this.#last) this.#last = last;
  }

  #learn(step: number): void {
    this.#stepsSeen++;
    this.#steps.push(step);
    if (this.#steps.length > stepsKept) this.#steps.shift();
  }

  #isAfterGap(batch: Batch): boolean {
    if (this.#last === null || this.#stepsSeen < stepsNeeded) return false;
    return firstPacket(batch) - this.#last > gapFactor * Math.max(...this.#steps);
  }
}

function firstPacket({ frames }: Batch): number {
  return frames[0]!.packetId;
}

/** Widest step between two packets of a batch; 0 for a single frame. */
function widestStep(frames: Batch['frames']): number {
  let widest = 0;
  for (let i = 1; i < frames.length; i++) {
    widest = Math.max(widest, frames[i]!.packetId - frames[i - 1]!.packetId);
  }
  return widest;
}
