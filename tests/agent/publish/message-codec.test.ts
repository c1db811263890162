/** The text of the agent's messages, and which messages of the relay are valid. */
import { describe, expect, it } from 'vitest';
import { batchText, framesText, readRelayMessage } from '../../../agent/publish/message-codec.ts';
import { ResendBuffer } from '../../../agent/publish/resend-buffer.ts';

function bufferOf(count: number): ResendBuffer {
  const buffer = new ResendBuffer();
  const run = buffer.runOf({ sessionID: 'monza', run: 'r-1', info: {}, startMs: 0 });
  for (let i = 0; i < count; i++) buffer.add(run, 3, i, JSON.stringify({ packetId: i }), 'unsent');
  return buffer;
}

describe('a batch', () => {
  it('is a message of the protocol', () => {
    const { frames } = bufferOf(3);
    expect(JSON.parse(batchText(frames, 0, 2, 9, false))).toEqual({
      type: 'batch',
      sessionID: 'monza',
      run: 'r-1',
      seq: 9,
      lap: 3,
      data: [{ packetId: 0 }, { packetId: 1 }],
    });
    expect(JSON.parse(batchText(frames, 2, 1, 10, true))).toMatchObject({
      late: true,
      data: [{ packetId: 2 }],
    });
    expect(JSON.parse(framesText(frames, 1, 2))).toEqual([{ packetId: 1 }, { packetId: 2 }]);
  });
});

describe('a message of the relay', () => {
  it.each([
    { type: 'welcome', protocol: 1, relay: 'x', instance: 'a', stored: [] },
    {
      type: 'welcome',
      protocol: 1,
      relay: 'x',
      instance: 'a',
      stored: [{ sessionID: 'a', run: 'b', packetId: 3 }],
    },
    { type: 'received', seq: 4 },
    { type: 'stored', sessionID: 'a', run: 'b', packetId: 5 },
    { type: 'stored', sessionID: 'a', run: 'b', packetId: -1 },
    { type: 'refused', seq: 4, error: { code: 'bad-frame', message: 'It is bad.' } },
    { type: 'focus', sessionID: 'a', run: 'b', carId: 12 },
    { type: 'focus', sessionID: 'a', run: 'b', carId: null },
    { type: 'pong', id: 1, relayMs: 1.5 },
  ])('is read: %j', (message) => {
    expect(readRelayMessage(JSON.stringify(message))).toEqual(message);
  });

  it('of an unknown type is ignored', () => {
    expect(readRelayMessage('{"type":"weather"}')).toBe('unknown');
    expect(readRelayMessage('{"type":"toString"}')).toBe('unknown');
  });

  it('that is no JSON, or has a number that no double can hold, is refused', () => {
    expect(readRelayMessage('x')).toBeNull();
    expect(
      readRelayMessage('{"type":"stored","sessionID":"a","run":"b","packetId":1e999}'),
    ).toBeNull();
    expect(readRelayMessage('{"type":"pong","id":1,"relayMs":1e999}')).toBeNull();
  });

  it.each([
    null,
    [],
    {},
    { type: 5 },
    { type: 'received' },
    { type: 'received', seq: '1' },
    { type: 'stored', run: 'b', packetId: 5 },
    { type: 'refused', seq: 1 },
    { type: 'refused', seq: 1, error: { code: 1 } },
    { type: 'focus', sessionID: 'a', run: 'b' },
    { type: 'focus', sessionID: 'a', run: 'b', carId: -1 },
    { type: 'focus', sessionID: 'a', run: 'b', carId: 1.5 },
    { type: 'focus', sessionID: 'a', run: 'b', carId: 1001 },
    { type: 'focus', run: 'b', carId: 1 },
    { type: 'pong', id: 1 },
    { type: 'pong', id: 1, relayMs: 1e15 },
    { type: 'pong', id: 1, relayMs: -1 },
    { type: 'stored', sessionID: 'a', run: 'b', packetId: 2 ** 31 },
    { type: 'received', seq: 1.5 },
    { type: 'welcome', protocol: 1, instance: 'a', stored: [{}] },
    { type: 'welcome', protocol: 1, stored: [] },
  ])('that is malformed is refused: %j', (message) => {
    expect(readRelayMessage(JSON.stringify(message))).toBeNull();
  });
});
