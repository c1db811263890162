/** OBS found by its own settings files: connected without a typed password, and followed when the files change. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import type { ObsStatus } from '../../../../protocol/relay-answers.ts';
import { SavedObsSettings } from '../../../../relay/obs/connection/obs-password.ts';
import { OwnObsFiles } from '../../../../relay/obs/connection/own-obs-files.ts';
import { obsPlaces } from '../../../../relay/obs/connection/own-obs-settings.ts';
import type { ObsControl } from '../../../../relay/obs/obs-control.ts';
import { obsRoutes } from '../../../../relay/obs/obs-routes.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import type { FakeObs } from '../../../support/fake-obs.ts';
import { obsControl, startFakeObs } from '../../../support/obs-control.ts';
import { startTestRelay, type TestRelay } from '../../../support/test-relay.ts';
import { until } from '../../../support/until.ts';

const password = 'password-of-obs';

let fake: FakeObs;
let home: string;
let relay: TestRelay;

beforeEach(async () => {
  fake = await startFakeObs(password);
  home = temporaryFolder();
  relay = await startTestRelay();
});

const places = () => obsPlaces({ platform: 'linux', env: {}, home });

/** As OBS does it: the new file replaces the old one. */
function obsWrites(changes: object = {}): void {
  const { json } = places()[0]!;
  mkdirSync(dirname(json), { recursive: true });
  const settings = {
    server_enabled: true,
    server_port: Number(new URL(fake.url).port),
    auth_required: true,
    server_password: password,
    ...changes,
  };
  writeFileSync(`${json}.tmp`, JSON.stringify(settings));
  renameSync(`${json}.tmp`, json);
}

async function start(): Promise<ObsControl> {
  const control = obsControl(null, [], {
    origins: () => [relay.address],
    pages: () => [],
    saved: await SavedObsSettings.open(home, silentLog),
    own: await OwnObsFiles.open({ places: places(), intervalMs: 20 }),
    timing: { retryMinMs: 60_000, retryMaxMs: 60_000 },
  });
  onTestFinished(() => control.stop());
  relay.relay.mount(obsRoutes(control));
  return control;
}

const connect = () => relay.send('PUT', '/api/obs/settings', { found: true });

const status = async () => (await relay.request('/api/obs')).json as ObsStatus;

const becomes = (control: ObsControl, name: string): Promise<void> =>
  until(`OBS is ${name}`, () => control.obs.state.name === name);

test('is not connected before the user wishes it', async () => {
  obsWrites();
  await start();
  expect(await status()).toMatchObject({
    state: 'off',
    found: { server: 'on', port: Number(new URL(fake.url).port), password: 'known' },
  });
  expect(fake.connections).toBe(0);
});

test('is connected by one request without a password, also after a restart', async () => {
  obsWrites();
  const first = await start();
  expect((await connect()).status).toBe(200);
  await becomes(first, 'connected');
  expect((await status()).settings).toEqual({ url: fake.url, hasPassword: true, from: 'obs' });
  await first.stop();

  const second = await start();
  await becomes(second, 'connected');
});

/** It is connected with what OBS has written. */
async function startConnected() {
  obsWrites();
  const control = await start();
  await connect();
  await becomes(control, 'connected');
  return control;
}

test('keeps its password out of the answers and out of the user’s folder', async () => {
  obsWrites();
  const control = await start();
  const answer = await connect();
  await becomes(control, 'connected');
  expect(JSON.stringify([answer.json, await status()])).not.toContain(password);
  expect(readFileSync(join(home, 'obs.json'), 'utf8')).not.toContain(password);
});

test('is connected as soon as its server is switched on', async () => {
  obsWrites({ server_enabled: false });
  const { url } = fake;
  await fake.stop(1006);
  const control = await start();
  await connect();
  await becomes(control, 'refused');
  expect((await status()).sentence).toContain('tick Enable WebSocket server');

  await fake.start();
  expect(fake.url).toBe(url);
  obsWrites();
  await becomes(control, 'connected');
});

test('is connected again with a new password and a new port', async () => {
  const control = await startConnected();
  await fake.stop(1001);
  fake.password = 'another-password';
  await fake.start();
  control.obs.reconnect();
  await becomes(control, 'wrong-password');

  obsWrites({ server_password: 'another-password' });
  await becomes(control, 'connected');
});

test('stays connected while its file is half written', async () => {
  const control = await startConnected();
  writeFileSync(places()[0]!.json, '{"server_enabled": tr');
  await until('the file is read', async () => (await status()).found?.server === 'unknown');
  expect(control.obs.state.name).toBe('connected');
  obsWrites();
  await until('the file is read again', async () => (await status()).found?.server === 'on');
  expect(control.obs.state.name).toBe('connected');
  expect(fake.connections).toBe(1);
});

test('is forgotten when it is removed from this machine', async () => {
  obsWrites();
  await start();
  rmSync(dirname(places()[0]!.json), { recursive: true });
  await until('OBS is gone', async () => (await status()).found === null);
});
