/** The ring between the two threads: in order, nothing twice, limited, and a sleeping reader is woken. */
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRingMemory, RingReader, RingWriter } from '../../../agent/sampling/ring.ts';
import { snapshotBytes } from '../../../agent/sampling/snapshot.ts';

function write(writer: RingWriter, value: number): boolean {
  const offset = writer.reserve();
  if (offset < 0) return false;
  writer.buffer.fill(value % 251, offset, offset + snapshotBytes);
  writer.commit(value, value % 2 === 1);
  return true;
}

describe('the ring', () => {
  it('hands over samples in order, with their times', () => {
    const memory = createRingMemory(4);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    expect(reader.next()).toBeNull();
    write(writer, 7);
    write(writer, 8);
    expect(reader.next()).toMatchObject({ atMs: 7, still: true });
    const second = reader.next()!;
    expect(second).toMatchObject({ atMs: 8, still: false });
    expect(new Set(second.bytes)).toEqual(new Set([8]));
    expect(reader.next()).toBeNull();
  });

  it('behaves like a bounded queue whatever is written and read when', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (writes) => {
        const memory = createRingMemory(8);
        const writer = new RingWriter(memory);
        const reader = new RingReader(memory);
        const queue: number[] = [];
        let next = 0;
        let dropped = 0;
        for (const isWrite of writes) {
          if (isWrite) {
            next++;
            if (write(writer, next)) queue.push(next);
            else dropped++;
            expect(queue.length).toBeLessThanOrEqual(8);
          } else {
            expect(reader.next()?.atMs).toBe(queue.shift());
          }
        }
        expect(reader.dropped).toBe(dropped);
      }),
    );
  });

  it('wakes a reader that sleeps, once', () => {
    const memory = createRingMemory(4);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    expect(reader.sleep()).toBe(true);
    writer.reserve();
    expect(writer.commit(1, false)).toBe(true);
    writer.reserve();
    expect(writer.commit(2, false)).toBe(false);
    // Something waits: no sleep now.
    expect(reader.sleep()).toBe(false);
  });

  it('stops the writer and reads its counts', () => {
    const memory = createRingMemory(4);
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    writer.stats.polls += 3;
    writer.stats.stepMs = 2.999;
    expect(reader.stats).toMatchObject({ polls: 3, stepMs: 2.999, samples: 0 });
    expect(writer.stopped).toBe(false);
    reader.stop();
    expect(writer.stopped).toBe(true);
  });

  it('is refused with a number of slots at which its counters could not wrap', () => {
    expect(() => createRingMemory(12)).toThrow('power of two');
  });

  it('loses nothing and mixes nothing between two real threads', async () => {
    const memory = createRingMemory(64);
    const count = 20_000;
    // The writer in plain JavaScript: words 0 and 1 of the head count what is written and read, word 3 is set while the reader sleeps.
    const worker = new Worker(
      `const { workerData: { memory, count, head, slot }, parentPort } = require('node:worker_threads');
       const words = new Int32Array(memory, 0, 16), floats = new Float64Array(memory), bytes = new Uint8Array(memory);
       for (let i = 0; i < count; ) {
         if (Atomics.load(words, 0) - Atomics.load(words, 1) >= 64) continue;
         const at = head + (i % 64) * slot;
         bytes.fill(i % 251, at + 16, at + slot);
         floats[at / 8] = i;
         Atomics.store(words, 0, ++i);
         if (Atomics.exchange(words, 3, 0) === 1) parentPort.postMessage(null);
       }
       parentPort.postMessage(null);`,
      {
        eval: true,
        workerData: { memory, count, head: memory.byteLength - 64 * 1592, slot: 1592 },
      },
    );
    const reader = new RingReader(memory);
    let next = 0;
    let torn = 0;
    const drain = () => {
      do {
        for (let sample = reader.next(); sample !== null; sample = reader.next()) {
          if (sample.atMs !== next || sample.bytes.some((byte) => byte !== next % 251)) torn++;
          next++;
        }
      } while (!reader.sleep());
    };
    worker.on('message', drain);
    drain();
    await new Promise((resolve) => worker.once('exit', resolve));
    drain();
    expect(next).toBe(count);
    expect(torn).toBe(0);
  });
});
