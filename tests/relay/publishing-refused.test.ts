/** What the publish socket refuses, and from whom. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { protocolVersion, publishSubprotocol } from '../../protocol/messages.ts';
import { frame } from '../support/frames.ts';
import { batch, run } from '../support/publisher.ts';
import { startTestRelay, type TestSocket } from '../support/test-relay.ts';

describe('an agent that does not keep to the protocol', () => {
  async function closedAfter(...messages: (object | string)[]): Promise<number> {
    const relay = await startTestRelay();
    const socket = relay.socket('/publish', [publishSubprotocol]);
    await socket.opened;
    for (const message of messages) socket.send(message);
    const { code } = await socket.closed;
    expect(relay.relay.stats()).toMatchObject({ agents: [], framesTaken: 0 });
    return code;
  }

  const hello = { type: 'hello', protocol: protocolVersion, agent: 'x', kept: [] };

  test.each([
    ['no hello', [batch(1, [frame(1)])]],
    ['no JSON', ['{']],
    ['a list', ['[]']],
    ['a hello without a name', [{ ...hello, agent: 5 }]],
    ['a name with controls', [{ ...hello, agent: 'a\u0007' }]],
    ['kept runs that are none', [{ ...hello, kept: [{ sessionID: 'A' }] }]],
    ['too many kept runs', [{ ...hello, kept: Array(65).fill({ sessionID: 'A', run }) }]],
    ['two hellos', [hello, hello]],
    ['an unknown message', [hello, { type: 'sudo' }]],
    ['a batch without a number', [hello, batch(0, [frame(1)])]],
    ['a batch for live', [hello, batch(1, [frame(1)], { sessionID: 'live' })]],
    ['a batch for .', [hello, batch(1, [frame(1)], { sessionID: '.' })]],
    ['a batch for ..', [hello, batch(1, [frame(1)], { sessionID: '..' })]],
    ['a batch without a run', [hello, batch(1, [frame(1)], { run: '' })]],
    ['a batch of a lap below 0', [hello, batch(1, [frame(1)], { lap: -1 })]],
    ['a batch that is late in words', [hello, batch(1, [frame(1)], { late: 'yes' })]],
    ['a status nobody knows', [hello, { type: 'status', sessionID: 'A', run, status: 'flying' }]],
    [
      'a status of half a run',
      [hello, { type: 'status', sessionID: 'A', run: null, status: 'menu' }],
    ],
    ['a clock without a time', [hello, { type: 'clock', sessionID: 'A', run, originMs: null }]],
    ['session information of no run', [hello, { type: 'session', sessionID: 'A', facts: {} }]],
    ['a ping without a number', [hello, { type: 'ping', id: 'x' }]],
  ])('is closed for %s', async (_name, messages) => {
    expect(await closedAfter(...messages)).toBe(4400);
  });

  test('is closed with a reason when it speaks another version', async () => {
    expect(await closedAfter({ ...hello, protocol: 2 })).toBe(4426);
    const relay = await startTestRelay();
    const socket = relay.socket('/publish', ['sequential-publish.v2']);
    await socket.opened;
    expect((await socket.closed).code).toBe(4426);
  });

  test('is closed for a message that is too large, and for bytes', async () => {
    const relay = await startTestRelay();
    const large = await relay.agent();
    large.ws.send('x'.repeat(limits.ingestBytesMax + 1));
    expect((await large.closed).code).toBe(1009);
    const bytes = await relay.agent();
    bytes.ws.send(Buffer.from('{"type":"ping","id":1}'));
    expect((await bytes.closed).code).toBe(4400);
  });

  const answerOf = async (socket: TestSocket) => {
    const { status, text } = await socket.refused;
    return [status, (JSON.parse(text) as { error: { code: string } }).error.code];
  };

  test('is refused without the key, or from a page', async () => {
    const relay = await startTestRelay({ key: 'secret-key' });
    const open = (path: string, options: object) =>
      relay.socket(path, [publishSubprotocol], options);
    expect(await answerOf(open('/publish', {}))).toEqual([401, 'key-missing']);
    const wrong = { headers: { Authorization: 'Bearer wrong' } };
    expect(await answerOf(open('/publish', wrong))).toEqual([403, 'key-wrong']);
    const page = {
      origin: 'http://localhost:3000',
      headers: { Authorization: 'Bearer secret-key' },
    };
    expect(await answerOf(open('/publish', page))).toEqual([403, 'foreign-page']);
    await open('/publish?key=secret-key', {}).opened;
    await relay.agent([], { headers: { Authorization: 'Bearer secret-key' } });
  });

  test('is refused over the limit', async () => {
    const relay = await startTestRelay({ db: 'none' });
    const open = () => relay.socket('/publish', [publishSubprotocol]);
    for (let i = 0; i < limits.publishersMax; i++) await open().opened;
    expect(await answerOf(open())).toEqual([429, 'too-many']);
  });
});
