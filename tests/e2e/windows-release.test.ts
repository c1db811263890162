/**
 * Setup as a user of Windows meets it, under Wine: install, start from the Start menu, drive, upgrade while driving, end,
 * uninstall. The demo car is another Windows process, as the game is. The steps follow one another in one Windows.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/browser.ts';
import { releaseForWindows } from '../../scripts/package/windows/release.ts';
import * as wine from '../../scripts/wine.ts';
import { Ends, temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { built } from '../support/programs.ts';
import { openScreen } from '../support/screen.ts';
import { until } from '../support/until.ts';

/**
 * Letters, blanks and signs that users have in their paths. The data's folder has Japanese ones too; Wine's shortcuts cannot
 * point to those.
 */
const programFolder = 'Prögram & Files';

const releaseDate = new Date('2026-01-01T00:00:00Z');

interface Machine {
  readonly folder: string;
  /** Setup and the portable zip. */
  readonly files: readonly string[];
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
}

let machine: Machine;

const ends = new Ends();

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Path on this machine of a path on drive C. */
function onDrive(...parts: readonly string[]): string {
  return join(machine.folder, 'prefix', 'drive_c', ...parts);
}

const installed = (...parts: readonly string[]) => onDrive(programFolder, ...parts);
const data = (...parts: readonly string[]) => onDrive('data 2 ü&日本', ...parts);

/** Runs a Windows program to its end. @returns what it printed */
async function windows(program: string, ...words: readonly string[]): Promise<string> {
  const running = wine.runWindows(program, words, {
    atEnd: ends.add,
    environment: machine.environment,
  });
  const code = await running.ended;
  const line = [program, ...words].join(' ');
  if (code !== 0) throw new Error(`${line} ended with ${code}: ${running.output}`);
  return running.output;
}

function sequential(...words: readonly string[]): Promise<string> {
  const entry = `C:\\${programFolder}\\app\\dist\\sequential.js`;
  return windows(installed('node.exe'), entry, ...words);
}

async function json(path: string): Promise<Record<string, unknown> | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${machine.port}${path}`);
    return response.ok ? ((await response.json()) as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function instance(): Promise<unknown> {
  return (await json('/health'))?.instance ?? null;
}

interface Stored {
  readonly sessions: readonly { readonly sessionID: string; readonly frames: number }[];
}

/** Frames in the database, of all sessions. */
async function storedFrames(): Promise<number> {
  const { sessions } = ((await json('/api/sessions')) ?? { sessions: [] }) as unknown as Stored;
  return sessions.reduce((sum, { frames }) => sum + frames, 0);
}

const install = () => windows(machine.files[0]!, '/S');

const log = () => readFileSync(data('sequential.log'), 'utf8');

/** Processes of the program without a console, as this system sees them. */
function backgroundPids(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.includes(programFolder) && line.includes('\0background');
    } catch {
      return false;
    }
  });
}

/** Waits for the icon's hidden window; `menu`: right-clicks the icon, as Windows reports it, and waits for the menu. */
const iconScript = `
const koffi = require('./app/node_modules/koffi');
const user32 = koffi.load('user32.dll');
const find = user32.func('void * __stdcall FindWindowW(str16 className, str16 title)');
const post = user32.func('int __stdcall PostMessageW(void *window, uint32_t message, uintptr_t word, intptr_t long)');
async function found(name) {
  const untilMs = Date.now() + 10_000;
  for (;;) {
    const window = find(name, null);
    if (window !== null) return window;
    if (Date.now() > untilMs) throw new Error('There is no window ' + name);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
found('SequentialTray').then((window) => {
  if (process.argv[2] !== 'menu') return;
  post(window, 0x8001, 0, 0x205);
  return found('#32768');
});
`;

async function atIcon(...words: readonly string[]): Promise<void> {
  const name = 'icon.cjs';
  writeFileSync(installed(name), iconScript);
  await windows(installed('node.exe'), `C:\\${programFolder}\\${name}`, ...words);
  rmSync(installed(name));
}

need(
  'wine',
  'mingwCpp',
  'nsis',
  'chromium',
)('the Windows release', () => {
  afterAll(() => ends.come());

  beforeAll(async () => {
    await built();
    await wine.wineReady();
    const folder = temporaryFolder(ends.add);
    const release = join(folder, 'release');
    mkdirSync(release);
    const date = new Date('2026-01-01T00:00:00Z');
    const { files } = await releaseForWindows(join(folder, 'work'), release, {
      date,
      isFast: true,
    });
    const port = await freePort();
    const display = await openScreen(ends.add);
    machine = {
      folder,
      files,
      port,
      environment: {
        WINEPREFIX: join(folder, 'prefix'),
        DISPLAY: display,
        LC_ALL: 'C.UTF-8',
        SEQUENTIAL_PORT: String(port),
        SEQUENTIAL_PAGES: `acpmf-${randomUUID().slice(0, 8)}`,
        SEQUENTIAL_DATA: 'C:\\data 2 ü&日本',
      },
    };
    const environment = { ...process.env, ...machine.environment };
    ends.add(() => execFileSync('wineserver', ['-k'], { env: environment }));
    const add = (key: string, name: string, value: string) =>
      windows('reg', 'add', `HKCU\\Software\\${key}`, '/v', name, '/d', value, '/f');
    await add('Wine', 'Version', 'win10');
    // Where the user has chosen to install it before.
    await add('Sequential', 'InstallFolder', `C:\\${programFolder}`);
  }, 300_000);

  test('has the same bytes when it is made again', async () => {
    const again = join(machine.folder, 'again');
    mkdirSync(again);
    const addon = join(machine.folder, 'work', 'node_sqlite3.node');
    const options = { date: releaseDate, isFast: true, addon };
    const { files } = await releaseForWindows(join(machine.folder, 'work-again'), again, options);
    for (const [index, file] of files.entries()) {
      expect(readFileSync(file).equals(readFileSync(machine.files[index]!))).toBe(true);
    }
  }, 120_000);

  test('installs without a question, and is found in the Start menu and among the programs', async () => {
    await install();
    expect(existsSync(installed('node.exe'))).toBe(true);
    const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Sequential';
    expect(await windows('reg', 'query', key)).toContain('QuietUninstallString');
  }, 120_000);

  test('starts from the Start menu, and a browser shows panel and overlay without an error', async () => {
    const menu = 'AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs';
    await windows('start', `C:\\users\\${process.env.USER ?? 'root'}\\${menu}\\Sequential.lnk`);
    await until('the program answers', async () => (await instance()) !== null, 60_000);
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      const token = readFileSync(data('panel-token'), 'utf8').trim();
      for (const path of [`/#token=${token}`, '/overlays/tachometer']) {
        await page.goto(`http://127.0.0.1:${machine.port}${path}`, { waitUntil: 'load' });
      }
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);

  test('is one program: a second start opens the panel of the first', async () => {
    const first = await instance();
    await sequential('open', '--background');
    expect(await instance()).toBe(first);
    await expect(sequential('start')).rejects.toThrow(/already-running/);
  }, 60_000);

  test('stores a drive, ends cleanly for an upgrade, and goes on after it', async () => {
    // Its own node.exe: Setup replaces the program's, as the game keeps running.
    const car = wine.runWindowsNode(installed('app', 'dist', 'sequential.js'), ['demo-car'], {
      atEnd: ends.add,
      environment: machine.environment,
    });
    await until('frames are stored', async () => (await storedFrames()) > 100, 60_000);
    const before = await instance();
    await install();
    await until(
      'it runs again',
      async () => ![null, before].includes((await instance()) as null),
      60_000,
    );
    expect(log()).toContain('The relay has stopped.');
    expect(log()).not.toContain('frames-lost');
    const kept = await storedFrames();
    expect(kept).toBeGreaterThan(100);
    await until('more is stored', async () => (await storedFrames()) > kept + 100, 60_000);
    await car.kill();
  }, 240_000);

  test('is ended while the menu of its icon is open', async () => {
    await atIcon('menu');
    expect(backgroundPids()).toHaveLength(1);
    await sequential('stop');
    await until('its process has gone', () => backgroundPids().length === 0, 10_000);
    expect(log()).not.toContain('stop-too-slow');
    await sequential('open', '--background');
  }, 60_000);

  test('ends cleanly when the task manager asks its window', async () => {
    const ends = log().split('The relay has stopped.').length;
    await atIcon();
    await windows('taskkill', '/IM', 'node.exe');
    await until('its process has gone', () => backgroundPids().length === 0, 20_000);
    await until(
      'it has said so',
      () => log().split('The relay has stopped.').length > ends,
      10_000,
    );
  }, 60_000);

  test('starts with Windows when the user wants it', async () => {
    expect(await sequential('autostart', 'on')).toContain('starts when you log on');
    const runKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
    const entry = `C:\\${programFolder}\\app\\dist\\sequential.js`;
    const line = `"C:\\${programFolder}\\node.exe" "${entry}" open --background`;
    // reg prints in the console's own character set.
    const ascii = (text: string) => text.replace(/[^ -~]+/g, '?');
    const shown = ascii(await windows('reg', 'query', runKey, '/v', 'Sequential'));
    expect(shown).toContain(ascii(line));
    expect(await sequential('autostart')).toContain('starts when you log on');
    expect(await sequential('autostart', 'off')).toContain('does not start by itself');
  }, 60_000);

  test('is uninstalled while it runs, and the laps stay', async () => {
    await sequential('open', '--background');
    await windows(installed('uninstall.exe'), '/S');
    // The uninstaller copies itself and goes on from there.
    await until('it is gone', () => !existsSync(installed('node.exe')), 30_000);
    expect(existsSync(installed('app'))).toBe(false);
    expect(existsSync(data('sequential.db'))).toBe(true);
  }, 120_000);
});
