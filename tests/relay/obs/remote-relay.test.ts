/** Following another relay: each event arrives once, also when the connection ends. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { RaceEvent } from '../../../protocol/events.ts';
import { silentLog } from '../../../protocol/log.ts';
import { pageTimes } from '../../../protocol/viewer-connection.ts';
import { RemoteRelay, watchAddress } from '../../../relay/obs/remote-relay.ts';
import { freePort } from '../../../scripts/processes.ts';
import { frames } from '../../support/frames.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

const times = { ...pageTimes, retry: { minMs: 10, maxMs: 40 } };
const open: RemoteRelay[] = [];
let heard: { name: string; id: number; instance: string }[];

beforeEach(() => {
  heard = [];
});

afterEach(async () => {
  for (const follower of open.splice(0)) follower.close();
  await stopAll();
});

function follow(relay: string, more: object = {}): RemoteRelay {
  const onEvent = ({ name, id }: RaceEvent, instance: string): void => {
    heard.push({ name, id, instance });
  };
  const follower = new RemoteRelay({ relay, log: silentLog, times, onEvent, ...more });
  open.push(follower);
  return follower;
}

/** Two laps of the pit lane and out again. */
async function drive(relay: TestRelay, first = 0): Promise<void> {
  await relay.post('RACE', 1, frames(first, 200, 6, { inPitLane: false }));
  await relay.post('RACE', 1, frames(first + 1_200, 200, 6, { inPitLane: true }));
  await relay.post('RACE', 2, frames(first + 2_400, 200, 6, { inPitLane: false }));
}

test('every event of the newest session, in order, with the name of the relay', async () => {
  const relay = await startTestRelay();
  const follower = follow(relay.address);
  await until('it follows', () => follower.connected);
  await drive(relay);
  await until('the relay made its events', () => relay.events.length >= 4);
  await until('all came', () => heard.length === relay.events.length);
  expect(heard).toEqual(
    relay.events.map(({ name, id }) => ({ name, id, instance: relay.relay.instance })),
  );
  expect(heard.map(({ name }) => name)).toContain('pit-entered');
});

test('only the session asked for', async () => {
  const relay = await startTestRelay();
  const follower = follow(relay.address, { session: 'OTHER' });
  await until('it follows', () => follower.connected);
  await drive(relay);
  await relay.post('OTHER', 1, frames(0, 10));
  await until('its own came', () => heard.length > 0);
  const others = relay.events.filter(({ sessionID }) => sessionID === 'OTHER');
  expect(heard.map(({ id }) => id)).toEqual(others.map(({ id }) => id));
});

test('a relay that starts later, and one that restarts', async () => {
  const port = await freePort();
  const follower = follow(`http://127.0.0.1:${port}/`);
  const first = await startTestRelay({ port });
  await until('it follows', () => follower.connected);
  await drive(first);
  await until('its events came', () => heard.length === first.events.length && heard.length > 3);
  await first.relay.stop();
  await until('it noticed', () => !follower.connected);
  const second = await startTestRelay({ port });
  await until('it follows again', () => follower.connected);
  heard = [];
  await drive(second, 100_000);
  await until('its events came', () => heard.length === second.events.length && heard.length > 3);
  expect(new Set(heard.map(({ instance }) => instance))).toEqual(new Set([second.relay.instance]));
});

test('a silent relay is disconnected and tried again', async () => {
  // Welcomes and then answers no ping: as a computer that went to sleep.
  let connections = 0;
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('connection', (socket) => {
    connections++;
    socket.once('message', () => {
      socket.send(JSON.stringify({ type: 'welcome', instance: 'sleepy' }));
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const quick = { ...times, quietMs: 30, staleMs: 60, deadMs: 120 };
  const follower = follow(`http://127.0.0.1:${port}`, { times: quick });
  await until('it follows', () => follower.connected);
  await until('it came again', () => connections > 1);
  for (const socket of server.clients) socket.terminate();
  follower.close();
  server.close();
});

test.each([
  [{ relay: 'http://pc:5000' }, 'ws://pc:5000/ws/live'],
  [{ relay: 'https://example.org/' }, 'wss://example.org/ws/live'],
  [{ relay: 'http://pc:5000', session: 'A.2' }, 'ws://pc:5000/ws/A.2'],
  [{ relay: 'http://pc:5000', driver: 'A & B' }, 'ws://pc:5000/ws/live?driver=A%20%26%20B'],
])('%j is watched at %s', (options, address) => {
  expect(watchAddress({ ...options, log: silentLog, onEvent: () => {} })).toBe(address);
});

test('messages of another form are ignored', async () => {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  await once(server, 'listening');
  const good = { name: 'paused', id: 7, sessionID: 's', at: 1 };
  server.on('connection', (socket) => {
    const strange: unknown[] = [
      ...[null, 5, [], 'x', {}, { type: 'welcome' }, { type: 'welcome', instance: 5 }],
      { type: 'welcome', instance: 'relay' },
      ...[{ type: 'event' }, { type: 'event', event: null }, { type: 'event', event: 'x' }],
      { type: 'event', event: { ...good, id: '8' } },
      { type: 'event', event: { ...good, name: 'party' } },
      { type: 'event', event: { ...good, lapTimeMs: 'fast' } },
      { type: 'event', event: good },
    ];
    for (const message of strange) socket.send(JSON.stringify(message));
    socket.send('{');
  });
  try {
    follow(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await until('the good one came', () => heard.length > 0);
    expect(heard).toEqual([{ name: 'paused', id: 7, instance: 'relay' }]);
  } finally {
    for (const socket of server.clients) socket.terminate();
    server.close();
  }
});

test('a relay with view keys is followed with one', async () => {
  const relay = await startTestRelay();
  const made = await relay.send('POST', '/api/keys', '{"kind":"view","name":"OBS PC"}');
  const follower = follow(relay.address, { key: (made.json as { key: string }).key });
  await until('it follows', () => follower.connected);
});
