/** Records between the relay and a process that holds viewers arrive whole, wherever the chunks are cut. */
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type PipeRecord,
  type PoolOrder,
  PoolPipe,
  packRecord,
  RecordReader,
  recordKinds,
} from '../../../relay/broadcast/pool-pipe.ts';

const recordOf = fc.record({
  kind: fc.constantFrom(...Object.values(recordKinds)),
  id: fc.nat(0xffff_ffff),
  bytes: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
});

function read(chunks: readonly Buffer[]): PipeRecord[] {
  const records: PipeRecord[] = [];
  const reader = new RecordReader((record) => records.push(record));
  for (const chunk of chunks) reader.push(chunk);
  return records;
}

describe('records of the pipe', () => {
  test('arrive as they were sent, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(
        fc.array(recordOf, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 }),
        (records, cuts) => {
          const all = Buffer.concat(
            records.map(({ kind, id, bytes }) => packRecord(kind, id, bytes)),
          );
          const chunks: Buffer[] = [];
          for (let at = 0, i = 0; at < all.length; i++) {
            const end = Math.min(all.length, at + cuts[i % cuts.length]!);
            chunks.push(all.subarray(at, end));
            at = end;
          }
          expect(read(chunks)).toEqual(records);
        },
      ),
    );
  });

  test('arrive whole in chunks of one byte, and with a large message', () => {
    const large = Buffer.alloc(300_000, 7);
    const packed = packRecord(recordKinds.toGroup, 9, large);
    const single = [...packed.subarray(0, 40)].map((byte) => Buffer.from([byte]));
    expect(read([...single, packed.subarray(40)])).toEqual([
      { kind: recordKinds.toGroup, id: 9, bytes: large },
    ]);
  });

  test('carry orders as JSON, from one end to the other', async () => {
    const order: PoolOrder = { type: 'join', id: 4, group: 2, backlogBytesMax: 1000 };
    const record = await new Promise<PipeRecord>((resolve) => {
      // A stream that reads what is written to it.
      new PoolPipe(new PassThrough() as unknown as Socket, resolve).sendJson(order);
    });
    expect(record.kind).toBe(recordKinds.json);
    expect(JSON.parse(record.bytes.toString())).toEqual(order);
  });
});
