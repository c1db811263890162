/** One second of the stream as bytes: what is written is read, and nothing else is. */
import { describe, expect, test } from 'vitest';
import { CodecError } from '../../protocol/byte-stream.ts';
import { decodeChunk, encodeChunk } from '../../protocol/live-chunk.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a chunk', () => {
  test('gives back its messages with their times', () => {
    const records = [
      { atMs: 0, message: bytes(123, 125) },
      { atMs: 0, message: bytes(2, 1) },
      { atMs: 999, message: new Uint8Array(300).fill(7) },
    ];
    expect(decodeChunk(encodeChunk(records))).toEqual(records);
  });

  test('without messages is its version alone', () => {
    expect(encodeChunk([])).toEqual(bytes(1));
    expect(decodeChunk(bytes(1))).toEqual([]);
  });

  test('has times that never go back', () => {
    const records = [500, 300, 600].map((atMs) => ({ atMs, message: bytes(1) }));
    const times = decodeChunk(encodeChunk(records)).map(({ atMs }) => atMs);
    expect(times).toEqual([500, 500, 600]);
  });

  test.each([
    ['nothing', bytes()],
    ['another version', bytes(2)],
    ['a message that is cut off', bytes(1, 0, 3, 9, 9)],
    ['a length that is cut off', bytes(1, 0, 128)],
  ])('is refused when it is %s', (_what, wrong) => {
    expect(() => decodeChunk(wrong)).toThrow(CodecError);
  });
});
