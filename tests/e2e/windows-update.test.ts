/**
 * An installed older version under Wine that updates itself by a click: a real server announces the release, the real Setup is
 * downloaded, checked and run, and the new version comes back by itself. And a moment that is marked from the icon's menu.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { MomentList } from '../../protocol/marked-moment.ts';
import type { UpdateStatus } from '../../protocol/update-status.ts';
import { projectVersion } from '../../scripts/package/program.ts';
import * as wine from '../../scripts/wine.ts';
import { endsOfFile, withTest } from '../support/clean-up.ts';
import { until } from '../support/until.ts';
import { startUpdateServer, type UpdateServer } from '../support/update-server.ts';
import type { WindowsMachine } from '../support/windows-machine.ts';
import { needWindows, readyWindows } from '../support/windows-setup.ts';

const olderVersion = '0.0.1';
/** *Mark this moment* in the icon's menu. */
const markLine = '3';

let machine: WindowsMachine;
let server: UpdateServer;
const atEnd = endsOfFile();

async function ask(method: string, path: string, body?: object) {
  const token = readFileSync(machine.data('panel-token'), 'utf8').trim();
  const response = await fetch(`http://127.0.0.1:${machine.port}/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as unknown };
}

const updates = async () => (await ask('GET', 'updates')).json as UpdateStatus;

/** The installed program's own description. */
const about = () =>
  JSON.parse(readFileSync(machine.installed('app', 'package.json'), 'utf8')) as {
    version: string;
  };

/** The demo car in another Windows process, as the game is; ended with the test. */
function driveCar(): wine.WineProgram {
  return wine.runWindowsNode(machine.installed('app', 'dist', 'sequential.js'), ['demo-car'], {
    atEnd: withTest,
    environment: machine.environment,
  });
}

needWindows()('an installed older version', () => {
  beforeAll(async () => {
    const windows = await readyWindows(atEnd);
    ({ machine } = windows);
    const { setup } = windows.release;
    server = await startUpdateServer(atEnd);
    server.announce({ version: projectVersion(), notes: '- New', setup: readFileSync(setup) });
    await machine.install();
    const older = { ...about(), version: olderVersion, updates: server.source };
    writeFileSync(machine.installed('app', 'package.json'), JSON.stringify(older));
    await machine.sequential('open', '--background');
  }, 900_000);

  test('asks nobody until the user wants it, and then finds the release', async () => {
    expect(await updates()).toMatchObject({
      version: olderVersion,
      distribution: 'installed',
      canInstall: true,
      state: { kind: 'off' },
    });
    expect(server.requests).toEqual([]);
    const { json } = await ask('PUT', 'updates', { daily: true });
    expect(json).toMatchObject({
      state: { kind: 'available', release: { version: projectVersion() } },
    });
  });

  test('marks a moment from the menu of its icon, and is not updated while the car drives', async () => {
    const car = driveCar();
    await until('it drives', async () => (await updates()).hindrance === 'driving');
    await until('a lap is known', async () => (await machine.storedFrames()) > 0);
    await machine.atIcon('choose', markLine);
    const marked = async () => {
      const { status, json } = await ask('GET', 'sessions/live/moments');
      return status === 200 ? (json as MomentList).moments : [];
    };
    await until('the moment is stored', async () => (await marked()).length === 1);
    expect((await marked())[0]).toMatchObject({ note: '' });

    const refused = await ask('POST', 'updates/install');
    expect([refused.status, refused.json]).toMatchObject([
      409,
      { error: { code: 'update-not-now' } },
    ]);
    expect(server.requests).toEqual(['/latest.json']);
    await car.kill();
    await until('nobody drives', async () => (await updates()).hindrance === null);
  });

  test('downloads Setup by a click, and comes back as the new version with its data', async () => {
    const before = await machine.instance();
    const frames = await machine.storedFrames();
    expect((await ask('POST', 'updates/install')).status).toBe(202);
    await until(
      'the new one runs',
      async () => ![null, before].includes((await machine.instance()) as null),
      180_000,
    );
    expect(about().version).toBe(projectVersion());
    const now = await updates();
    expect([now.version, now.daily]).toEqual([projectVersion(), true]);
    expect(now.state.kind).not.toBe('failed');
    expect(await machine.storedFrames()).toBe(frames);
    expect(machine.log()).toContain('The relay has stopped.');
    expect(machine.log()).not.toContain('frames-lost');
    expect(server.requests).toEqual(['/latest.json', `/Sequential-Setup-${projectVersion()}.exe`]);
    await machine.sequential('stop');
  }, 240_000);
});
