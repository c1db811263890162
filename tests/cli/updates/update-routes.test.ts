/** `/api/updates` on a real relay: for the streamer only, and each answer is the state afterwards. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { downloadFile, readWebText } from '../../../cli/updates/download.ts';
import { openUpdateMemory } from '../../../cli/updates/update-memory.ts';
import { updateRoutes } from '../../../cli/updates/update-routes.ts';
import { Updater } from '../../../cli/updates/updater.ts';
import type { UpdateStatus } from '../../../protocol/update-status.ts';
import { systemClock } from '../../../relay/storage/clock.ts';
import { temporaryFolder, withTest } from '../../support/clean-up.ts';
import { LogBook } from '../../support/log-book.ts';
import { startTestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';
import { startUpdateServer } from '../../support/update-server.ts';

const setup = Buffer.from('this is Setup');

/** A server that announces version 2.0.0 with its Setup, and a relay with an updater that asks it. */
async function start() {
  const server = await startUpdateServer();
  server.announce({ version: '2.0.0', notes: '## New\n- all of it', setup });
  const folder = temporaryFolder();
  const log = new LogBook();
  const setups: string[] = [];
  const updater = new Updater({
    program: {
      version: '1.0.0',
      distribution: 'installed',
      updateSource: server.source,
    },
    platform: 'win32',
    memory: await openUpdateMemory(folder, log),
    folder: join(folder, 'updates'),
    clock: systemClock,
    log,
    hindrance: async () => null,
    readText: readWebText,
    download: downloadFile,
    runSetup: (file) => {
      setups.push(file);
      return new Promise(() => {});
    },
  });
  withTest(() => updater.stop());
  const { relay, address } = await startTestRelay();
  relay.mount(updateRoutes(updater));
  const ask = async (method: string, path: string, body?: object, key = relay.panelToken) => {
    const response = await fetch(`${address}/api/updates${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await response.json()) as UpdateStatus & { error?: { code: string } };
    return { status: response.status, json };
  };
  return { ask, setups };
}

test('the panel switches it on, sees the release, and installs it with one click', async () => {
  const { ask, setups } = await start();
  const before = await ask('GET', '');
  expect(before.json).toMatchObject({ version: '1.0.0', state: { kind: 'off' }, canInstall: true });
  const on = await ask('PUT', '', { daily: true });
  expect(on.json).toMatchObject({
    daily: true,
    state: { kind: 'available', release: { version: '2.0.0', file: { bytes: setup.length } } },
  });
  const installed = await ask('POST', '/install');
  expect(installed.status).toBe(202);
  await until('Setup runs', () => setups.length === 1);
  expect((await ask('GET', '')).json.state.kind).toBe('installing');
  const again = await ask('POST', '/install');
  expect([again.status, again.json.error?.code]).toEqual([409, 'update-refused']);
});

test('a check by hand answers with what was found', async () => {
  const { ask } = await start();
  const checked = await ask('POST', '/check');
  expect([checked.status, checked.json.state.kind]).toEqual([200, 'available']);
  expect(checked.json.daily).toBe(false);
});

test('nobody else reads or changes it', async () => {
  const { ask } = await start();
  for (const [method, path] of [
    ['GET', ''],
    ['PUT', ''],
    ['POST', '/check'],
    ['POST', '/install'],
  ] as const) {
    const { status } = await ask(method, path, method === 'GET' ? undefined : {}, 'a-wrong-key');
    expect(status).toBe(403);
  }
});

test('a wish that is none is refused', async () => {
  const { ask } = await start();
  const { status, json } = await ask('PUT', '', { daily: 'yes' });
  expect([status, json.error?.code]).toEqual([400, 'bad-parameter']);
});
