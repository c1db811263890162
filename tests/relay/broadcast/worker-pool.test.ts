/** Viewers held by other processes get the same, and are listed the same, as viewers of the relay's own process. */
import { afterEach, describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { frames } from '../../support/frames.ts';
import { isAlive } from '../../support/programs.ts';
import {
  type Answer,
  RawConnection,
  startTestRelay,
  stopAll,
  type TestRelay,
  type TestSocket,
} from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

afterEach(stopAll);

const hurry = { tickMs: 50 };
/** Each test starts processes from source. */
const slow = { timeout: 60_000 };

function startTwo(parts: object = hurry): Promise<TestRelay> {
  return startTestRelay({ db: 'none', workers: 2 }, parts);
}

function pidsOf(relay: TestRelay): number[] {
  return relay.relay.stats().workers.map(({ pid }) => pid);
}

function watchers(relay: TestRelay, count: number, session = 'A'): Promise<TestSocket[]> {
  return Promise.all(Array.from({ length: count }, () => relay.watch(session)));
}

describe('with two processes that hold viewers', () => {
  test(
    'viewers are spread evenly, and each gets the bytes that the relay itself would send',
    slow,
    async () => {
      const relay = await startTwo();
      const alone = await startTestRelay({ db: 'none' });
      const many = await watchers(relay, 6);
      const one = await alone.watch('A');
      for (let i = 0; i < 5; i++) {
        await relay.post('A', 1, frames(i * 60, 10));
        await alone.post('A', 1, frames(i * 60, 10));
      }
      for (const viewer of [...many, one]) {
        await until('all five came', () => viewer.texts.length === 5);
      }
      for (const viewer of many) expect(viewer.texts).toEqual(one.texts);
      expect(relay.relay.stats().workers.map(({ viewers }) => viewers)).toEqual([3, 3]);
      await until('they are counted', () => relay.relay.stats().hub.messages === 30);
      expect(relay.relay.stats().hub.bytes).toBe(6 * alone.relay.stats().hub.bytes);
    },
  );

  test(
    'a batch is encoded once for each encoding, however many processes there are',
    slow,
    async () => {
      const relay = await startTwo();
      const pages = await Promise.all([1, 2, 3, 4].map(() => relay.page('A')));
      await relay.post('A', 1, frames(0, 20));
      const before = relay.relay.stats().hub.encodes;
      await relay.post('A', 1, frames(600, 20));
      for (const page of pages)
        await until('both came', () => page.heard.filter(Buffer.isBuffer).length === 2);
      expect(relay.relay.stats().hub.encodes - before).toBe(1);
    },
  );

  test('a viewer whose socket is open gets everything published from then on', slow, async () => {
    const relay = await startTwo();
    for (let i = 0; i < 20; i++) {
      const viewer = await relay.watch(`S${i}`);
      const answer: Answer = await relay.post(`S${i}`, 1, frames(0, 1));
      expect(answer.status).toBe(200);
      expect(await viewer.next()).toMatchObject({ sessionID: `S${i}` });
    }
  });

  test(
    'messages of a page arrive: its ping is answered; hidden it gets nothing, visible again the latest state',
    slow,
    async () => {
      const relay = await startTwo();
      const page = await relay.page('A');
      page.send({ type: 'ping', id: 7 });
      expect(await page.next('pong')).toMatchObject({ id: 7 });
      await relay.post('A', 1, frames(0, 1));
      await page.nextBytes();
      page.send({ type: 'visible', visible: false });
      page.send({ type: 'ping', id: 8 });
      await page.next('pong');
      const heard = page.heard.filter(Buffer.isBuffer).length;
      await relay.post('A', 1, frames(60, 1, 6, { gear: 2 }));
      page.send({ type: 'visible', visible: true });
      expect(await page.next('session')).toMatchObject({ state: { gear: 2 } });
      expect(page.heard.filter(Buffer.isBuffer)).toHaveLength(heard);
      page.send('garbage');
      expect((await page.closed).code).toBe(4400);
    },
  );

  test(
    'a slow viewer misses messages, which its process reports, and gets the newest when it has caught up',
    slow,
    async () => {
      const relay = await startTwo();
      const lagging = await relay.watch('A');
      const good = await relay.watch('A');
      lagging.ws.pause();
      const note = 'x'.repeat(600);
      let batches = 0;
      while (relay.relay.stats().hub.skipped < 20) {
        if (batches > 500) throw new Error('Nothing was ever skipped.');
        await relay.post('A', 1, frames(batches++ * 1200, 200, 6, { note }));
      }
      const skipped = () => relay.relay.viewers().map((one) => one.messagesSkipped);
      await until('its process reported', () => skipped()[0]! >= 20);
      expect(skipped()[1]).toBe(0);
      expect(relay.relay.viewers()[0]!.backlogBytes).toBeGreaterThan(limits.backlogBytesMax);
      await until('the other has all', () => good.heard.length === batches);
      lagging.ws.resume();
      await until('its backlog is gone', () => relay.relay.viewers()[0]!.backlogBytes === 0);
      await relay.post('A', 1, frames(batches++ * 1200, 1, 6, { note: 'newest' }));
      await until('it has the newest', () => lagging.texts.at(-1)!.includes('newest'));
      expect(batches - lagging.heard.length).toBe(skipped()[0]);
    },
  );

  test(
    'a process that is killed loses its viewers, the others stay, and it is restarted',
    slow,
    async () => {
      const relay = await startTwo();
      const viewers = await watchers(relay, 4);
      const [first, second] = pidsOf(relay);
      let gone = 0;
      for (const viewer of viewers) void viewer.closed.then(() => gone++);
      process.kill(first!, 'SIGKILL');
      await until('its viewers are gone', () => gone === 2 && relay.relay.stats().viewers === 2);
      expect(pidsOf(relay)).toEqual([second]);
      // A viewer that reconnects at once gets the remaining process.
      const [back] = await watchers(relay, 1);
      await relay.post('A', 1, frames(0, 1));
      expect(await back!.next()).toMatchObject({ sessionID: 'A' });
      await until('there are two again', () => pidsOf(relay).length === 2, 20_000);
      const [third] = pidsOf(relay).filter((pid) => pid !== second);
      expect(third).not.toBe(first);
      await watchers(relay, 2);
      expect(relay.relay.stats().workers.find(({ pid }) => pid === third)!.viewers).toBeGreaterThan(
        0,
      );
    },
  );

  test(
    'a stopped process has a bounded backlog, and its viewers get the newest when it continues',
    slow,
    async () => {
      const relay = await startTwo({});
      const pages = await Promise.all([relay.page('A'), relay.page('A')]);
      await relay.post('A', 1, frames(0, 1));
      for (const page of pages) await page.nextBytes();
      const [still] = pidsOf(relay);
      const plain = await relay.watch('A');
      const note = 'x'.repeat(1_000);
      process.kill(still!, 'SIGSTOP');
      try {
        let batch = 0;
        while (relay.relay.stats().hub.skipped === 0) {
          if (batch > 400) throw new Error('Its backlog grew without end.');
          await relay.post('A', 1, frames(60 + batch++ * 1200, 200, 6, { note }));
        }
        // The pipe's limit, and what the operating system buffers.
        expect(batch * 200 * 1_000).toBeLessThan(limits.workerBacklogBytesMax + 16_000_000);
      } finally {
        process.kill(still!, 'SIGCONT');
      }
      await relay.post('A', 2, frames(1, 1, 6, { gear: 3 }));
      for (const page of pages) {
        await until('it knows the newest', async () =>
          page.heard.some((one) => Buffer.isBuffer(one) === false && 'state' in one),
        );
      }
      expect(plain.ws.readyState).toBe(plain.ws.OPEN);
    },
  );

  test(
    'a process that is silent for too long is killed and replaced, and its viewers may reconnect',
    slow,
    async () => {
      const relay = await startTwo();
      const viewers = await watchers(relay, 2);
      const [silent] = pidsOf(relay);
      process.kill(silent!, 'SIGSTOP');
      await Promise.race(viewers.map(({ closed }) => closed));
      await until(
        'it is another one',
        () => pidsOf(relay).length === 2 && !pidsOf(relay).includes(silent!),
        20_000,
      );
    },
  );

  test(
    'a relay that stops closes all viewers with a code, and no process is left',
    slow,
    async () => {
      const relay = await startTwo();
      const viewers = await watchers(relay, 4);
      const pids = pidsOf(relay);
      expect(pids).toHaveLength(2);
      await relay.relay.stop();
      for (const viewer of viewers) expect((await viewer.closed).code).toBe(1012);
      expect(pids.filter(isAlive)).toEqual([]);
    },
  );

  test('a broken handshake is refused', slow, async () => {
    const relay = await startTwo();
    const broken = new RawConnection(relay.address);
    broken.socket.write(
      'GET /ws/A HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: none\r\n\r\n',
    );
    await broken.closed;
    expect(broken.text).toMatch(/^HTTP\/1\.1 400 /);
    const old = relay.socket('/ws/A', ['sequential.v0']);
    expect((await old.closed).code).toBe(4426);
    await until('nobody is left', () => relay.relay.stats().viewers === 0);
  });
});
