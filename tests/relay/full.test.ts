/** A relay with no room for another session loses none of its frames, over the socket or over POST. */
import { describe, expect, test } from 'vitest';
import { WsPublisher } from '../../agent/publish/ws-publisher.ts';
import { limits } from '../../protocol/limits.ts';
import { frame as agentFrame, session } from '../agent/support/frames.ts';
import { frame, frames, range } from '../support/frames.ts';
import { LogBook } from '../support/log-book.ts';
import { startTestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

/** A relay with as many sessions as it may have, all of them in use. */
async function fullRelay() {
  let now = 1_000_000;
  const relay = await startTestRelay({}, { now: () => now, tickMs: 20 });
  const agent = await relay.agent();
  const status = { type: 'status', run: 'r', status: 'driving' };
  for (let n = 0; n < limits.sessionsMax; n++)
    agent.send({ ...status, sessionID: `S${n}`, run: `r${n}` });
  await agent.answered();
  return { relay, makeRoom: () => (now += limits.publisherSilentMs + 1) };
}

const key = { sessionID: 'NEW', run: 'run-1' };

describe('the socket of a publisher that finds no room', () => {
  test('stays open; live batches may be sent again, late batches are stored', async () => {
    const { relay, makeRoom } = await fullRelay();
    const agent = await relay.agent();
    agent.send({ type: 'session', ...key, facts: { car: 'mazda' } });
    agent.send({ type: 'status', ...key, status: 'driving' });
    agent.send({ type: 'clock', ...key, originMs: 5 });
    const batch = { type: 'batch', ...key, lap: 1 };
    agent.send({ ...batch, seq: 1, data: [frame(1)] });
    expect(await agent.next()).toMatchObject({
      type: 'refused',
      seq: 1,
      error: { code: 'too-many' },
      retryMs: limits.roomRetryMs,
    });
    agent.send({ ...batch, seq: 2, late: true, data: [frame(1)] });
    expect(await agent.next()).toEqual({ type: 'received', seq: 2 });
    makeRoom();
    agent.send({ ...batch, seq: 3, data: [frame(7)] });
    expect(await agent.next('received')).toEqual({ type: 'received', seq: 3 });
    await until('both are stored', () => relay.relay.recorder.stats().framesStored === 2);
    const stored = await relay.relay.recorder.reader.session('NEW');
    expect(stored).toMatchObject({ frames: 2, facts: { car: 'mazda' } });
  });

  test('the frames of our agent are stored at once and shown when there is room', async () => {
    const { relay, makeRoom } = await fullRelay();
    const viewer = await relay.watch('NEW');
    const log = new LogBook();
    const publisher = new WsPublisher({
      relay: new URL(relay.address),
      batch: 'auto',
      hz: 60,
      log,
      now: () => performance.now(),
      random: () => 0,
    });
    try {
      publisher.setSession(session('run-1', { sessionID: 'NEW' }));
      publisher.setStatus('driving', null);
      await until('it is connected', () => publisher.stats().connected);
      for (const id of range(1, 300)) publisher.add(agentFrame(id));
      await until('all are received', () => publisher.stats().framesLate === 0);
      expect(log.complaints).toHaveLength(1);
      expect(log.complaints[0]).toMatch(/no room .* are stored and not shown/);
      makeRoom();
      let next = 301;
      await until('it is shown', () => {
        publisher.add(agentFrame(next++));
        return viewer.heard.length > 0;
      });
      expect(publisher.stats()).toMatchObject({ framesRefused: 0, framesDropped: 0 });
      expect(
        relay.relay.stats().sessions.find(({ sessionID }) => sessionID === 'NEW'),
      ).toMatchObject({
        status: 'driving',
        car: 'ks_ferrari_488_gt3',
      });
    } finally {
      await publisher.close();
    }
    const { framesAdded } = publisher.stats();
    await until('all are stored', () => relay.relay.recorder.stats().framesStored >= framesAdded);
    const stored = await relay.relay.recorder.reader.session('NEW');
    expect(stored?.frames).toBe(framesAdded);
  });
});

test('a POST without room is answered with a time to retry', async () => {
  const { relay, makeRoom } = await fullRelay();
  const answer = await relay.post('NEW', 1, frames(1, 3));
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('5');
  makeRoom();
  expect((await relay.post('NEW', 1, frames(1, 3))).status).toBe(200);
});
