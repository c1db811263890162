/** Several relays that work as one: who owns a session, and what viewers of the other relays get. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { LatestLiveChunk } from '../../../protocol/live-chunk.ts';
import type { RelayStatus } from '../../../protocol/relay-answers.ts';
import type { WatchList } from '../../../protocol/watch-list.ts';
import { frame, frames } from '../../support/frames.ts';
import { MemoryBus, type MemoryEnd } from '../../support/memory-backplane.ts';
import { heardPackets, Publisher } from '../../support/publisher.ts';
import { startTestRelay, type TestRelay, type TestSocket } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

interface ClusterRelay extends TestRelay {
  readonly end: MemoryEnd;
}

/** Relays on one bus and one clock. The type has three; there are `count`. */
async function cluster(count: number) {
  const bus = new MemoryBus();
  let addedMs = 0;
  const now = (): number => performance.timeOrigin + performance.now() + addedMs;
  const started: ClusterRelay[] = [];
  for (let i = 0; i < count; i++) {
    const end = bus.connect();
    const relay = await startTestRelay({}, { backplane: end, now, tickMs: 10 });
    started.push({ ...relay, end });
  }
  return {
    bus,
    all: started as [ClusterRelay, ClusterRelay, ClusterRelay],
    later: (ms: number) => (addedMs += ms),
  };
}

const relays = async (count: number) => (await cluster(count)).all;

/** Publishes packets frame by frame. */
async function drive(agent: Publisher, from: number, to: number, more: object = {}): Promise<void> {
  for (let packetId = from; packetId <= to; packetId++) {
    await agent.send([frame(packetId, { t: packetId * 3, ...more })]);
  }
}

const has = (viewer: TestSocket, packetId: number) => () => heardPackets(viewer).includes(packetId);

const statusOf = async (relay: TestRelay): Promise<RelayStatus> =>
  (await relay.request('/api/status')).json as RelayStatus;

/** A viewer of `A` that gets frames from now on. */
async function watching(relay: ClusterRelay): Promise<TestSocket> {
  const viewer = await relay.watch('A');
  await until('the feed flows', async () => {
    const { backplane, sessions } = await statusOf(relay);
    return sessions.some(({ sessionID }) => sessionID === 'A') || backplane!.feeds > 0;
  });
  // The answer to its request is on the way for two turns of the event loop at most.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return viewer;
}

describe('a session that is published at another relay', () => {
  test('is watched with the same bytes, and each message crosses once for each encoding', async () => {
    const { all, bus } = await cluster(3);
    const [a, b, c] = all;
    const agent = await Publisher.on(a, 'one');
    await drive(agent, 1, 2);
    const atHome = await watching(a);
    const away = [await watching(b), await watching(b), await watching(c)];
    bus.published.length = 0;
    await drive(agent, 3, 22);
    for (const viewer of [atHome, ...away]) {
      await until('everything came', has(viewer, 22));
      expect(viewer.texts.slice(-20)).toEqual(atHome.texts.slice(-20));
    }
    const crossed = bus.published.filter(({ subject }) => subject.includes('.session.'));
    expect(crossed).toHaveLength(20);
  });

  test('a page gets the session and its newest values before the first frame', async () => {
    const [a, b] = await relays(2);
    const agent = await Publisher.on(a, 'one', { driverName: 'Ada', car: 'gt3' });
    await drive(agent, 1, 3, { rpms: 7777 });
    const page = await b.page('A', { board: true });
    const message = await page.next('session');
    expect(message).toMatchObject({
      session: { sessionID: 'A', run: 1, facts: { driverName: 'Ada' }, status: 'driving' },
      state: { rpms: 7777 },
      board: {},
    });
    await drive(agent, 4, 5);
    await page.nextBytes();
  });

  test('is listed everywhere, and `live` means it everywhere', async () => {
    const [a, b] = await relays(2);
    const live = await b.watch('live');
    const agent = await Publisher.on(a, 'one', { driverName: 'Ada' });
    await drive(agent, 1, 5);
    await until('it is listed', async () => {
      const list = (await b.ask('/api/watch')).json as WatchList;
      return list.live === 'A' && list.sessions.some(({ driver }) => driver === 'Ada');
    });
    let packetId = 5;
    await until('the viewer follows it', async () => {
      packetId++;
      await drive(agent, packetId, packetId);
      return heardPackets(live).length > 0;
    });
    const { backplane } = await statusOf(b);
    expect(backplane).toMatchObject({ isConnected: true, relays: [{ sessions: 1 }] });
    expect(backplane!.sessions).toMatchObject([{ sessionID: 'A', driver: 'Ada' }]);
  });

  test('is left ten seconds after its last viewer', async () => {
    const { all, later } = await cluster(2);
    const [a, b] = all;
    const agent = await Publisher.on(a, 'one');
    await drive(agent, 1, 1);
    const viewer = await watching(b);
    expect((await statusOf(a)).sessions[0]!.viewers).toBe(1);
    await viewer.close();
    await until('it has left', async () => (await statusOf(b)).viewers === 0);
    later(limits.backplaneLeaveMs - 1_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await statusOf(b)).backplane!.feeds).toBe(1);
    later(1_000);
    await until('the feed has ended', async () => (await statusOf(b)).backplane!.feeds === 0);
    later(limits.backplaneFeedMs + 1);
    await until(
      'its owner sends nothing',
      async () => (await statusOf(a)).sessions[0]!.viewers === 0,
    );
  });

  test('a message that is lost on the way costs its viewers one frame, and they get the newest state', async () => {
    const [a, b] = await relays(2);
    const agent = await Publisher.on(a, 'one');
    await drive(agent, 1, 1);
    const viewer = await watching(b);
    b.end.loses = { text: '.session.', count: 1 };
    await drive(agent, 2, 2);
    await drive(agent, 3, 3);
    await until('the loss is noticed', async () => (await statusOf(b)).backplane!.messagesLost > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await drive(agent, 4, 8);
    await until('frames go on', has(viewer, 8));
    const seen = heardPackets(viewer);
    expect(seen).toEqual([...seen].sort((x, y) => x - y));
  });
});

describe('the owner of a session', () => {
  test('is the relay to which its agent has moved; viewers everywhere go on in order', async () => {
    const [a, b, c] = await relays(3);
    const first = await Publisher.on(a, 'one');
    await drive(first, 1, 5);
    const viewers = [await watching(a), await watching(b), await watching(c)];
    const page = await c.page('A');
    await page.next('session');
    await drive(first, 6, 10);
    await until('all have it', () => viewers.every((viewer) => has(viewer, 10)()));
    await first.socket.close();
    const second = await Publisher.on(b, 'one');
    await until('all have noticed', async () => {
      const [atA, atC] = [await statusOf(a), await statusOf(c)];
      return atA.backplane!.sessions.length === 1 && atC.backplane!.sessions.length === 1;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await drive(second, 11, 20);
    for (const viewer of viewers) {
      await until('it goes on', has(viewer, 20));
      expect(heardPackets(viewer)).toEqual(
        [...new Set(heardPackets(viewer))].sort((x, y) => x - y),
      );
    }
    const runs = page.heard.flatMap((one) =>
      !Buffer.isBuffer(one) && one.type === 'session' && one.session !== null
        ? [(one.session as { run: number }).run]
        : [],
    );
    expect(new Set(runs)).toEqual(new Set([1]));
    expect((await statusOf(a)).sessions).toEqual([]);
  });

  test('of two agents is the relay of the one that began last; when that one leaves, the other is shown again', async () => {
    const [a, b] = await relays(2);
    const first = await Publisher.on(a, 'one');
    const viewer = await watching(a);
    await drive(first, 1, 3);
    const second = await Publisher.on(b, 'two');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await drive(second, 1001, 1003);
    await until('the newer is shown', has(viewer, 1003));
    await drive(first, 4, 6);
    await drive(second, 1004, 1006);
    await until('the newer is shown still', has(viewer, 1006));
    expect(heardPackets(viewer)).not.toContain(5);
    await second.socket.close();
    await until('the other relay knows', async () =>
      (await statusOf(a)).backplane!.sessions.every(({ status }) => status === 'agent-away'),
    );
    await drive(first, 7, 9);
    await until('the older is shown again', has(viewer, 9));
    expect(a.relay.recorder.stats().framesTaken).toBe(9);
  });

  test('after a split is the one with the higher epoch', async () => {
    const [a, b] = await relays(2);
    const first = await Publisher.on(a, 'one');
    await drive(first, 1, 2);
    const atA = await watching(a);
    const atB = await watching(b);
    a.end.cutOff();
    const second = await Publisher.on(b, 'two');
    await drive(second, 1001, 1002);
    await drive(first, 3, 4);
    await until('the viewers at home go on', has(atA, 4));
    await until('those at the other relay see the new agent', has(atB, 1002));
    a.end.reconnect();
    await until('one relay has given the session up', async () => {
      const [one, other] = [await statusOf(a), await statusOf(b)];
      return one.sessions.length === 0 && other.sessions.length === 1;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await drive(second, 1003, 1004);
    await until('all see the same', () => has(atA, 1004)() && has(atB, 1004)());
  });

  test('that ends is replaced by the next publisher, and its viewers are notified meanwhile', async () => {
    const [a, b] = await relays(2);
    const first = await Publisher.on(a, 'one', { driverName: 'Ada' });
    await drive(first, 1, 2);
    const page = await b.page('A');
    await page.next('session');
    await a.relay.stop();
    expect(await page.next('session')).toMatchObject({ session: null });
    const second = await Publisher.on(b, 'one', { driverName: 'Ada' });
    expect(await page.next('session')).toMatchObject({ session: { sessionID: 'A', run: 1 } });
    await drive(second, 3, 4);
    await page.nextBytes();
  });

  test('reports each event once, to its own listeners', async () => {
    const [a, b] = await relays(2);
    const first = await Publisher.on(a, 'one');
    await drive(first, 1, 2);
    const second = await Publisher.on(b, 'two');
    await drive(second, 1001, 1002);
    await until('the owner is known', async () => (await statusOf(a)).sessions.length === 0);
    const before = a.events.length;
    await first.status('paused');
    await first.status('driving');
    expect(a.events).toHaveLength(before);
    expect(b.events.length).toBeGreaterThan(0);
  });
});

test('a publisher that posts is shown from one relay, whichever relays its batches come to', async () => {
  const [a, b] = await relays(2);
  await a.post('A', 1, frames(6, 1));
  await until('it is known', async () => (await statusOf(b)).backplane!.sessions.length === 1);
  const viewers = [await watching(a), await watching(b)];
  for (let i = 2; i <= 20; i++) {
    const answer = await (i % 2 === 0 ? b : a).post('A', 1, frames(i * 6, 1));
    expect(answer.json).toEqual({ accepted: 1 });
  }
  for (const viewer of viewers) {
    await until('everything came', has(viewer, 120));
    expect(heardPackets(viewer)).toEqual(Array.from({ length: 19 }, (_, i) => (i + 2) * 6));
  }
  const facts = { driverName: 'Ada' };
  const described = await b.send('PUT', '/api/sessions/A', facts);
  expect(described.json).toEqual({ sessionID: 'A', facts });
  expect((await statusOf(a)).sessions).toMatchObject([{ driver: 'Ada', framesTaken: 20 }]);
  const refused = await b.send('PUT', '/api/sessions/A', { car: 7 });
  expect(refused.status).toBe(400);
});

test('the stream as files is the same at every relay', async () => {
  const [a, b] = await relays(2);
  const agent = await Publisher.on(a, 'one', { driverName: 'Ada' });
  await drive(agent, 1, 2);
  await until('it is known', async () => (await statusOf(b)).backplane!.sessions.length === 1);
  let packetId = 2;
  let number: number | null = null;
  await until('a second is over', async () => {
    packetId++;
    await drive(agent, packetId, packetId);
    const latest = (await b.ask('/live/A/latest')).json as LatestLiveChunk;
    expect(latest).toMatchObject({ sessionID: 'A', status: 'driving' });
    number = latest.newest;
    return number !== null;
  });
  expect((await b.ask('/live/live/latest')).json).toMatchObject({ sessionID: 'A' });
  for (const kind of ['bin', 'json']) {
    const [here, there] = [
      await a.ask(`/live/A/${number}.${kind}`),
      await b.ask(`/live/A/${number}.${kind}`),
    ];
    expect(there.status).toBe(200);
    expect(there.text).toBe(here.text);
    expect(there.text.length).toBeGreaterThan(10);
  }
  expect((await b.ask('/live/A/7.bin')).status).toBe(404);
});

test('a relay alone on its backplane answers as one without', async () => {
  const [a] = await relays(1);
  a.end.cutOff();
  const viewer = await a.watch('A');
  await a.post('A', 1, frames(1, 3));
  await until('frames come', has(viewer, 13));
  const health = (await a.ask('/health')).json as { backplane: object };
  expect(health.backplane).toMatchObject({ isConnected: false });
});

test('a moment is marked by the owner, whichever relay is asked', async () => {
  const [a, b] = await relays(2);
  const agent = await Publisher.on(a, 'one');
  await drive(agent, 1, 2);
  await until('it is known', async () => (await statusOf(b)).backplane!.sessions.length === 1);
  const mark = (id: string) => {
    const headers = { 'Content-Type': 'application/json' };
    const init = { method: 'POST', headers, body: '{"note":"Off at turn 3"}' };
    return b.request(`/api/sessions/${id}/mark`, init);
  };
  const { status, json } = await mark('A');
  expect([status, json]).toMatchObject([201, { sessionID: 'A', moment: { packetId: 2 } }]);
  await until('`live` is known too', async () => {
    await drive(agent, 3, 3);
    return (await mark('live')).status === 201;
  });
  const marked = (relay: ClusterRelay) =>
    relay.events.filter(({ name }) => name === 'moment-marked').length;
  expect([marked(a), marked(b)]).toEqual([2, 0]);
  await agent.status('ended');
  await until('b knows', async () => (await mark('A')).status === 409);
  a.end.cutOff();
  expect((await mark('A')).status).toBe(503);
});
