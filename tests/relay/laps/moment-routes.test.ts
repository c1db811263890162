/** Marking a moment on a real relay: the event, the store, the list, notes, and what happens when nobody drives. */
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { MarkAnswer, MomentList } from '../../../protocol/marked-moment.ts';
import { processed, startTestRelay, type TestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';
import { frames } from '../storage/frames.ts';

const headers = { 'Content-Type': 'application/json' };

function mark(relay: TestRelay, body: object = {}, id = 'live') {
  return relay.send('POST', `/api/sessions/${id}/mark`, body);
}

async function moments(relay: TestRelay, id = 'live'): Promise<MomentList> {
  return (await relay.ask(`/api/sessions/${id}/moments`)).json as MomentList;
}

function drive(relay: TestRelay, first = 1) {
  const list = frames(first, 50, (k) => ({ currentLapTime: k * 16, trackPosition: k / 100 }));
  return relay.post('RACE', 3, list);
}

test('a mark is an event with lap, place and note, and is kept with the session', async () => {
  const relay = await startTestRelay();
  await relay.request('/api/sessions/RACE', {
    method: 'PUT',
    headers,
    body: JSON.stringify({ driverName: 'Ada', car: 'gt', track: 'spa' }),
  });
  await drive(relay);
  const { status, json } = await mark(relay, { note: '  contact\n in turn 1 ' });
  expect(status).toBe(201);
  const { sessionID, moment } = json as MarkAnswer;
  expect(sessionID).toBe('RACE');
  expect(moment).toMatchObject({ lap: 3, lapMs: 784, place: 0.49, note: 'contact in turn 1' });
  expect(relay.events.at(-1)).toMatchObject({
    name: 'moment-marked',
    sessionID: 'RACE',
    lap: 3,
    place: 0.49,
    sinceLineMs: 784,
    note: 'contact in turn 1',
    driver: 'Ada',
    car: 'gt',
    track: 'spa',
  });
  expect(await moments(relay)).toEqual({ sessionID: 'RACE', moments: [moment] });
});

test('a mark has the time of the system, which sleep and settings moved on since the relay started', async () => {
  let date = Date.UTC(2026, 10, 22, 20);
  const relay = await startTestRelay({}, { date: () => date });
  await drive(relay);
  date += 8 * 3_600_000;
  const { json } = await mark(relay);
  expect((json as MarkAnswer).moment.at).toBe(date);
});

test('without a note, a place or a body it is marked all the same', async () => {
  const relay = await startTestRelay();
  await relay.post('RACE', 1, frames(1, 5));
  const { status, json } = await relay.request('/api/sessions/RACE/mark', { method: 'POST' });
  expect(status).toBe(201);
  expect((json as MarkAnswer).moment).toMatchObject({ lap: 1, lapMs: null, place: null, note: '' });
  const event = relay.events.at(-1)!;
  expect('place' in event || 'note' in event || 'sinceLineMs' in event).toBe(false);
});

test('pages and plain event listeners get the event', async () => {
  const relay = await startTestRelay();
  await drive(relay);
  const page = await relay.page('live');
  await mark(relay);
  const event = await page.next('event');
  expect(event).toMatchObject({ event: { name: 'moment-marked', lap: 3 } });
});

test('when nobody drives the answer says so, and nothing happens', async () => {
  const relay = await startTestRelay();
  const nobody = await mark(relay);
  expect([nobody.status, nobody.json]).toEqual([
    409,
    {
      error: {
        code: 'nobody-drives',
        message: 'Nobody is driving, so there is no moment to mark.',
        hint: 'Mark it while a car is driven.',
      },
    },
  ]);
  expect((await mark(relay, {}, 'OTHER')).status).toBe(409);
  expect(relay.events).toEqual([]);
});

test('a pause belongs to the drive; a replay, the menu and the end do not', async () => {
  const relay = await startTestRelay();
  const agent = await relay.agent();
  const run = { sessionID: 'RACE', run: 'r1' };
  const expected = { driving: 201, paused: 201, replay: 409, menu: 409, ended: 409 };
  for (const [status, answer] of Object.entries(expected)) {
    agent.send({ type: 'status', ...run, status });
    if (status === 'driving') {
      agent.send({ type: 'batch', ...run, seq: 1, lap: 1, data: frames(1, 5) });
    }
    await processed(relay);
    await until(`it is ${status}`, () => relay.relay.stats().sessions[0]?.status === status);
    expect([status, (await mark(relay)).status]).toEqual([status, answer]);
  }
});

test('a car whose agent has gone is not driven', async () => {
  const relay = await startTestRelay();
  const agent = await relay.agent();
  const run = { sessionID: 'RACE', run: 'r1' };
  agent.send({ type: 'status', ...run, status: 'driving' });
  agent.send({ type: 'batch', ...run, seq: 1, lap: 1, data: frames(1, 5) });
  await agent.next('received');
  expect((await mark(relay)).status).toBe(201);
  await agent.close();
  await until('it is away', () => relay.relay.stats().sessions[0]?.status === 'agent-away');
  expect((await mark(relay)).status).toBe(409);
});

test('a note is changed and a moment deleted by the streamer only', async () => {
  const relay = await startTestRelay();
  await drive(relay);
  const { moment } = (await mark(relay)).json as MarkAnswer;
  const path = `/api/sessions/RACE/moments/${moment.id}`;
  const put = { method: 'PUT', headers, body: JSON.stringify({ note: 'spin' }) };
  // Not stored yet, perhaps: the list asks for it.
  await moments(relay);
  expect((await relay.ask(path, put)).status).toBe(401);
  expect((await relay.ask(path, { method: 'DELETE' })).status).toBe(401);
  const asStreamer = { Authorization: `Bearer ${relay.relay.panelToken}` };
  const change = () => relay.ask(path, { ...put, headers: { ...headers, ...asStreamer } });
  expect((await change()).status).toBe(200);
  expect((await moments(relay)).moments[0]?.note).toBe('spin');
  expect((await relay.request(path, { method: 'DELETE' })).status).toBe(204);
  expect((await relay.request(path, { method: 'DELETE' })).status).toBe(404);
  expect((await change()).status).toBe(404);
  expect((await moments(relay)).moments).toEqual([]);
});

test('a note that is too long or no text is refused', async () => {
  const relay = await startTestRelay();
  await drive(relay);
  for (const note of ['x'.repeat(limits.momentNoteCharsMax + 1), 5, {}]) {
    const { status, json } = await mark(relay, { note });
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { code: 'bad-parameter' } });
  }
  expect((await moments(relay)).moments).toEqual([]);
});

test('a drive has a limited number of moments', async () => {
  const relay = await startTestRelay();
  await drive(relay);
  for (let i = 0; i < limits.momentsPerRunMax; i++) await relay.relay.mark('');
  const { status, json } = await mark(relay);
  expect([status, json]).toMatchObject([429, { error: { code: 'too-many' } }]);
});

test('a relay that keeps nothing still sends the event', async () => {
  const relay = await startTestRelay({ db: 'none' });
  await drive(relay);
  expect((await mark(relay)).status).toBe(201);
  expect(relay.events.at(-1)?.name).toBe('moment-marked');
});

test('the list is a file for a spreadsheet too', async () => {
  const relay = await startTestRelay();
  await drive(relay);
  await mark(relay, { note: 'spin' });
  const { headers: sent, text } = await relay.ask('/api/sessions/live/moments?format=csv');
  expect(sent.get('Content-Disposition')).toBe('attachment; filename=RACE-moments.csv');
  expect(text.split('\r\n')).toHaveLength(3);
  expect(text).toContain(',spin');
});

test.each(['format=xml', 'format=csv&separator=tab'])(
  'a list with %s is refused',
  async (query) => {
    const relay = await startTestRelay();
    await drive(relay);
    const { status, json } = await relay.ask(`/api/sessions/live/moments?${query}`);
    expect([status, json]).toMatchObject([400, { error: { code: 'bad-parameter' } }]);
  },
);
