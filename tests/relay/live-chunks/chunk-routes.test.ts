/** `/live` on a real relay: what is answered, and what caches may keep of it. */
import { once } from 'node:events';
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { decodeFrames } from '../../../protocol/frame-codec.ts';
import {
  decodeChunk,
  jsonKind,
  type LatestLiveChunk,
  type LiveChunkOpening,
  liveChunkForm,
} from '../../../protocol/live-chunk.ts';
import { frames } from '../../support/frames.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';

const begin = 1_800_000_000_100;
const seconds = Math.floor(begin / 1_000);

/** A relay whose clock stands until a test sets it. */
async function startClocked() {
  const clock = { now: begin };
  const relay = await startTestRelay({}, { now: () => clock.now, tickMs: 3_600_000 });
  const latest = async (session: string): Promise<LatestLiveChunk> =>
    (await relay.ask(`/live/${session}/latest`)).json as LatestLiveChunk;
  return { clock, relay, latest };
}

/** `fetch` would ask past every cache. */
async function statusOf(address: string, headers: OutgoingHttpHeaders): Promise<number> {
  const [answer] = (await once(get(address, { headers }), 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode!;
}

async function messagesOf(relay: TestRelay, path: string) {
  const response = await fetch(relay.address + path);
  return decodeChunk(new Uint8Array(await response.arrayBuffer()));
}

test('a second of a session is a file that caches may keep for ever', async () => {
  const { clock, relay, latest } = await startClocked();
  await relay.post('ONE', 3, frames(1, 5));
  // The first question starts the recording.
  expect(await latest('ONE')).toMatchObject({ sessionID: 'ONE', newest: null, relayMs: begin });
  clock.now = (seconds + 1) * 1_000 + 100;
  await relay.post('ONE', 3, frames(31, 5));
  clock.now = (seconds + 2) * 1_000;
  expect(await latest('live')).toMatchObject({
    sessionID: 'ONE',
    status: 'driving',
    first: seconds + 1,
    newest: seconds + 1,
    streamDelayMs: null,
    settings: { theme: null, overlays: {} },
  });
  const path = `/live/ONE/${seconds + 1}.bin`;
  const answer = await relay.ask(path);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600, immutable');
  const tag = answer.headers.get('etag')!;
  expect(await statusOf(relay.address + path, { 'If-None-Match': tag })).toBe(304);
  const framed = (await messagesOf(relay, path)).filter(({ message }) => message[0] !== jsonKind);
  const shown = framed.flatMap(({ message }) => decodeFrames(liveChunkForm, message).frames);
  expect(shown.map(({ packetId }) => packetId)).toEqual([31, 37, 43, 49, 55]);
  expect(framed[0]?.atMs).toBe(100);
});

test('what a page needs to begin with a second lies beside it', async () => {
  const { clock, relay, latest } = await startClocked();
  await relay.post('ONE', 3, frames(1, 5, 6, { fuel: 4.5 }));
  await latest('ONE');
  clock.now = (seconds + 1) * 1_000;
  await latest('ONE');
  clock.now += 1_000;
  const answer = await relay.ask(`/live/ONE/${seconds + 1}.json`);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600, immutable');
  const opening = answer.json as LiveChunkOpening;
  expect(opening.session).toMatchObject({ sessionID: 'ONE', status: 'driving', run: 1 });
  expect(opening.state).toMatchObject({ packetId: 25, fuel: 4.5, lap: 3 });
  expect(opening.board).toMatchObject({ laps: [] });
  expect(opening.cars).toBeNull();
});

test('a second that is not over, and a name that is none, are kept by caches for a moment only', async () => {
  const { relay, latest } = await startClocked();
  await relay.post('ONE', 3, frames(1, 5));
  await latest('ONE');
  for (const path of [
    `/live/ONE/${seconds + 1}.bin`,
    '/live/ONE/x.bin',
    '/live/NOBODY/1.bin',
    `/live/live/${seconds + 1}.json`,
  ]) {
    const answer = await relay.ask(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=1');
    expect(answer.json).toMatchObject({ error: { code: 'not-found' } });
  }
});

test('the end of a session is in its last second, and nothing comes behind it', async () => {
  const { clock, relay, latest } = await startClocked();
  const agent = await relay.agent();
  const run = { sessionID: 'ONE', run: 'a' };
  agent.send({ type: 'status', ...run, status: 'driving' });
  agent.send({ type: 'batch', ...run, seq: 1, lap: 1, data: frames(1, 5) });
  await agent.next('received');
  await latest('ONE');
  clock.now = (seconds + 1) * 1_000;
  await latest('ONE');
  agent.send({ type: 'status', ...run, status: 'ended' });
  await agent.answered();
  for (let n = 2; n < 6; n++) {
    clock.now = (seconds + n) * 1_000;
    expect(await latest('ONE')).toMatchObject({ status: 'ended', newest: seconds + 1 });
  }
  const texts = (await messagesOf(relay, `/live/ONE/${seconds + 1}.bin`)).map(({ message }) =>
    new TextDecoder().decode(message),
  );
  expect(texts.some((text) => text.includes('"status":"ended"'))).toBe(true);
  expect(texts.some((text) => text.includes('"session-ended"'))).toBe(true);
});

test('nobody drives: the answer says so', async () => {
  const { latest } = await startClocked();
  expect(await latest('live')).toMatchObject({ sessionID: null, status: null, newest: null });
  expect(await latest('NOBODY')).toMatchObject({ sessionID: null, newest: null });
});

test('`live` is asked for by driver, and does not jump between two that drive', async () => {
  const { clock, relay } = await startClocked();
  const describe = (id: string, driverName: string) =>
    relay.send('PUT', `/api/sessions/${id}`, { driverName });
  await describe('ONE', 'Ann');
  await describe('TWO', 'Bob');
  const latestFor = async (query = '') =>
    ((await relay.ask(`/live/live/latest${query}`)).json as LatestLiveChunk).sessionID;
  const seen = new Set<string | null>();
  for (let n = 0; n < 6; n++) {
    clock.now += 100;
    await relay.post('ONE', 1, frames(1 + 60 * n, 5));
    seen.add(await latestFor());
    await relay.post('TWO', 1, frames(1 + 60 * n, 5));
    if (n > 3) expect(await latestFor()).toBe('ONE');
    expect(await latestFor('?driver=bob')).toBe('TWO');
  }
  expect(seen).toEqual(new Set(['ONE']));
});

test('what somebody with a key gets stays out of shared caches', async () => {
  const relay = await startTestRelay();
  const token = { headers: { Authorization: `Bearer ${relay.relay.panelToken}` } };
  const answer = await relay.ask('/live/live/latest', token);
  expect(answer.headers.get('cache-control')).toBe('private, max-age=1');
});

test('pages that may watch may read it, and no others', async () => {
  const relay = await startTestRelay({ allowOrigins: ['https://fans.example'] });
  const from = (origin: string) => relay.ask('/live/live/latest', { headers: { Origin: origin } });
  const friend = await from('https://fans.example');
  expect(friend.status).toBe(200);
  expect(friend.headers.get('access-control-allow-origin')).toBe('https://fans.example');
  expect(friend.headers.get('vary')).toContain('Origin');
  const stranger = await from('https://elsewhere.example');
  expect(stranger.status).toBe(403);
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
});
