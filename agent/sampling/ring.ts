/**
 * Passes samples from the sampling thread to the main thread through a ring in shared memory. One writer, one reader,
 * no locks. A full ring drops the new sample and counts it.
 */
import { limits } from '../../protocol/limits.ts';
import { createSample, type MemorySample, snapshotBytes } from './snapshot.ts';

/** Words of the head: samples written, read and dropped so far; the reader sleeps; the writer must stop. */
const headWords = { written: 0, read: 1, dropped: 2, sleeping: 3, stopped: 4 } as const;
const headWordsBytes = 64;

const statNames = [
  'polls',
  'lateMs',
  'samples',
  'tornReads',
  'tornSamples',
  'opened',
  'stepMs',
] as const;
/**
 * Counts of the sampling thread, for people:
 *
 * | name | meaning |
 * |---|---|
 * | polls | reads of the packet id |
 * | lateMs | total lateness of polls that were late by more than a ms |
 * | samples | samples taken |
 * | tornReads | copies during which the game wrote |
 * | tornSamples | samples given up after too many torn reads |
 * | opened | how often the pages were opened |
 * | stepMs | measured length of a physics step, ms |
 */
export type SamplerStats = Record<(typeof statNames)[number], number>;

const headBytes = headWordsBytes + statNames.length * 8;
/** Each slot: time (8 bytes), still (8 bytes), the snapshot; a multiple of 8. */
const slotHeadBytes = 16;
const slotBytes = slotHeadBytes + Math.ceil(snapshotBytes / 8) * 8;

/** @param slots a power of two, because the counters wrap */
export function createRingMemory(slots: number = limits.samplesWaitingMax): SharedArrayBuffer {
  if ((slots & (slots - 1)) !== 0) throw new Error('The slots of a ring are a power of two.');
  return new SharedArrayBuffer(headBytes + slots * slotBytes);
}

/** Numbers in shared memory under their names. */
function statsIn(memory: SharedArrayBuffer): SamplerStats {
  const values = new Float64Array(memory, headWordsBytes, statNames.length);
  const stats = {} as SamplerStats;
  statNames.forEach((name, i) => {
    Object.defineProperty(stats, name, {
      enumerable: true,
      get: () => values[i],
      set: (value: number) => {
        values[i] = value;
      },
    });
  });
  return stats;
}

/** The shared memory as both ends see it. */
class RingMemory {
  readonly stats: SamplerStats;
  readonly head: Int32Array;
  readonly floats: Float64Array;
  readonly slots: number;

  constructor(memory: SharedArrayBuffer) {
    this.head = new Int32Array(memory, 0, headWordsBytes / 4);
    this.floats = new Float64Array(memory);
    this.stats = statsIn(memory);
    this.slots = (memory.byteLength - headBytes) / slotBytes;
  }

  /** Byte offset of the slot that the sample number `count` is in. */
  slotAt(count: number): number {
    return headBytes + (count & (this.slots - 1)) * slotBytes;
  }

  load(word: keyof typeof headWords): number {
    return Atomics.load(this.head, headWords[word]);
  }
}

/** The sampling thread's end. */
export class RingWriter {
  /** Written here and read by the reader. */
  readonly stats: SamplerStats;
  /** The ring's memory; a snapshot is written where `reserve` says. */
  readonly buffer: Uint8Array;
  readonly #ring: RingMemory;

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new RingMemory(memory);
    this.stats = this.#ring.stats;
    this.buffer = new Uint8Array(memory);
  }

  get stopped(): boolean {
    return this.#ring.load('stopped') !== 0;
  }

  /** @returns the offset for the next snapshot, or -1 when the ring is full; then the sample counts as dropped */
  reserve(): number {
    const written = this.#ring.load('written');
    if (((written - this.#ring.load('read')) | 0) >= this.#ring.slots) {
      Atomics.add(this.#ring.head, headWords.dropped, 1);
      return -1;
    }
    return this.#ring.slotAt(written) + slotHeadBytes;
  }

  /**
   * Hands over the snapshot at the reserved offset.
   * @returns true when the reader sleeps and must be woken
   */
  commit(atMs: number, still: boolean): boolean {
    const written = this.#ring.load('written');
    const slot = this.#ring.slotAt(written) / 8;
    this.#ring.floats[slot] = atMs;
    this.#ring.floats[slot + 1] = still ? 1 : 0;
    Atomics.store(this.#ring.head, headWords.written, (written + 1) | 0);
    return Atomics.exchange(this.#ring.head, headWords.sleeping, 0) === 1;
  }
}

/** The reading end. */
export class RingReader {
  readonly stats: Readonly<SamplerStats>;
  readonly #ring: RingMemory;
  readonly #sample = createSample();
  readonly #snapshots: Uint8Array[] = [];

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new RingMemory(memory);
    this.stats = this.#ring.stats;
    for (let slot = 0; slot < this.#ring.slots; slot++) {
      const start = this.#ring.slotAt(slot) + slotHeadBytes;
      this.#snapshots.push(new Uint8Array(memory, start, snapshotBytes));
    }
  }

  /** The oldest waiting sample, valid until the next call; null: none waits. */
  next(): MemorySample | null {
    const read = this.#ring.load('read');
    if (read === this.#ring.load('written')) return null;
    const slot = this.#ring.slotAt(read) / 8;
    this.#sample.atMs = this.#ring.floats[slot]!;
    this.#sample.still = this.#ring.floats[slot + 1] === 1;
    this.#sample.bytes.set(this.#snapshots[read & (this.#ring.slots - 1)]!);
    Atomics.store(this.#ring.head, headWords.read, (read + 1) | 0);
    return this.#sample;
  }

  /** @returns true when the reader will be woken; false when a sample arrived meanwhile: read it first */
  sleep(): boolean {
    Atomics.store(this.#ring.head, headWords.sleeping, 1);
    if (this.#ring.load('read') === this.#ring.load('written')) return true;
    // The writer may have seen the flag already; an extra wake-up is harmless.
    Atomics.store(this.#ring.head, headWords.sleeping, 0);
    return false;
  }

  /** Ends the writer. */
  stop(): void {
    Atomics.store(this.#ring.head, headWords.stopped, 1);
  }

  /** Samples dropped because the reader was too slow. */
  get dropped(): number {
    return this.#ring.load('dropped');
  }
}
