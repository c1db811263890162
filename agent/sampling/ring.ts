/**
 * The way of the samples from the sampling thread to the rest of the agent: a ring in memory that both threads
 * share. One writer, one reader, nobody waits. When it is full the new sample is left out and counted.
 */
import { limits } from '../../protocol/limits.ts';
import { createSample, type MemorySample, snapshotBytes } from './snapshot.ts';

/** Words of the head: samples written and read so far, samples left out, the reader sleeps, everything ends. */
const headWords = { written: 0, read: 1, dropped: 2, sleeping: 3, stopped: 4 } as const;
const headWordsBytes = 64;

const statNames = [
  'looks',
  'lateMs',
  'samples',
  'tornReads',
  'tornSamples',
  'opened',
  'stepMs',
] as const;
/**
 * Counts of the sampling thread, for people: looks at the packet id, the time by which the system woke the thread too
 * late for them (all that was more than a ms), samples taken, copies that had changed, samples given up for that,
 * times the pages were opened, measured length of a physics step in ms.
 */
export type SamplerStats = Record<(typeof statNames)[number], number>;

const headBytes = headWordsBytes + statNames.length * 8;
/** Each slot: time (8 bytes), still (8 bytes), the snapshot; a multiple of 8. */
const slotHeadBytes = 16;
const slotBytes = slotHeadBytes + Math.ceil(snapshotBytes / 8) * 8;

/** @param slots a power of two, so that the counters may wrap. */
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
  /** Counts that this end keeps and the reader shows. */
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

  /** Where the next snapshot is to be written, or -1 when the ring is full (counted as left out). */
  reserve(): number {
    const written = this.#ring.load('written');
    if (((written - this.#ring.load('read')) | 0) >= this.#ring.slots) {
      Atomics.add(this.#ring.head, headWords.dropped, 1);
      return -1;
    }
    return this.#ring.slotAt(written) + slotHeadBytes;
  }

  /**
   * Hands over the snapshot written where `reserve` said.
   * @returns true when the reader sleeps and has to be woken.
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

  /** The oldest sample that waits, or null. It is valid until the next call. */
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

  /** Says that the reader wants to be woken. False when a sample came in meanwhile: read on instead. */
  sleep(): boolean {
    Atomics.store(this.#ring.head, headWords.sleeping, 1);
    if (this.#ring.load('read') === this.#ring.load('written')) return true;
    // Taken back, unless the writer has seen it and rings: one ring too many does no harm.
    Atomics.store(this.#ring.head, headWords.sleeping, 0);
    return false;
  }

  /** Tells the writer to end. */
  stop(): void {
    Atomics.store(this.#ring.head, headWords.stopped, 1);
  }

  /** Samples that were left out because nobody read for too long. */
  get dropped(): number {
    return this.#ring.load('dropped');
  }
}
