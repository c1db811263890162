/** A Windows of its own (a Wine prefix with a screen) in which the release is installed and used, and what tests ask of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../protocol/frame.ts';
import type { LapList, ListedSession, SessionListPage } from '../../protocol/relay-answers.ts';
import { madeOnce } from '../../scripts/made-once.ts';
import { freePort } from '../../scripts/processes.ts';
import { tools } from '../../scripts/tools.ts';
import * as wine from '../../scripts/wine.ts';
import { type AtEnd, temporaryFolder, withTest } from './clean-up.ts';
import { openScreen } from './screen.ts';
import { until } from './until.ts';

/**
 * Letters, blanks and signs that users have in their paths. The data's folder has Japanese ones too; Wine's shortcuts cannot
 * point to those.
 */
const programFolder = 'Prögram & Files';
const dataFolder = 'data 2 ü&日本';
const user = process.env.USER ?? 'root';

export type Environment = Readonly<Record<string, string>>;

interface LapFrames {
  readonly data: readonly Frame[];
}

/**
 * Waits for the icon's hidden window. `menu`: right-clicks the icon, as Windows reports it, and waits for the menu.
 * `choose 3`: then chooses its third line by the keyboard.
 */
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
  if (process.argv[2] === undefined) return;
  post(window, 0x8001, 0, 0x205);
  return found('#32768');
}).then((menu) => {
  if (process.argv[2] !== 'choose') return;
  for (let line = 0; line < Number(process.argv[3]); line++) post(menu, 0x100, 0x28, 0);
  post(menu, 0x100, 0x0d, 0);
});
`;

/** Copies a prefix that Wine has made once for all machines, because making one takes many seconds. */
async function copyPrefix(environment: Environment, atEnd: AtEnd): Promise<void> {
  const version = execFileSync(tools.wine.find()!, ['--version'], { encoding: 'utf8' }).trim();
  const made = join(wine.prefixes, `machine-${version.replace(/[^\w.-]/g, '')}`);
  await madeOnce(made, async (making) => {
    const its = { ...environment, WINEPREFIX: making };
    const boot = wine.runWindows('wineboot', ['--init'], { atEnd, environment: its });
    if ((await boot.ended) !== 0) throw new Error(`Wine made no prefix.\n${boot.output}`);
    // It writes its registry when its last program has ended.
    execFileSync('wineserver', ['-w'], { env: { ...process.env, ...its } });
  });
  execFileSync('cp', ['-a', made, environment.WINEPREFIX!]);
}

export class WindowsMachine {
  readonly port: number;
  /** Begins the names of the shared memory that program and car use. */
  readonly pages = `acpmf-${randomUUID().slice(0, 8)}`;
  /** Path of the installed Node in this Windows. */
  readonly node = `C:\\${programFolder}\\node.exe`;
  /** Path of the installed program's script in this Windows. */
  readonly entry = `C:\\${programFolder}\\app\\dist\\sequential.js`;
  /** With this one the release chooses the folder of its data. */
  readonly environment: Environment;
  readonly #folder: string;
  readonly #setup: string;
  readonly #atEnd: AtEnd;

  private constructor(
    setup: string,
    at: { folder: string; port: number; display: string; atEnd: AtEnd },
  ) {
    this.#setup = setup;
    this.#folder = at.folder;
    this.#atEnd = at.atEnd;
    this.port = at.port;
    this.environment = {
      WINEPREFIX: join(at.folder, 'prefix'),
      DISPLAY: at.display,
      // Wine passes addresses on to the desktop's own program.
      PATH: `${join(at.folder, 'bin')}:${process.env.PATH}`,
      LC_ALL: 'C.UTF-8',
      // Errors of Wine itself explain a program that ends without a word.
      WINEDEBUG: 'err+all,fixme-all',
      SEQUENTIAL_PORT: String(at.port),
      SEQUENTIAL_PAGES: this.pages,
    };
  }

  /** @param setup the file of Setup @param folder where the prefix is made */
  static async start(setup: string, folder: string, atEnd: AtEnd): Promise<WindowsMachine> {
    const [port, display] = await Promise.all([freePort(), openScreen(atEnd)]);
    const machine = new WindowsMachine(setup, { folder, port, display, atEnd });
    mkdirSync(join(folder, 'bin'));
    const browser = join(folder, 'bin', 'xdg-open');
    writeFileSync(browser, `#!/bin/sh\necho "$1" >> '${join(folder, 'opened')}'\n`);
    chmodSync(browser, 0o755);
    const env = { ...process.env, ...machine.environment };
    // Wine's server may have ended a moment after its last program, and this says so by its exit code only.
    atEnd(() => spawnSync('wineserver', ['-k'], { env }));
    await copyPrefix(machine.environment, atEnd);
    const add = (key: string, name: string, value: string) =>
      machine.run('reg', 'add', `HKCU\\Software\\${key}`, '/v', name, '/d', value, '/f');
    await add('Wine', 'Version', 'win10');
    // Where the user has chosen to install it before.
    await add('Sequential', 'InstallFolder', `C:\\${programFolder}`);
    return machine;
  }

  /** Path on this machine of a path on drive C. */
  onDrive(...parts: readonly string[]): string {
    return join(this.#folder, 'prefix', 'drive_c', ...parts);
  }

  installed(...parts: readonly string[]): string {
    return this.onDrive(programFolder, ...parts);
  }

  /** In the folder that the user has chosen for the data. */
  data(...parts: readonly string[]): string {
    return this.onDrive(dataFolder, ...parts);
  }

  /** Path of that folder in this Windows. */
  readonly dataFolder = `C:\\${dataFolder}`;

  /** In the user's own folder. */
  home(...parts: readonly string[]): string {
    return this.onDrive('users', user, ...parts);
  }

  /** Path of the user's own folder in this Windows. */
  readonly homeFolder = `C:\\users\\${user}`;

  /** Where the data of an installed program is unless the user has chosen another folder. */
  roaming(...parts: readonly string[]): string {
    return this.home('AppData', 'Roaming', 'Sequential', ...parts);
  }

  /** Runs a Windows program to its end. @returns what it printed */
  async runIn(
    environment: Environment,
    program: string,
    words: readonly string[],
  ): Promise<string> {
    const running = wine.runWindows(program, words, { atEnd: this.#atEnd, environment });
    const code = await running.ended;
    if (code !== 0) {
      const line = [program, ...words].join(' ');
      throw new Error(`${line} ended with ${code}.\n${running.output}\n${this.#lastOfLog()}`);
    }
    return running.output;
  }

  /** The same with the folder for the data that the user has chosen. */
  run(program: string, ...words: readonly string[]): Promise<string> {
    const environment = { ...this.environment, SEQUENTIAL_DATA: this.dataFolder };
    return this.runIn(environment, program, words);
  }

  sequential(...words: readonly string[]): Promise<string> {
    return this.run(this.installed('node.exe'), this.entry, ...words);
  }

  /** Runs Setup without a question. */
  install(...words: readonly string[]): Promise<string> {
    return this.run(this.#setup, '/S', ...words);
  }

  /** Runs Setup with its windows. Resolves when it has ended. */
  installWithWindows(): Promise<string> {
    return this.run(this.#setup);
  }

  /** Runs the shortcut in the Start menu. */
  async startFromMenu(): Promise<void> {
    const menu = 'AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs';
    await this.run('start', `${this.homeFolder}\\${menu}\\Sequential.lnk`);
  }

  /** Addresses that this Windows has opened in its browser. */
  opened(): string[] {
    const file = join(this.#folder, 'opened');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  log(): string {
    return readFileSync(this.data('sequential.log'), 'utf8');
  }

  /** For an error: what the program in the background said last. */
  #lastOfLog(): string {
    const isThere = existsSync(this.data('sequential.log'));
    return isThere ? this.log().split('\n').slice(-20).join('\n') : '';
  }

  async #json(path: string): Promise<Record<string, unknown> | null> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}${path}`);
      return response.ok ? ((await response.json()) as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  }

  /** Which run of the program answers; null: none. */
  async instance(): Promise<unknown> {
    return (await this.#json('/health'))?.instance ?? null;
  }

  async sessions(): Promise<readonly ListedSession[]> {
    const page = (await this.#json('/api/sessions')) as SessionListPage | null;
    return page?.sessions ?? [];
  }

  /** Frames in the database, of all sessions. */
  async storedFrames(): Promise<number> {
    return (await this.sessions()).reduce((sum, { frames }) => sum + frames, 0);
  }

  /** Packets of all stored frames of these sessions, in the order of the packets. */
  async storedPackets(isWanted: (sessionID: string) => boolean): Promise<number[]> {
    const packets: number[] = [];
    for (const { sessionID } of await this.sessions()) {
      if (!isWanted(sessionID)) continue;
      const path = `/api/sessions/${sessionID}/laps`;
      const { laps } = (await this.#json(path)) as unknown as LapList;
      for (const { lap } of laps) {
        const { data } = (await this.#json(`${path}/${lap}`)) as unknown as LapFrames;
        packets.push(...data.map(({ packetId }) => packetId));
      }
    }
    return packets.sort((one, other) => one - other);
  }

  /** Processes of the program without a console, as this system sees them. */
  backgroundPids(): string[] {
    return readdirSync('/proc').filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes(programFolder) && line.includes('\0background');
      } catch {
        return false;
      }
    });
  }

  /** Waits for the icon beside the clock; with `menu` for its open menu too; with `choose N` it chooses a line of it. */
  async atIcon(...words: readonly string[]): Promise<void> {
    const name = 'icon.cjs';
    writeFileSync(this.installed(name), iconScript);
    await this.run(this.installed('node.exe'), `C:\\${programFolder}\\${name}`, ...words);
    rmSync(this.installed(name));
  }

  /**
   * Holds files open in another Windows process, as a virus scanner does: others may read them, and not write, rename or
   * delete them. @returns lets go of them
   */
  async hold(...files: readonly string[]): Promise<() => Promise<void>> {
    const { environment } = this;
    const program = await wine.bundledForWindows('tests/support/hold-files.ts', withTest);
    const signal = join(temporaryFolder(), 'held');
    const words = [`Z:${signal.replaceAll('/', '\\')}`, ...files];
    const holder = wine.runWindowsNode(program, words, { atEnd: withTest, environment });
    await until('the files are held', () => existsSync(signal)).catch((error) => {
      throw new Error(`${error.message}\n${holder.output}`);
    });
    return async () => {
      rmSync(signal);
      await holder.ended;
    };
  }
}
