/**
 * Setup as a user of Windows meets it, under Wine: install, start from the Start menu, drive, upgrade while driving, end,
 * uninstall. The demo car is another Windows process, as the game is. The steps follow one another in one Windows.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { releaseForWindows } from '../../scripts/package/windows/release.ts';
import * as wine from '../../scripts/wine.ts';
import { expectClean, openPage } from '../support/browser.ts';
import { endsOfFile, withTest } from '../support/clean-up.ts';
import { type Viewer, watch } from '../support/live.ts';
import { until } from '../support/until.ts';
import type { WindowsMachine } from '../support/windows-machine.ts';
import { needWindows, readyWindows, testReleaseDate } from '../support/windows-setup.ts';

/** The car of the exact counts writes a packet this often: an agent that is held up for a moment still sees each. */
const packetMs = 600;

let machine: WindowsMachine;
/** Setup and the portable zip. */
let files: readonly string[];

const atEnd = endsOfFile();

/** The same release from the same sources. It is made while the first one is tried. */
let madeAgain: Promise<readonly string[]>;

async function makeAgain(folder: string, addon: string): Promise<readonly string[]> {
  const release = join(folder, 'again');
  mkdirSync(release);
  const options = { date: testReleaseDate, isFast: true, addon };
  const work = join(folder, 'work-again');
  return (await releaseForWindows({ ...options, work, release })).files;
}

const packetsOf = ({ seen }: Viewer) =>
  seen.flatMap(({ batch }) => batch.data.map(({ packetId }) => packetId));

async function stopInTime(): Promise<void> {
  await machine.sequential('stop');
  await until('its process has gone', () => machine.backgroundPids().length === 0);
  expect(machine.log()).not.toContain('stop-too-slow');
}

needWindows('chromium', 'python')('the Windows release', () => {
  beforeAll(async () => {
    const windows = await readyWindows(atEnd);
    ({ machine } = windows);
    const { setup, portable, addon } = windows.release;
    files = [setup, portable];
    madeAgain = makeAgain(windows.folder, addon);
    // Its own test reports it.
    madeAgain.catch(() => {});
  }, 900_000);

  test('installs without a question, and is found in the Start menu and among the programs', async () => {
    await machine.install();
    expect(existsSync(machine.installed('node.exe'))).toBe(true);
    const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Sequential';
    expect(await machine.run('reg', 'query', key)).toContain('QuietUninstallString');
  });

  test('starts from the Start menu, and a browser shows panel and overlay without an error', async () => {
    await machine.startFromMenu();
    await until('the program answers', async () => (await machine.instance()) !== null);
    const token = readFileSync(machine.data('panel-token'), 'utf8').trim();
    for (const path of [`/#token=${token}`, '/overlays/tachometer']) {
      expectClean(await openPage(`http://127.0.0.1:${machine.port}${path}`));
    }
  });

  test('is one program: a second start opens the panel of the first', async () => {
    const first = await machine.instance();
    await machine.sequential('open', '--background');
    expect(await machine.instance()).toBe(first);
    await expect(machine.sequential('start')).rejects.toThrow(/already-running/);
  });

  test('saves a setting although another program holds its file', async () => {
    const token = readFileSync(machine.data('panel-token'), 'utf8').trim();
    const choose = async (theme: string) => {
      const response = await fetch(`http://127.0.0.1:${machine.port}/api/settings/theme`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ theme }),
      });
      return { status: response.status, body: await response.json() };
    };
    const saved = () => JSON.parse(readFileSync(machine.data('settings.json'), 'utf8')) as unknown;
    expect(await choose('apex')).toMatchObject({ status: 200 });
    const letGo = await machine.hold(`${machine.dataFolder}\\settings.json`);
    const answer = choose('heritage');
    const written = () =>
      readdirSync(machine.data()).some((name) => /^settings\.json\..+\.tmp$/.test(name));
    await until('the relay has written the new one beside it', written);
    expect(saved()).toMatchObject({ theme: 'apex' });
    await letGo();
    expect(await answer).toMatchObject({ status: 200, body: { theme: 'heritage' } });
    expect(saved()).toMatchObject({ theme: 'heritage' });
  });

  test('comes back from two restarts of the Settings room with its icon', async () => {
    const token = readFileSync(machine.data('panel-token'), 'utf8').trim();
    for (let restart = 0; restart < 2; restart++) {
      const before = await machine.instance();
      const { status } = await fetch(`http://127.0.0.1:${machine.port}/api/restart`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(status).toBe(202);
      const isBack = async () => ![null, before].includes((await machine.instance()) as null);
      await until('it has come back', isBack);
      // A child that begins looks like its parent for a moment.
      await until('it is one process', () => machine.backgroundPids().length === 1);
    }
    await machine.atIcon('menu');
    await stopInTime();
    await machine.sequential('open', '--background');
  });

  test('is upgraded while the car drives, and each frame is stored once', async () => {
    const known = new Set((await machine.sessions()).map(({ sessionID }) => sessionID));
    const first = await machine.instance();
    const writer = await wine.compiledForWindows('tests/support/page-writer.c', withTest);
    const car = wine.runWindows(
      writer,
      [machine.pages, 'ks_porsche_911_gt3_r_2016', String(packetMs)],
      {
        atEnd: withTest,
        environment: machine.environment,
      },
    );
    await until(
      'the car is shown',
      async () => (await machine.sessions()).length > known.size,
      30_000,
    );
    const before = await watch(`http://127.0.0.1:${machine.port}`);
    await before.frames(10);
    const letGo = await machine.hold(machine.entry);
    const upgradedMs = performance.now();
    await machine.install();
    await until(
      'it runs again',
      async () => ![null, first].includes((await machine.instance()) as null),
      60_000,
    );
    await letGo();
    const after = await watch(`http://127.0.0.1:${machine.port}`);
    await after.frames(10);
    const outageMs = performance.now() - upgradedMs;
    await car.kill();
    expect(machine.log()).toContain('The relay has stopped.');
    expect(machine.log()).not.toContain('frames-lost');

    const shown = [...packetsOf(before), ...packetsOf(after)];
    let stored: readonly number[] = [];
    const isStored = async () => {
      stored = await machine.storedPackets((id) => !known.has(id));
      return stored.at(-1)! >= shown.at(-1)!;
    };
    await until('the newest frame is stored', isStored);
    // None twice, none missing but those of the time without a program.
    const outages = stored.flatMap((packet, i) => {
      const next = stored[i + 1] ?? packet + 1;
      return next === packet + 1 ? [] : [{ last: packet, next }];
    });
    expect(outages).toHaveLength(1);
    const [{ last, next }] = outages as [{ last: number; next: number }];
    expect(last).toBeGreaterThanOrEqual(packetsOf(before).at(-1)!);
    expect(next).toBeLessThanOrEqual(packetsOf(after)[0]!);
    expect(next).toBeGreaterThan(last);
    expect((next - last) * packetMs).toBeLessThan(outageMs);
    expect(shown.filter((packet) => !stored.includes(packet))).toEqual([]);
  }, 240_000);

  test('is ended while the menu of its icon is open', async () => {
    await machine.atIcon('menu');
    expect(machine.backgroundPids()).toHaveLength(1);
    await stopInTime();
    await machine.sequential('open', '--background');
  });

  test('ends cleanly when the task manager asks its window', async () => {
    const ends = machine.log().split('The relay has stopped.').length;
    await machine.atIcon();
    await machine.run('taskkill', '/IM', 'node.exe');
    await until('its process has gone', () => machine.backgroundPids().length === 0);
    await until(
      'it has said so',
      () => machine.log().split('The relay has stopped.').length > ends,
    );
  });

  test('starts with Windows when the user wants it', async () => {
    expect(await machine.sequential('autostart', 'on')).toContain('starts when you log on');
    const runKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
    const line = `"${machine.node}" "${machine.entry}" open --background`;
    // reg prints in the console's own character set.
    const ascii = (text: string) => text.replace(/[^ -~]+/g, '?');
    const shown = ascii(await machine.run('reg', 'query', runKey, '/v', 'Sequential'));
    expect(shown).toContain(ascii(line));
    expect(await machine.sequential('autostart')).toContain('starts when you log on');
    expect(await machine.sequential('autostart', 'off')).toContain('does not start by itself');
  });

  test('is uninstalled while it runs, and the laps stay', async () => {
    await machine.sequential('open', '--background');
    await machine.run(machine.installed('uninstall.exe'), '/S');
    // The uninstaller copies itself and goes on from there.
    await until('it is gone', () => !existsSync(machine.installed()));
    expect(existsSync(machine.data('sequential.db'))).toBe(true);
  });

  test('runs from the unpacked zip, with its data beside it', async () => {
    const { environment } = machine;
    const place = machine.onDrive('Rennen & Ünï cödé');
    execFileSync('python3', ['-m', 'zipfile', '-e', files[1]!, place]);
    const portable = (...parts: readonly string[]) => join(place, 'Sequential', ...parts);
    const onC = 'C:\\Rennen & Ünï cödé\\Sequential';
    await machine.runIn(environment, 'start', [`${onC}\\Start Sequential.cmd`]);
    await until('the program answers', async () => (await machine.instance()) !== null);
    const car = wine.runWindowsNode(portable('app', 'dist', 'sequential.js'), ['demo-car'], {
      atEnd: withTest,
      environment,
    });
    await until('frames are stored', async () => (await machine.storedFrames()) > 100);
    await car.kill();
    const command = [`${onC}\\app\\dist\\sequential.js`, 'stop'];
    await machine.runIn(environment, portable('node.exe'), command);
    await until('it has ended', async () => (await machine.instance()) === null);
    expect(readdirSync(portable('data'))).toEqual(
      expect.arrayContaining(['sequential.db', 'sequential.log', 'panel-token']),
    );
    const said = () => readFileSync(portable('data', 'sequential.log'), 'utf8');
    await until('it has said so', () => said().includes('The relay has stopped.'));
    expect(existsSync(machine.roaming())).toBe(false);
  });

  test('is uninstalled with laps and settings when the user wants that', async () => {
    const { environment } = machine;
    const runKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
    const startsWithWindows = () =>
      machine.run('reg', 'query', runKey, '/v', 'Sequential').then(
        () => true,
        () => false,
      );
    // The uninstaller has forgotten the chosen folder, so this is the usual one.
    await machine.install('/AUTOSTART');
    expect(await startsWithWindows()).toBe(true);
    // An upgrade takes nothing back that was ticked before.
    await machine.install();
    expect(await startsWithWindows()).toBe(true);
    const folder = machine.home('AppData', 'Local', 'Programs', 'Sequential');
    const command = ['app\\dist\\sequential.js', 'open', '--background'];
    await machine.runIn(environment, join(folder, 'node.exe'), command);
    expect(existsSync(machine.roaming('sequential.db'))).toBe(true);
    await machine.runIn(environment, join(folder, 'uninstall.exe'), ['/S', '/DATA']);
    await until('all of it is gone', () => ![folder, machine.roaming()].some(existsSync));
    expect(await startsWithWindows()).toBe(false);
    // A folder of the user's own choice is not the uninstaller's.
    expect(existsSync(machine.data('sequential.db'))).toBe(true);
  });

  test('has the same bytes when it is made again', async () => {
    for (const [index, file] of (await madeAgain).entries()) {
      expect(readFileSync(file).equals(readFileSync(files[index]!))).toBe(true);
    }
  });
});
