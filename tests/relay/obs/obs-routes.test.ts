/** `/api/obs` and `/api/triggers`, on a real relay with a fake OBS behind it. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ObsControl } from '../../../relay/obs/obs-control.ts';
import { obsRoutes } from '../../../relay/obs/obs-routes.ts';
import { obs } from '../../panel/home/healthy.ts';
import type { FakeObs } from '../../support/fake-obs.ts';
import { frames } from '../../support/frames.ts';
import { obsControl, startFakeObs } from '../../support/obs-control.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

const rules = [
  { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] },
  { name: 'a/b c', on: 'collision', cooldownSeconds: 5, do: [{ scene: 'Rase' }] },
  {
    name: 'hook',
    on: 'lap-completed',
    do: [{ http: 'https://example.org/secret-hook', headers: { 'x-key': 'secret-key' } }],
  },
];

let fake: FakeObs;
let relay: TestRelay;
let triggers: ObsControl;

beforeEach(async () => {
  fake = await startFakeObs('secret-password');
  relay = await startTestRelay();
  triggers = obsControl({ url: fake.url, password: 'secret-password' }, rules, {
    origins: () => [relay.address],
    overlays: async () => [{ name: 'gear', title: 'Gear', size: { width: 300, height: 200 } }],
    pages: () => relay.relay.viewers(),
    timing: { retryMaxMs: 50 },
  });
  relay.relay.mount(obsRoutes(triggers));
  relay.relay.onEvent((event) => triggers.handleEvent(event, relay.relay.instance));
  await until('OBS is connected', () => triggers.dispatcher.scene !== null);
});

afterEach(async () => {
  await triggers.stop();
  await triggers.stop();
  await stopAll();
});

const post = (path: string, body: unknown = {}) => relay.send('POST', path, body);

describe('GET /api/obs', () => {
  test('has the state of OBS, its scenes, and what would fail in the race', async () => {
    const { status, json } = await relay.request('/api/obs');
    expect(status).toBe(200);
    expect(json).toEqual({
      ...obs(),
      found: null,
      settings: { url: fake.url, hasPassword: true, from: 'config' },
      problems: [
        {
          rule: 'a/b c',
          action: 'scene',
          severity: 'error',
          sentence: 'OBS has no scene "Rase"; the nearest is "Race".',
        },
      ],
    });
  });

  test('while OBS is away it has that state', async () => {
    await fake.stop(1006);
    await until('OBS is away', () => triggers.obs.state.name === 'refused');
    const { json } = await relay.request('/api/obs');
    expect(json).toMatchObject({ state: 'refused', version: null, scenes: [], problems: [] });
  });

  test('no answer holds a secret', async () => {
    const answers = await Promise.all(['/api/obs', '/api/triggers'].map((p) => relay.request(p)));
    expect(answers.map(({ text }) => text).join('')).not.toContain('secret');
  });

  test('is for this machine only', async () => {
    const elsewhere = { headers: { 'X-Forwarded-For': '192.168.1.7' } };
    for (const path of ['/api/obs', '/api/triggers']) {
      expect((await relay.request(path, elsewhere)).status).toBe(401);
    }
  });
});

describe('POST /api/obs/sources', () => {
  test('adds an overlay with the address of the relay, and lists it', async () => {
    const { status, json } = await post('/api/obs/sources', {
      overlay: 'gear',
      scene: 'Race',
      theme: 'paper',
    });
    expect(status).toBe(201);
    const url = `${relay.address}/overlays/gear?theme=paper`;
    expect(json).toEqual({ name: 'Gear', scene: 'Race', url, created: true });
    const { json: obs } = await relay.request('/api/obs');
    expect(obs).toMatchObject({
      sources: [{ name: 'Gear', overlay: 'gear', target: 'live', driver: null }],
    });
    expect((await post('/api/obs/sources', { overlay: 'gear', scene: 'Race' })).status).toBe(200);
  });

  test.each([
    [{ scene: 'Race' }, 400, 'bad-parameter'],
    [{ overlay: 'gear', scene: 'Race', extra: 1 }, 400, 'bad-parameter'],
    [{ overlay: 'gear', scene: 'Race', width: 0 }, 400, 'bad-parameter'],
    [{ overlay: 'gears', scene: 'Race' }, 400, 'bad-parameter'],
    [{ overlay: 'gear', scene: 'Nowhere' }, 400, 'bad-parameter'],
    [[], 400, 'bad-parameter'],
  ])('%j is refused', async (body, status, code) => {
    const answer = await post('/api/obs/sources', body);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error: { code } });
  });

  test('an OBS without browser sources is a refusal with a hint', async () => {
    fake.kinds = [];
    const { status, json } = await post('/api/obs/sources', { overlay: 'gear', scene: 'Race' });
    expect(status).toBe(409);
    expect(json).toMatchObject({
      error: { code: 'obs-refused', hint: expect.stringContaining('obsproject.com') },
    });
  });

  test('while OBS is away it is refused with that reason', async () => {
    await fake.stop(1006);
    await until('OBS is away', () => triggers.obs.state.name === 'refused');
    const { status, json } = await post('/api/obs/sources', { overlay: 'gear', scene: 'Race' });
    expect(status).toBe(503);
    expect(json).toMatchObject({ error: { code: 'obs-away' } });
  });
});

describe('triggers', () => {
  test('are listed with what they did', async () => {
    const pit = (inPitLane: boolean, first: number) =>
      relay.post('RACE', 1, frames(first, 100, 6, { inPitLane }));
    await pit(false, 0);
    await pit(true, 600);
    await until('the scene changed', () => fake.program === 'Pits');
    await until('it is done', () => triggers.dispatcher.history()[0]?.outcome === 'done');
    const { json } = await relay.request('/api/triggers');
    expect(json).toMatchObject({
      problems: [],
      rules: [
        { name: 'pits', enabled: true, on: 'pit-entered', actions: ['scene'] },
        { name: 'a/b c', lastFired: null },
        { name: 'hook', actions: ['http'] },
      ],
      history: [
        {
          rule: 'pits',
          outcome: 'done',
          event: { name: 'pit-entered', sessionID: 'RACE', lap: 1 },
          actions: [{ action: 'scene', outcome: 'done' }],
        },
      ],
    });
  });

  test('can be fired by hand, whatever their names', async () => {
    const done = await post('/api/triggers/pits/test');
    expect(done.json).toMatchObject({ rule: 'pits', outcome: 'done', test: true });
    expect(fake.program).toBe('Pits');
    const failed = await post(`/api/triggers/${encodeURIComponent('a/b c')}/test`);
    expect(failed.json).toMatchObject({
      outcome: 'failed',
      sentence: 'OBS has no scene "Rase".',
    });
  });

  test('a missing one is reported', async () => {
    expect((await post('/api/triggers/nothing/test')).status).toBe(404);
  });

  test('cannot be fired by a foreign page', async () => {
    const answer = await relay.request('/api/triggers/pits/test', {
      method: 'POST',
      headers: { Origin: 'https://example.org' },
    });
    expect(answer.status).toBe(403);
    expect(fake.program).toBe('Race');
  });
});

test('after a disconnect in OBS the panel connects it again', async () => {
  fake.close(4011);
  await until('it stays away', () => triggers.obs.state.name === 'kicked');
  expect((await post('/api/obs/connect')).status).toBe(202);
  await until('OBS is connected', () => triggers.obs.state.name === 'connected');
});

test('rules that need OBS without its section are reported', async () => {
  const lonely = obsControl(null, [], {
    rules: triggers.dispatcher.rules,
    origins: () => [relay.address],
  });
  expect(lonely.sentences).toEqual(['The rules need OBS, but it is not set up yet.']);
  expect(lonely.sentence).toContain('not set up');
  await lonely.stop();
});

test('an OBS on another computer never gets an address of its own machine', async () => {
  const remote = obsControl({ url: 'ws://192.0.2.7:4455' }, [], {
    origins: () => ['http://127.0.0.1:5000', 'http://192.168.1.2:5000'],
  });
  expect(remote.originForObs).toBe('http://192.168.1.2:5000');
  await remote.stop();
});
