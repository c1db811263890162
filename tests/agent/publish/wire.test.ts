/** The agent's messages as text, and what of the relay's messages is believed. */
import { describe, expect, it } from 'vitest';
import { ResendBuffer } from '../../../agent/publish/resend-buffer.ts';
import { batchBytes, framesBytes, readRelayMessage } from '../../../agent/publish/wire.ts';

function keepOf(count: number): ResendBuffer {
  const keep = new ResendBuffer();
  const run = keep.runOf({ sessionID: 'monza', run: 'r-1', facts: {}, startMs: 0 });
  for (let i = 0; i < count; i++) keep.add(run, 3, i, JSON.stringify({ packetId: i }), 'live');
  return keep;
}

function parsed(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8'));
}

describe('a batch', () => {
  it('is a message of the protocol', () => {
    const { frames } = keepOf(3);
    expect(parsed(batchBytes(frames, 0, 2, 9, false))).toEqual({
      type: 'batch',
      sessionID: 'monza',
      run: 'r-1',
      seq: 9,
      lap: 3,
      data: [{ packetId: 0 }, { packetId: 1 }],
    });
    expect(parsed(batchBytes(frames, 2, 1, 10, true))).toMatchObject({
      late: true,
      data: [{ packetId: 2 }],
    });
    expect(parsed(framesBytes(frames, 1, 2))).toEqual([{ packetId: 1 }, { packetId: 2 }]);
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
    { type: 'refused', seq: 4, error: { code: 'bad-frame', message: 'It is bad.' } },
    { type: 'pong', id: 1, relayMs: 1.5 },
  ])('is read: %j', (message) => {
    expect(readRelayMessage(JSON.stringify(message))).toEqual(message);
  });

  it('of a type that is not known yet is passed over', () => {
    expect(readRelayMessage('{"type":"weather"}')).toBe('unknown');
    expect(readRelayMessage('{"type":"toString"}')).toBe('unknown');
  });

  it.each([
    'x',
    'null',
    '[]',
    '{}',
    '{"type":5}',
    '{"type":"received"}',
    '{"type":"received","seq":"1"}',
    '{"type":"stored","run":"b","packetId":5}',
    '{"type":"refused","seq":1}',
    '{"type":"refused","seq":1,"error":{"code":1}}',
    '{"type":"pong","id":1}',
    '{"type":"welcome","protocol":1,"instance":"a","stored":[{}]}',
    '{"type":"welcome","protocol":1,"stored":[]}',
  ])('that is malformed is refused: %s', (text) => {
    expect(readRelayMessage(text)).toBeNull();
  });
});
