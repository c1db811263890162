/** Viewers that never read and peers that never answer: they affect nobody else and are closed. */
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { limits } from '../../protocol/limits.ts';
import { viewerSubprotocol } from '../../protocol/messages.ts';
import { frames } from '../support/frames.ts';
import { socketRequest } from '../support/raw-http.ts';
import { processed, RawConnection, startTestRelay, type TestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

/** A viewer that asks for its socket and then never reads a byte. */
async function deaf(relay: TestRelay, session: string): Promise<RawConnection> {
  const connection = new RawConnection(relay.address, socketRequest(`/ws/${session}`));
  await until('the socket is open', () => connection.text.includes('101 Switching'));
  connection.socket.pause();
  return connection;
}

describe('a viewer that never reads', () => {
  test('costs a bounded amount of memory, delays nobody, and is closed', async () => {
    let now = 1_000;
    const relay = await startTestRelay({ db: 'none' }, { now: () => now });
    const stuck = await deaf(relay, 'A');
    const viewer = await relay.watch('A');
    // Some 140 kB a batch: the kernel buffers a few MB before the relay notices.
    const note = 'x'.repeat(600);
    let batches = 0;
    const publish = async () => {
      await relay.post('A', 1, frames(batches * 1200, 200, 6, { note }));
      batches++;
    };
    while (relay.relay.stats().hub.skipped === 0) {
      if (batches > 500) throw new Error('Nothing was ever skipped.');
      await publish();
    }
    for (let i = 0; i < 100; i++) {
      now += 16;
      await publish();
    }
    const { hub } = relay.relay.stats();
    expect(hub.skipped).toBeGreaterThanOrEqual(100);
    await until('the good viewer has all', () => viewer.heard.length === batches);
    const [listed] = relay.relay.viewers();
    expect(listed).toMatchObject({ messagesSkipped: hub.skipped });
    // 100 batches are 14 MB; the relay holds the backlog and the one message that exceeded it.
    expect(listed!.backlogBytes).toBeGreaterThan(limits.backlogBytesMax);
    expect(listed!.backlogBytes).toBeLessThan(limits.backlogBytesMax + 200_000);

    now += limits.stuckMs + 1;
    await until('the stuck one is closed', () => relay.relay.stats().viewers === 1);
    expect(relay.relay.stats().hub.stuck).toBe(1);
    await publish();
    await until('the good viewer has the newest', () => viewer.heard.length === batches);
    stuck.socket.destroy();
  });

  test('that reads again gets the newest frames and no old ones', async () => {
    const relay = await startTestRelay({ db: 'none' });
    const slow = await relay.watch('A');
    slow.ws.pause();
    const note = 'x'.repeat(600);
    let batches = 0;
    while (relay.relay.stats().hub.skipped < 20) {
      await relay.post('A', 1, frames(batches++ * 1200, 200, 6, { note }));
    }
    slow.ws.resume();
    await until('its backlog is gone', async () => {
      await relay.post('A', 1, frames(batches++ * 1200, 1));
      return (
        slow.heard.length > 0 &&
        relay.relay.viewers()[0]!.messagesSkipped === relay.relay.stats().hub.skipped
      );
    });
    await until('the newest is there', async () => {
      await relay.post('A', 1, frames(batches++ * 1200, 1));
      const { data } = slow.heard.at(-1) as unknown as { data: { packetId: number }[] };
      return data[0]!.packetId >= (batches - 2) * 1200;
    });
    const packets = slow.heard.map(
      (one) => (one as unknown as { data: { packetId: number }[] }).data[0]!.packetId,
    );
    expect(packets).toEqual([...packets].sort((a, b) => a - b));
    expect(packets.length).toBeLessThan(batches);
    expect(relay.relay.stats().viewers).toBe(1);
  });
});

describe('a peer that does not answer', () => {
  test('is closed after two unanswered pings', async () => {
    // Its second lasts 100 ms.
    const relay = await startTestRelay({ db: 'none' }, { tickMs: 25 });
    const connection = await deaf(relay, 'A');
    connection.socket.resume();
    const good = await relay.watch('A');
    let pings = 0;
    good.ws.on('ping', () => pings++);
    await until('the silent one is closed', () => connection.text.includes('did not answer pings'));
    expect(pings).toBeGreaterThanOrEqual(2);
    await processed(relay);
    expect(relay.relay.viewers().map((one) => one.id)).toEqual([2]);
  });

  test.each([
    ['a page', '/ws/A', viewerSubprotocol],
    ['an agent', '/publish', 'sequential-publish.v1'],
  ])('%s is closed when its hello does not come', async (_name, path, protocol) => {
    let now = 1_000;
    const relay = await startTestRelay({ db: 'none' }, { now: () => now, tickMs: 5 });
    const socket = relay.socket(path, [protocol]);
    await socket.opened;
    now += limits.helloTimeoutMs;
    await processed(relay);
    expect(socket.ws.readyState).toBe(WebSocket.OPEN);
    now += 1;
    expect(await socket.closed).toEqual({ code: 4400, reason: 'There was no hello.' });
  });
});
