/** Batches that overtook one another are put in order; those in order are never delayed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { Batch } from '../../../relay/live/batch.ts';
import { ReorderBuffer } from '../../../relay/live/reorder-buffer.ts';
import { frame } from '../../support/frames.ts';

const one = {};
const other = {};

function batch(first: number, connection: object, count = 1, step = 6): Batch {
  const frames = Array.from({ length: count }, (_, i) => frame(first + i * step));
  return { sessionID: 'A', run: '', lap: 1, late: false, frames, connection, receivedAt: 0 };
}

const firsts = (batches: Batch[]) => batches.map(({ frames }) => frames[0]!.packetId);

describe('putting batches that overtook one another in order', () => {
  test('batches that come in order pass at once', () => {
    const order = new ReorderBuffer();
    for (let packet = 0; packet < 300; packet += 6) {
      expect(firsts(order.offer(batch(packet, packet % 4 ? one : other), 0))).toEqual([packet]);
    }
    expect(order.nextDue).toBeNull();
  });

  test('a batch that left one behind waits until that one is there', () => {
    const order = new ReorderBuffer();
    order.offer(batch(0, one, 20), 0);
    expect(order.offer(batch(240, other, 20), 1)).toEqual([]);
    expect(firsts(order.offer(batch(120, one, 20), 2))).toEqual([120, 240]);
    expect(order.nextDue).toBeNull();
  });

  test('it waits no longer than the limit', () => {
    const order = new ReorderBuffer();
    order.offer(batch(0, one, 20), 0);
    order.offer(batch(240, other, 20), 5);
    expect(order.nextDue).toBe(5 + limits.reorderMs);
    expect(order.due(4 + limits.reorderMs)).toEqual([]);
    expect(firsts(order.due(5 + limits.reorderMs))).toEqual([240]);
  });

  test('a gap of a publisher that uses one connection is a gap: nothing waits', () => {
    const order = new ReorderBuffer();
    order.offer(batch(0, one, 20), 0);
    expect(firsts(order.offer(batch(500, one, 20), 1))).toEqual([500]);
  });

  test('steps that are usual for a publisher are not a gap', () => {
    const order = new ReorderBuffer();
    let packet = 0;
    for (let i = 0; i < 40; i++) {
      packet += i % 2 ? 5 : 10;
      expect(order.offer(batch(packet, i % 2 ? one : other), i)).toHaveLength(1);
    }
  });

  test('whatever comes goes out once, in time, and in order where the late one was in time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(30), fc.boolean(), fc.nat(20)), { maxLength: 60 }),
        (arrivals) => {
          const order = new ReorderBuffer();
          let now = 0;
          let out = 0;
          for (const [place, isOne, wait] of arrivals) {
            now += wait;
            out += order.due(now).length;
            out += order.offer(batch(place * 120, isOne ? one : other, 20), now).length;
            const due = order.nextDue;
            expect(due === null || due <= now + limits.reorderMs).toBe(true);
          }
          out += order.due(now + limits.reorderMs).length;
          expect(out).toBe(arrivals.length);
          expect(order.nextDue).toBeNull();
        },
      ),
    );
  });
});
