/** How a session becomes files of one second each. */
import { describe, expect, test } from 'vitest';
import { decodeFrames } from '../../../protocol/frame-codec.ts';
import { limits } from '../../../protocol/limits.ts';
import { decodeChunk, jsonKind, liveChunkForm } from '../../../protocol/live-chunk.ts';
import { SessionChunks } from '../../../relay/live-chunks/session-chunks.ts';
import { frame } from '../../support/frames.ts';

/** A second that a test begins in, ms. */
const second = 1_800_000_000_000;
const number = second / 1_000;
const opening = (state = '{}') => ({ head: '"session":1', state });

/** Chunks that record from `second` on. */
function recording(): SessionChunks {
  const chunks = new SessionChunks(second - 400);
  chunks.advance(second, () => opening());
  return chunks;
}

function messagesOf(chunks: SessionChunks, at: number) {
  return decodeChunk(chunks.get(at)!.bytes).map(({ atMs, message }) => ({
    atMs,
    what:
      message[0] === jsonKind
        ? new TextDecoder().decode(message)
        : decodeFrames(liveChunkForm, message).frames.map(({ packetId }) => packetId),
  }));
}

const framesAt = (...ts: number[]) => ts.map((t) => frame(1 + t, { t, lap: 1 }));

describe('a second that is over', () => {
  test('holds frames, texts and their times in order', () => {
    const chunks = recording();
    chunks.addFrames(1, framesAt(0, 17), second + 20);
    chunks.addFrames(1, framesAt(33), second + 40);
    chunks.addText('{"type":"event"}', second + 50);
    chunks.addFrames(1, framesAt(50), second + 60);
    chunks.advance(second + 1_000, () => opening());
    expect(messagesOf(chunks, number)).toEqual([
      { atMs: 40, what: [1, 18, 34] },
      { atMs: 50, what: '{"type":"event"}' },
      { atMs: 60, what: [51] },
    ]);
  });

  test('keeps frames of two laps, and of two windows, apart', () => {
    const chunks = recording();
    chunks.addFrames(1, framesAt(0), second);
    chunks.addFrames(2, framesAt(17), second + 17);
    chunks.addFrames(2, framesAt(200), second + 200);
    chunks.advance(second + 1_000, () => opening());
    expect(messagesOf(chunks, number).map(({ what }) => what)).toEqual([[1], [18], [201]]);
  });

  test('begins with the state of its beginning, and shares the rest with the one before', () => {
    const chunks = recording();
    chunks.advance(second + 1_000, () => opening('{"gear":3}'));
    chunks.advance(second + 2_000, () => opening());
    expect(chunks.get(number)?.opening.state).toBe('{}');
    expect(chunks.get(number + 1)?.opening.state).toBe('{"gear":3}');
    expect(chunks.get(number + 1)?.opening.head).toBe(chunks.get(number)?.opening.head);
  });

  test('is there even when nothing came in it', () => {
    const chunks = recording();
    chunks.advance(second + 1_000, () => opening());
    expect(messagesOf(chunks, number)).toEqual([]);
    expect(chunks.get(number + 1)).toBeNull();
  });

  test('has at most sixty frames, with the values of those that were left out', () => {
    const chunks = recording();
    for (let n = 0; n < 333; n++) {
      const more = n === 1 ? { t: 3, fuel: 4.2 } : { t: n * 3 };
      const { fuel: _, ...sparse } = frame(n, more);
      const one = n === 1 ? frame(n, more) : (sparse as ReturnType<typeof frame>);
      chunks.addFrames(1, [one], second + n * 3);
    }
    chunks.advance(second + 1_000, () => opening());
    const frames = decodeChunk(chunks.get(number)!.bytes).flatMap(
      ({ message }) => decodeFrames(liveChunkForm, message).frames,
    );
    expect(frames.length).toBeLessThanOrEqual(limits.liveChunkHz + 1);
    expect(frames.find(({ fuel }) => fuel !== undefined)?.fuel).toBeCloseTo(4.2);
  });

  test('leaves out frames past its size, and keeps every text', () => {
    const chunks = recording();
    chunks.addBytes(new Uint8Array(limits.liveChunkBytesMax - 10), second + 1);
    chunks.addFrames(1, framesAt(0), second + 2);
    chunks.addText('{"type":"event"}', second + 3);
    chunks.advance(second + 1_000, () => opening());
    const records = decodeChunk(chunks.get(number)!.bytes);
    expect(records.map(({ atMs }) => atMs)).toEqual([1, 3]);
  });
});

describe('the numbers', () => {
  test('begin with the first whole second', () => {
    const chunks = new SessionChunks(second - 400);
    chunks.addText('{}', second - 300);
    chunks.advance(second, () => opening());
    expect(chunks.newest).toBeNull();
    chunks.advance(second + 1_000, () => opening());
    expect([chunks.first, chunks.newest]).toEqual([number, number]);
  });

  test('begin again after a hole', () => {
    const chunks = recording();
    chunks.advance(second + 1_000, () => opening());
    chunks.advance(second + 5_000, () => opening());
    chunks.advance(second + 6_000, () => opening());
    expect(chunks.get(number + 1)).not.toBeNull();
    expect([chunks.first, chunks.newest]).toEqual([number + 5, number + 5]);
  });

  test('end with the session, and go on with its next run', () => {
    const chunks = recording();
    chunks.addText('{"ended":true}', second + 500);
    chunks.advance(second + 1_000, () => null);
    chunks.advance(second + 2_000, () => null);
    expect(chunks.newest).toBe(number);
    chunks.advance(second + 3_000, () => opening());
    chunks.advance(second + 4_000, () => opening());
    expect([chunks.first, chunks.newest]).toEqual([number + 3, number + 3]);
  });
});

test('old chunks are forgotten', () => {
  const chunks = recording();
  for (let n = 1; n <= 10; n++) chunks.advance(second + n * 1_000, () => opening());
  chunks.dropOld(4);
  expect([chunks.first, chunks.newest]).toEqual([number + 6, number + 9]);
  expect(chunks.get(number + 5)).toBeNull();
  const { bytes } = chunks;
  expect(chunks.dropOldest()).toBe(true);
  expect(chunks.bytes).toBeLessThan(bytes);
  while (chunks.dropOldest());
  expect([chunks.bytes, chunks.first, chunks.newest]).toEqual([0, null, null]);
});
