/** The findings of `sequential doctor`: a line for each, and a failure only for what is broken. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { CommandContext } from '../../../cli/command.ts';
import { healthOf } from '../../../cli/desktop/running-program.ts';
import {
  checkDatabase,
  checkGame,
  checkRelay,
  type DoctorFinding,
} from '../../../cli/doctor/checks.ts';
import { checkObs, hardwareAcceleration } from '../../../cli/doctor/obs-check.ts';
import { checkPanel } from '../../../cli/doctor/panel-check.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';
import { eachMakes } from '../../support/each-makes.ts';
import type { FakeObs } from '../../support/fake-obs.ts';
import { listen } from '../../support/listen.ts';
import { startFakeObs } from '../../support/obs-control.ts';
import { startTestRelay } from '../../support/test-relay.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const context = (config: object = {}): CommandContext => commandContext(folder, config);

const said = (found: DoctorFinding[]): string[] =>
  found.map(({ verdict, subject, sentence }) => `${verdict} ${subject}: ${sentence}`);

describe('the relay', () => {
  test('that runs is reported with its agents and viewers', async () => {
    const { address } = await startTestRelay();
    const health = await healthOf(address);
    expect(said(await checkRelay(context(), address, health))).toEqual([
      `ok Relay: Runs at ${address}, version dev: 0 agents, 0 viewers.`,
    ]);
  });

  test('in whose place another program answers localhost is reported', async () => {
    const { address, relay } = await startTestRelay();
    const server = createServer((_request, response) => response.end('Hello'));
    await new Promise<void>((resolve) => server.listen(relay.port, '::1', resolve));
    onTestFinished(() => void server.close());
    const found = await checkRelay(context(), address, await healthOf(address));
    expect(said(found)[1]).toContain(
      `note Localhost: node (process ${process.pid}) answers localhost:${relay.port} on ::1`,
    );
  });

  test('that does not run is fine when its port is free', async () => {
    const found = await checkRelay(context({ port: 0 }), 'http://127.0.0.1:1', null);
    expect(found[0]).toMatchObject({ verdict: 'note' });
  });

  test('whose port is in use is reported with the program', async () => {
    const server = createServer((_request, response) => response.end('{}'));
    const port = await listen(server);
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${port}`;
    expect(await healthOf(url)).toBeNull();
    const [line] = said(await checkRelay(context({ port }), url, null));
    expect(line).toContain(`wrong Relay: Port ${port} is used by `);
    expect(line).toContain(`--port ${port + 1}`);
  });

  test('with the address of another machine', async () => {
    const found = await checkRelay(context({ host: '192.0.2.1', port: 0 }), 'http://x', null);
    expect(said(found)[0]).toContain('wrong Relay: This machine has no address 192.0.2.1');
  });
});

describe('the panel', () => {
  test('is opened with the token of this folder, which no finding shows', async () => {
    const { address, relay } = await startTestRelay();
    const { found, address: shown } = await checkPanel(address, relay.panelToken);
    expect(shown).toBe(`${address}/#token=${relay.panelToken}`);
    expect(found.map(({ verdict }) => verdict)).toEqual(['ok']);
    expect(said([...found]).join()).not.toContain(relay.panelToken);
  });

  test('of a relay of another folder is not opened from here', async () => {
    const { address } = await startTestRelay();
    expect(await checkPanel(address, null)).toMatchObject({ address: null });
    const { found, address: shown } = await checkPanel(address, 'T'.repeat(43));
    expect(shown).toBeNull();
    expect(said([...found])[0]).toMatch(/^note Panel: .*another folder/);
  });
});

describe('the database', () => {
  test('that is missing will be created', async () => {
    const db = `sqlite:${join(folder, 'laps.db')}`;
    expect(said(await checkDatabase(context({ db }), null))[0]).toMatch(/^ok Database: .*made\.$/);
  });

  test('whose folder is missing cannot', async () => {
    const db = `sqlite:${join(folder, 'none', 'laps.db')}`;
    expect((await checkDatabase(context({ db }), null))[0]).toMatchObject({ verdict: 'wrong' });
  });

  test('that is not a database is reported', async () => {
    const file = join(folder, 'laps.db');
    writeFileSync(file, 'these are not laps, and long enough to be looked at'.repeat(50));
    const [line] = said(await checkDatabase(context({ db: `sqlite:${file}` }), null));
    expect(line).toMatch(/^wrong Database: /);
  });

  test('that PostgreSQL does not answer for is reported without its password', async () => {
    const db = 'postgres://me:pass-w0rd@127.0.0.1:9/laps';
    const [line] = said(await checkDatabase(context({ db }), null));
    expect(line).toMatch(/^wrong Database: /);
    expect(line).not.toContain('pass-w0rd');
  });

  test('of a running relay is checked by that relay', async () => {
    const recorder = { store: 'sqlite', state: 'away', detail: 'The disk is full.' };
    const health = { status: 'ok' as const, version: '1', agents: 0, viewers: 0, recorder };
    expect(said(await checkDatabase(context(), health))).toEqual([
      'wrong Database: sqlite is away: The disk is full.',
    ]);
  });
});

test('a game that does not run is fine', async () => {
  process.env.SEQUENTIAL_PAGES = `sqtest_${randomBytes(4).toString('hex')}`;
  onTestFinished(() => {
    delete process.env.SEQUENTIAL_PAGES;
  });
  expect(said(await checkGame(context()))[0]).toMatch(/^note Game: Assetto Corsa does not run/);
});

describe('OBS', () => {
  let fake: FakeObs;

  beforeEach(async () => {
    fake = await startFakeObs();
  });

  const rule = (action: object): object => ({ name: 'r', on: 'paused', do: [action] });

  test('that is not set up is a note, unless triggers need it', async () => {
    expect((await checkObs(context()))[0]).toMatchObject({ verdict: 'note' });
    const triggers = [rule({ scene: 'Race' })];
    expect((await checkObs(context({ triggers })))[0]).toMatchObject({ verdict: 'wrong' });
  });

  test('that fits the rules is fine', async () => {
    const config = { obs: { url: fake.url }, triggers: [rule({ scene: 'Race' })] };
    const found = await checkObs(context(config));
    expect(said(found).slice(0, 2)).toEqual([
      'ok OBS: Connected to OBS 31.0.3 (obs-websocket 5.5.4).',
      'ok Rules: OBS has everything that the rules name (1 of them).',
    ]);
    expect(found[2]!.subject).toBe('Browser');
  });

  test('that does not fit them is reported rule by rule', async () => {
    fake.replayBuffer = 'stopped';
    fake.kinds = [];
    const triggers = [rule({ scene: 'Rase' }), { ...rule({ saveReplay: true }), name: 'replay' }];
    expect(said(await checkObs(context({ obs: { url: fake.url }, triggers })))).toEqual([
      'ok OBS: Connected to OBS 31.0.3 (obs-websocket 5.5.4).',
      'wrong Rules: "r": OBS has no scene "Rase"; the nearest is "Race".',
      'note Rules: "replay": The replay buffer is not running: start it in OBS before the race.',
      'wrong Browser: This OBS has no browser source, so it cannot show overlays: install OBS from obsproject.com.',
    ]);
  });

  test('that is not running is a note; one that refuses the password is not', async () => {
    const obs = { url: fake.url, password: 'pass-w0rd' };
    fake.password = 'another';
    const refused = said(await checkObs(context({ obs })));
    expect(refused[0]).toMatch(/^wrong OBS: OBS refused the password/);
    expect(refused.join()).not.toContain('pass-w0rd');
    await fake.stop(1006);
    expect(said(await checkObs(context({ obs })))[0]).toMatch(/^note OBS: OBS is not running/);
  });
});

describe('hardware acceleration', () => {
  eachMakes('%j is %s', hardwareAcceleration, [
    [[], null],
    [['[General]\nFirstRun=true\n'], null],
    [['[General]\nFirstRun=true\nBrowserHWAccel=false\n[Basic]\nX=1\n'], false],
    [['[General]\r\nBrowserHWAccel=true\r\n'], true],
    [['[Other]\nBrowserHWAccel=false\n'], null],
    [['[General]\nBrowserHWAccel=true\n', '[General]\nBrowserHWAccel=false\n'], true],
  ] as [string[], boolean | null][]);

  test('is read where OBS keeps it', async () => {
    if (process.platform !== 'linux') return;
    const fake = await startFakeObs();
    mkdirSync(join(folder, 'obs-studio'));
    writeFileSync(join(folder, 'obs-studio', 'user.ini'), '[General]\nBrowserHWAccel=false\n');
    const before = process.env.XDG_CONFIG_HOME;
    process.env.XDG_CONFIG_HOME = folder;
    onTestFinished(() => {
      if (before === undefined) delete process.env.XDG_CONFIG_HOME;
      else process.env.XDG_CONFIG_HOME = before;
    });
    const found = await checkObs(context({ obs: { url: fake.url } }));
    expect(said(found).at(-1)).toContain('note Browser: Hardware acceleration');
  });
});
