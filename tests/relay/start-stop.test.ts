/** The relay starts safely or not at all, and stops within its time limit with everything stored. */
import { Router } from 'express';
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { silentLog } from '../../protocol/log.ts';
import { openRecorder } from '../../relay/storage/open-database.ts';
import type { Recorder } from '../../relay/storage/recorder.ts';
import { frame, frames } from '../support/frames.ts';
import { socketRequest } from '../support/raw-http.ts';
import { RawConnection, startTestRelay } from '../support/test-relay.ts';

/** A real recorder of which one method is replaced. */
async function recorderWith(more: Partial<Recorder>): Promise<Recorder> {
  const real = await openRecorder({ db: 'memory:', log: silentLog });
  return new Proxy(real, {
    get(target, name) {
      const value = more[name as keyof Recorder] ?? Reflect.get(target, name);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}

describe('starting', () => {
  test('a port in use is an error, not a reason for another port', async () => {
    const { port } = (await startTestRelay()).relay;
    const recorder = await recorderWith({});
    const second = startTestRelay({ port }, { recorder });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(recorder.stats().state).toBe('closed');
  });

  test('routes mounted before listening serve the first request', async () => {
    let whileMounting: unknown = null;
    const relay = await startTestRelay(
      {},
      {
        beforeListening: async (starting) => {
          whileMounting = await fetch(`${starting.address}/health`).catch(() => 'refused');
          const router = Router();
          router.get('/early', (_request, response) => void response.json({ early: true }));
          starting.mount(router);
        },
      },
    );
    expect(whileMounting).toBe('refused');
    expect((await relay.request('/api/early')).json).toEqual({ early: true });
  });

  test('an address that others reach needs a key', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.7']) {
      await expect(startTestRelay({ host })).rejects.toMatchObject({ code: 'key-needed' });
    }
    const relay = await startTestRelay({ host: '0.0.0.0', key: 'secret-key' });
    expect(relay.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await relay.request('/health')).status).toBe(200);
  });

  test('a loopback address needs none', async () => {
    const relay = await startTestRelay({ host: 'localhost' });
    expect((await relay.request('/health')).status).toBe(200);
  });
});

describe('stopping', () => {
  test('closes sockets with a reason, stores every received frame, notifies the agent, and may be called twice', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    const page = await relay.page('A');
    const agent = await relay.agent();
    agent.send({ type: 'batch', sessionID: 'A', run: 'r', seq: 1, lap: 1, data: frames(0, 20) });
    await agent.next('received');
    const started = performance.now();
    await Promise.all([relay.relay.stop(), relay.relay.stop()]);
    expect(performance.now() - started).toBeLessThan(limits.stopMs);
    for (const socket of [viewer, page, agent]) {
      expect(await socket.closed).toEqual({ code: 1012, reason: 'The relay is shutting down.' });
    }
    expect(agent.heard.at(-1)).toEqual({ type: 'stored', sessionID: 'A', run: 'r', packetId: 114 });
    expect(relay.relay.stats().recorder).toMatchObject({ framesStored: 20, state: 'closed' });
    await expect(relay.request('/health')).rejects.toThrow();
  });

  test('batches that wait for their order are shown and stored', async () => {
    const relay = await startTestRelay({}, { now: () => 1_000 });
    const viewer = await relay.watch('A');
    await relay.post('A', 1, frames(0, 20));
    await relay.post('A', 1, frames(2400, 2), { Connection: 'close' });
    await relay.relay.stop();
    await viewer.closed;
    expect(viewer.heard.at(-1)).toMatchObject({ data: frames(2400, 2) });
    expect(relay.relay.stats().recorder.framesStored).toBe(22);
  });

  test('a store that hangs and peers that never answer do not delay it', async () => {
    const recorder = await recorderWith({ close: () => new Promise<void>(() => {}) });
    const relay = await startTestRelay({}, { recorder });
    const open = new RawConnection(relay.address);
    open.socket.write('POST /ingest?session_id=A&lap=1 HTTP/1.1\r\nHost: localhost\r\n');
    const deaf = new RawConnection(relay.address);
    deaf.socket.write(socketRequest('/ws/A'));
    await relay.post('A', 1, [frame(1)]);
    const started = performance.now();
    await relay.relay.stop();
    expect(performance.now() - started).toBeLessThan(limits.stopMs);
  });

  test('an agent publishes although the store does not report its progress', async () => {
    const recorder = await recorderWith({ storedThrough: () => new Promise(() => {}) });
    const relay = await startTestRelay({}, { recorder });
    const agent = await relay.agent([{ sessionID: 'A', run: 'r' }]);
    expect(agent.heard[0]).toMatchObject({ stored: [] });
    const away = await recorderWith({ storedThrough: () => Promise.reject(new Error('away')) });
    const other = await startTestRelay({}, { recorder: away });
    const second = await other.agent([{ sessionID: 'A', run: 'r' }]);
    expect(second.heard[0]).toMatchObject({ stored: [] });
  });

  test('a failing event listener affects nobody else', async () => {
    const relay = await startTestRelay();
    const viewer = await relay.watch('A');
    relay.relay.onEvent(() => {
      throw new Error('A rule went wrong.');
    });
    expect((await relay.post('A', 1, [frame(1)])).status).toBe(200);
    await viewer.next();
    expect(relay.events.map((one) => one.name)).toEqual(['session-started', 'driving-started']);
  });
});
