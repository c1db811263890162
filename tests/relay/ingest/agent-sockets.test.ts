/** Agents' sockets: a closing one is ignored, and a fault closes no more than one connection. */
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { protocolVersion, publishSubprotocol } from '../../../protocol/messages.ts';
import { frame } from '../../support/frames.ts';
import { batch as batchOf, run } from '../../support/publisher.ts';
import { startTestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

function batch(seq: number, packetId: number, more: object = {}): object {
  return batchOf(seq, [frame(packetId)], more);
}

describe('a publisher that is being closed', () => {
  /** Sends all messages in one write, so that the relay reads them at once. */
  async function sentAtOnce(messages: readonly object[]) {
    let now = 1_000_000;
    const relay = await startTestRelay({}, { now: () => now, tickMs: 5 });
    const agent = await relay.agent();
    const { _socket: socket } = agent.ws as unknown as { _socket: Socket };
    socket.cork();
    for (const message of messages) agent.send(message);
    socket.uncork();
    await agent.closed;
    return { relay, later: (ms: number) => (now += ms) };
  }

  test.each([
    ['a batch', batch(2, 7)],
    ['a status', { type: 'status', sessionID: 'A', run, status: 'driving' }],
  ])('is ignored: %s on its way does not attach it again', async (_what, message) => {
    const { relay, later } = await sentAtOnce([batch(1, 1), { type: 'sudo' }, message]);
    expect(relay.relay.stats().framesTaken).toBe(1);
    expect(relay.relay.stats().agents).toEqual([]);
    expect(relay.relay.stats().sessions).toMatchObject([{ status: 'agent-away' }]);
    later(limits.sessionAwayMs + 1);
    await until('the session is over', () => relay.relay.stats().sessions[0]?.status === 'ended');
    expect(relay.events.at(-1)?.name).toBe('session-ended');
  });

  test('gets no welcome once it has closed', async () => {
    const relay = await startTestRelay();
    const socket = relay.socket('/publish', [publishSubprotocol]);
    await socket.opened;
    const kept = [{ sessionID: 'A', run }];
    socket.send({ type: 'hello', protocol: protocolVersion, agent: 'x', kept });
    socket.send({ type: 'sudo' });
    expect((await socket.closed).code).toBe(4400);
    expect(socket.heard).toEqual([]);
  });
});

test('a fault in handling a message closes that connection only', async () => {
  const relay = await startTestRelay();
  const other = await relay.agent();
  const agent = await relay.agent();
  const { recorder } = relay.relay;
  const describeRun = recorder.describe.bind(recorder);
  recorder.describe = () => {
    throw new Error('planted');
  };
  agent.send({ type: 'session', sessionID: 'A', run, facts: { car: 'x' } });
  expect((await agent.closed).code).toBe(1011);
  recorder.describe = describeRun;
  other.send(batch(1, 1));
  expect(await other.next()).toEqual({ type: 'received', seq: 1 });
});

test('a fault in the live part loses no frame: all are stored and acknowledged', async () => {
  const logged: string[] = [];
  const log = {
    debug() {},
    info(_fields: object, sentence: string) {
      if (sentence === 'A new run began.') throw new Error('planted');
    },
    warn() {},
    error: (_fields: object, sentence: string) => logged.push(sentence),
  };
  const relay = await startTestRelay({}, { log });
  const agent = await relay.agent();
  agent.send(batch(1, 1));
  agent.send(batch(2, 7, { run: 'run-2' }));
  agent.send(batch(3, 13, { run: 'run-2' }));
  for (let seq = 1; seq <= 3; seq++) expect(await agent.next('received')).toMatchObject({ seq });
  await until('all are stored', () => relay.relay.recorder.stats().framesStored === 3);
  expect(logged).toEqual(['Live viewing failed in part. Frames are still stored.']);
});

test('a fault in handling a viewer closes that viewer only, and a fault in a tick closes nothing', async () => {
  let isFaulty = false;
  const now = () => {
    if (isFaulty) throw new Error('planted');
    return performance.now();
  };
  const relay = await startTestRelay({}, { now, tickMs: 5 });
  const other = await relay.watch('A');
  const page = await relay.page('A');
  isFaulty = true;
  page.send({ type: 'ping', id: 1 });
  expect((await page.closed).code).toBe(1011);
  isFaulty = false;
  await relay.post('A', 1, [frame(1)]);
  expect(await other.next()).toMatchObject({ data: [{ packetId: 1 }] });
});
