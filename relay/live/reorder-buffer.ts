/**
 * Puts batches that overtook one another back in order, without ever delaying those that come in order. Pure:
 * time is given. What is held is bounded in number and time; nothing is dropped here.
 *
 * Requests of one publisher that overlap overtake one another in up to 4 % of cases. They come on different
 * connections and leave a gap in the packet ids that is wider than this publisher's usual step, so only such
 * a batch is held: at most `limits.reorderMs`, or until what was missing is there.
 */
import { limits } from '../../protocol/limits.ts';

export interface Orderable {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** Widest step between two of its packets; 0 for a single frame. */
  readonly step: number;
  readonly connection: object;
}

/** Steps between packet ids that are remembered as the usual ones. */
const stepsKept = 16;
/** Fewer steps than this say nothing about what is usual. */
const stepsNeeded = 4;
/** A gap this many times the widest usual step is a gap. */
const gapFactor = 1.5;

interface Held<B> {
  batch: B;
  until: number;
}

export class ReorderBuffer<B extends Orderable> {
  #held: Held<B>[] = [];
  #steps: number[] = [];
  /** Steps seen so far. */
  #stepsSeen = 0;
  #connection: object | null = null;
  #last: number | null = null;

  /** Takes a batch; returns what may go on now, in order. */
  offer(batch: B, now: number): B[] {
    const ready = this.due(now);
    const other = this.#connection !== null && this.#connection !== batch.connection;
    this.#connection = batch.connection;
    if (this.#isAfterGap(batch) && (other || this.#held.length > 0)) {
      this.#held.push({ batch, until: now + limits.reorderMs });
      this.#held.sort((a, b) => a.batch.first - b.batch.first);
      if (this.#held.length > limits.reorderBatchesMax) ready.push(...this.#releaseAll());
      return ready;
    }
    this.#pass(batch, ready);
    while (this.#held.length > 0 && !this.#isAfterGap(this.#held[0]!.batch)) {
      this.#pass(this.#held.shift()!.batch, ready);
    }
    return ready;
  }

  /** What has waited long enough, and all before it, in order. */
  due(now: number): B[] {
    if (!this.#held.some((one) => one.until <= now)) return [];
    return this.#releaseAll();
  }

  /** When `due` has something to give; null: nothing is held. */
  get nextDue(): number | null {
    if (this.#held.length === 0) return null;
    return Math.min(...this.#held.map((one) => one.until));
  }

  /** Gives back all that is held, in order (a new run begins, the session ends). */
  drain(): B[] {
    const all = this.#releaseAll();
    this.#steps = [];
    this.#stepsSeen = 0;
    this.#last = null;
    return all;
  }

  #releaseAll(): B[] {
    const released: B[] = [];
    for (const one of this.#held) this.#pass(one.batch, released);
    this.#held = [];
    return released;
  }

  #pass(batch: B, into: B[]): void {
    into.push(batch);
    if (this.#last !== null && batch.first > this.#last) this.#learn(batch.first - this.#last);
    if (batch.step > 0) {
      this.#learn(batch.step);
      this.#stepsSeen += batch.count - 2;
    }
    if (this.#last === null || batch.last > this.#last) this.#last = batch.last;
  }

  #learn(step: number): void {
    this.#stepsSeen++;
    this.#steps.push(step);
    if (this.#steps.length > stepsKept) this.#steps.shift();
  }

  #isAfterGap(batch: B): boolean {
    if (this.#last === null || this.#stepsSeen < stepsNeeded) return false;
    return batch.first - this.#last > gapFactor * Math.max(...this.#steps);
  }
}
