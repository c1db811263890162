/** The list of sessions that can be watched, and what it must not reveal. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { WatchList } from '../../../protocol/watch-list.ts';
import { frames } from '../../support/frames.ts';
import { startTestRelay } from '../../support/test-relay.ts';

const protocol = new URL('../../../protocol/PROTOCOL.md', import.meta.url);
/** The names that PROTOCOL.md gives to the fields of the list, and of a session in it. */
const [documented, ofSession] = /`\{("relayMs"[^[]*):\[\{(.*)\}\]\}`/
  .exec(readFileSync(protocol, 'utf8'))!
  .slice(1)
  .map((names) => names.split(',').map((name) => name.replaceAll('"', '')));

const listOf = (answer: { json: unknown }) => answer.json as WatchList;

test('lists the sessions that have frames, the newest first, with what their viewers get', async () => {
  let now = 1_000_000;
  const relay = await startTestRelay({}, { now: () => now });
  expect(listOf(await relay.request('/api/watch')).sessions).toEqual([]);
  await relay.send('PUT', '/api/sessions/ONE', {
    driverName: 'A. One',
    track: 'spa',
    car: 'ks_mazda_mx5_cup',
  });
  // Described, but nothing came of it yet.
  expect(listOf(await relay.request('/api/watch')).sessions).toEqual([]);
  await relay.post('ONE', 3, frames(1, 5));
  now += 500;
  await relay.post('TWO', 1, frames(1, 5));
  const list = listOf(await relay.request('/api/watch'));
  expect(list.relayMs).toBe(1_000_500);
  expect(list.isStoring).toBe(true);
  expect(Object.keys(list).sort()).toEqual([...documented!].sort());
  expect(Object.keys(list.sessions[1]!).sort()).toEqual([...ofSession!].sort());
  expect(list.sessions.map(({ sessionID }) => sessionID)).toEqual(['TWO', 'ONE']);
  expect(list.sessions[1]).toEqual({
    sessionID: 'ONE',
    driver: 'A. One',
    car: 'ks_mazda_mx5_cup',
    track: 'spa',
    trackConfiguration: null,
    status: 'driving',
    lap: 3,
    bestLapMs: null,
    heardAt: 1_000_000,
    cars: 0,
  });
});

test('tells when nothing is stored, so that a page need not ask and be refused', async () => {
  const relay = await startTestRelay({ db: 'none' });
  expect(listOf(await relay.request('/api/watch')).isStoring).toBe(false);
});

test('is open to everybody, and compressed for other machines only', async () => {
  const relay = await startTestRelay();
  for (let n = 0; n < 12; n++) await relay.post(`SESSION-${n}`, 1, frames(1, 1));
  const here = await relay.request('/api/watch');
  expect(here.headers.get('content-encoding')).toBeNull();
  const away = await relay.request('/api/watch', {
    headers: { 'X-Forwarded-For': '192.0.2.7', 'Accept-Encoding': 'gzip' },
  });
  expect(away.headers.get('content-encoding')).toBe('gzip');
  expect(listOf(away).sessions).toHaveLength(12);
});
