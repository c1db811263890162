/** OBS set up in the panel: survives restarts, takes precedence over the config, and never shows its password. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import { SavedObsSettings } from '../../../../relay/obs/connection/obs-password.ts';
import type { ObsControl } from '../../../../relay/obs/obs-control.ts';
import { obsRoutes } from '../../../../relay/obs/obs-routes.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import type { FakeObs } from '../../../support/fake-obs.ts';
import { obsControl, startFakeObs } from '../../../support/obs-control.ts';
import { startTestRelay, type TestRelay } from '../../../support/test-relay.ts';
import { until } from '../../../support/until.ts';

let fake: FakeObs;
let folder: string;
let relay: TestRelay;

beforeEach(async () => {
  fake = await startFakeObs('secret-password');
  folder = temporaryFolder();
  relay = await startTestRelay();
});

async function start(obs: { url: string; password?: string } | null): Promise<ObsControl> {
  const triggers = obsControl(obs, [], {
    origins: () => [relay.address],
    pages: () => [],
    saved: await SavedObsSettings.open(folder, silentLog),
    timing: { retryMaxMs: 50 },
  });
  onTestFinished(() => triggers.stop());
  relay.relay.mount(obsRoutes(triggers));
  return triggers;
}

function change(method: 'PUT' | 'DELETE', body: unknown = {}, headers: object = {}) {
  return relay.send(method, '/api/obs/settings', body, headers);
}

const becomes = (triggers: ObsControl, name: string): Promise<void> =>
  until(`OBS is ${name}`, () => triggers.obs.state.name === name);

test('address and password connect OBS, also after a restart', async () => {
  const first = await start(null);
  expect(first.obs.state.name).toBe('off');
  const answer = await change('PUT', { url: fake.url, password: 'secret-password' });
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    settings: { url: fake.url, hasPassword: true, from: 'panel' },
  });
  await becomes(first, 'connected');
  await first.stop();

  const again = await start(null);
  await becomes(again, 'connected');
});

test('the password is in no answer', async () => {
  const triggers = await start(null);
  const put = await change('PUT', { url: fake.url, password: 'secret-password' });
  await becomes(triggers, 'connected');
  const get = await relay.request('/api/obs');
  expect(put.text + get.text).not.toContain('secret');
});

test('a wrong password is reported, and a right one connects at once', async () => {
  const triggers = await start(null);
  await change('PUT', { url: fake.url, password: 'wrong' });
  await becomes(triggers, 'wrong-password');
  await change('PUT', { password: 'secret-password' });
  await becomes(triggers, 'connected');
});

test('the same settings connect again, and an omitted password stays', async () => {
  const triggers = await start(null);
  await change('PUT', { url: fake.url, password: 'secret-password' });
  await becomes(triggers, 'connected');
  fake.close(4011);
  await becomes(triggers, 'kicked');
  await change('PUT', { url: fake.url });
  await becomes(triggers, 'connected');
});

test('the password of one address is never sent to another', async () => {
  const triggers = await start({ url: fake.url, password: 'secret-password' });
  await becomes(triggers, 'connected');
  await change('PUT', { url: fake.url.replace('127.0.0.1', 'localhost') });
  await becomes(triggers, 'wrong-password');
  expect(triggers.address).toMatchObject({ hasPassword: false, from: 'panel' });
});

test('after removal the config file counts again', async () => {
  const triggers = await start({ url: fake.url, password: 'secret-password' });
  await change('PUT', { url: fake.url, password: 'wrong' });
  await becomes(triggers, 'wrong-password');
  expect((await change('DELETE')).json).toMatchObject({ settings: { from: 'config' } });
  await becomes(triggers, 'connected');
});

test.each([
  { url: 'http://127.0.0.1' },
  { url: '' },
  { password: 7 },
  { passwort: 'x' },
  { password: 'x'.repeat(501) },
])('%j is refused and changes nothing', async (body) => {
  const triggers = await start(null);
  const { status, json } = await change('PUT', body);
  expect(status).toBe(400);
  expect(json).toMatchObject({ error: { code: 'bad-parameter' } });
  expect(triggers.address.from).toBeNull();
});

test('a foreign page cannot change it', async () => {
  const triggers = await start(null);
  const far = { 'X-Forwarded-For': '192.168.1.7' };
  expect((await change('PUT', { url: fake.url }, far)).status).toBe(401);
  expect((await change('DELETE', {}, { Origin: 'https://example.org' })).status).toBe(403);
  expect(triggers.address.from).toBeNull();
});

test('a damaged file stays, and OBS is as in the config', async () => {
  writeFileSync(join(folder, 'obs.json'), '{"obs": {"url": 5');
  const triggers = await start({ url: fake.url, password: 'secret-password' });
  expect(triggers.address.from).toBe('config');
  expect(readFileSync(join(folder, 'obs.json'), 'utf8')).toContain('"url": 5');
});
