/**
 * A real OBS Studio on a virtual screen (Xvfb), with scenes, texts and a replay buffer for the tests. Everything
 * lives in a temporary folder; only processes that were started here are ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/processes.ts';
import { until } from './until.ts';

/** One frame of the canvas at 30 fps. */
export const frameMs = 1000 / 30;

const startMs = 30_000;
/** Every version of OBS quits on SIGINT. One that is still running after this time is killed. */
const quitMs = 10_000;

async function portOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function running(child: ChildProcess | null): child is ChildProcess {
  return child !== null && child.exitCode === null && child.signalCode === null;
}

async function end(child: ChildProcess | null, signals: NodeJS.Signals[]): Promise<void> {
  if (!running(child)) return;
  const ended = once(child, 'exit');
  for (const signal of signals) {
    child.kill(signal);
    const timer = new AbortController();
    const late = new Promise((resolve) => {
      const timeout = setTimeout(resolve, quitMs);
      timer.signal.addEventListener('abort', () => clearTimeout(timeout));
    });
    await Promise.race([ended, late]);
    timer.abort();
    if (!running(child)) return;
  }
}

export class RealObs {
  readonly folder = mkdtempSync(join(tmpdir(), 'sequential-obs-'));
  /** The folder of recordings and replays. */
  readonly videos = join(this.folder, 'videos');
  password = 'rig-secret';
  #isServerOn = true;
  /** How OBS ended and the end of its output; null while it runs. */
  ended: string | null = null;
  #port = 0;
  #display = '';
  #xvfb: ChildProcess | null = null;
  #obs: ChildProcess | null = null;
  readonly #endAll = (): void => {
    for (const child of [this.#obs, this.#xvfb]) if (running(child)) child.kill('SIGKILL');
  };

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** Files of the replay buffer. */
  replays(): string[] {
    return readdirSync(this.videos).filter((name) => name.startsWith('Replay'));
  }

  /** The first start: screen, config, OBS. */
  async open(): Promise<void> {
    // An aborted test run leaves nothing behind.
    process.once('exit', this.#endAll);
    this.#port = await freePort();
    for (const name of ['home', 'config', 'cache', 'run', 'tmp', 'videos']) {
      mkdirSync(join(this.folder, name), { recursive: true, mode: 0o700 });
    }
    await this.#openScreen();
    this.#writeConfig();
    this.#writeScenes();
    await this.start();
  }

  async start(): Promise<void> {
    const log: string[] = [];
    const child = spawn(
      'obs',
      ['--multi', '--disable-missing-files-check', '--websocket_ipv4_only'],
      { env: this.#environment(), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#obs = child;
    this.ended = null;
    child.once('exit', (code, signal) => {
      this.ended = `OBS ended (${signal ?? `exit code ${code}`}):\n${log.join('').slice(-3000)}`;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        log.push(String(data));
        if (log.length > 200) log.shift();
      });
    }
    const listens = async (): Promise<boolean> => {
      if (this.ended !== null) throw new Error(this.ended);
      return portOpen(this.#port);
    };
    await until('OBS listens', listens, startMs);
  }

  /** Closes OBS as a user does. */
  async quit(): Promise<void> {
    await end(this.#obs, ['SIGINT', 'SIGTERM', 'SIGKILL']);
  }

  async kill(): Promise<void> {
    await end(this.#obs, ['SIGKILL']);
  }

  freeze(): void {
    this.#obs?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#obs?.kill('SIGCONT');
  }

  /** Takes effect at the next start. */
  setPassword(password: string): void {
    this.password = password;
    this.#writeConfig();
  }

  /** The WebSocket server, in the settings of OBS. Takes effect at the next start. */
  setServer(isOn: boolean): void {
    this.#isServerOn = isOn;
    this.#writeConfig();
  }

  /** Ends everything and removes the folder; may be called twice. */
  async close(): Promise<void> {
    this.thaw();
    await this.quit();
    await end(this.#xvfb, ['SIGTERM', 'SIGKILL']);
    process.removeListener('exit', this.#endAll);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #openScreen(): Promise<void> {
    const child = spawn(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    );
    this.#xvfb = child;
    const displayPipe = child.stdio[3];
    if (displayPipe === null || displayPipe === undefined)
      throw new Error('Xvfb has no display pipe.');
    const [data] = (await Promise.race([
      once(displayPipe, 'data'),
      once(child, 'exit').then(() => {
        throw new Error('Xvfb did not start.');
      }),
    ])) as [Buffer];
    this.#display = String(data).trim();
  }

  #environment(): NodeJS.ProcessEnv {
    const at = (name: string): string => join(this.folder, name);
    return {
      PATH: process.env.PATH,
      HOME: at('home'),
      XDG_CONFIG_HOME: at('config'),
      XDG_CACHE_HOME: at('cache'),
      XDG_RUNTIME_DIR: at('run'),
      TMPDIR: at('tmp'),
      DISPLAY: `:${this.#display}`,
      QT_QPA_PLATFORM: 'xcb',
      LIBGL_ALWAYS_SOFTWARE: '1',
      LANG: 'C.UTF-8',
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      // OBS checks for updates online. A proxy that does not exist keeps the request on this machine.
      http_proxy: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
    };
  }

  #write(path: string, text: string): void {
    const file = join(this.folder, 'config', 'obs-studio', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }

  /** Writes every config path that a version from 28 to 32 reads. */
  #writeConfig(): void {
    const general = `[General]
FirstRun=true
LastVersion=486539266
EnableAutoUpdates=false
ConfirmOnExit=false
[Basic]
Profile=rig
ProfileDir=rig
SceneCollection=rig
SceneCollectionFile=rig
[BasicWindow]
PreviewEnabled=false
SysTrayEnabled=false
`;
    const socket = `[OBSWebSocket]
FirstLoad=false
ServerEnabled=${this.#isServerOn}
ServerPort=${this.#port}
AlertsEnabled=false
AuthRequired=true
ServerPassword=${this.password}
`;
    this.#write('global.ini', general + socket);
    this.#write('user.ini', general);
    this.#write(
      'plugin_config/obs-websocket/config.json',
      JSON.stringify({
        first_load: false,
        server_enabled: this.#isServerOn,
        server_port: this.#port,
        alerts_enabled: false,
        auth_required: true,
        server_password: this.password,
      }),
    );
    this.#write(
      'basic/profiles/rig/basic.ini',
      `[General]
Name=rig
[Video]
BaseCX=640
BaseCY=360
OutputCX=640
OutputCY=360
FPSType=1
FPSInt=30
[Output]
Mode=Simple
[SimpleOutput]
FilePath=${this.videos}
RecFormat=mkv
RecFormat2=mkv
RecQuality=Small
RecEncoder=x264
StreamEncoder=x264
Preset=ultrafast
VBitrate=600
ABitrate=96
RecRB=true
RecRBTime=5
RecRBSize=32
RecRBPrefix=Replay
`,
    );
  }

  #writeScenes(): void {
    type Items = { name: string; visible: boolean }[];
    const scene = (name: string, items: Items, id = 'scene'): object => ({
      id,
      versioned_id: id,
      name,
      settings: {
        id_counter: items.length,
        ...(id === 'group' ? { custom_size: true, cx: 640, cy: 360 } : {}),
        items: items.map((item, i) => ({
          ...item,
          id: i + 1,
          align: 5,
          pos: { x: 0, y: 40 * i },
          scale: { x: 1, y: 1 },
        })),
      },
    });
    const input = (id: string, versioned_id: string, name: string, settings: object): object => ({
      id,
      versioned_id,
      name,
      settings,
    });
    const colour = (name: string, value: number): object =>
      input('color_source', 'color_source_v3', name, { color: value, width: 640, height: 360 });
    const words = (name: string, text: string): object =>
      input('text_ft2_source', 'text_ft2_source_v2', name, { text });
    const sources = [
      colour('Game', 4_278_190_335),
      colour('Garage', 4_294_901_760),
      words('LapBanner', 'A lap!'),
      words('LastLap', 'before'),
      ...['Twin', 'InGroup', 'InScene'].map((name) => words(name, name)),
      input('ffmpeg_source', 'ffmpeg_source', 'Player', {}),
      // Debian's OBS has no browser: a browser source in the file exists and draws nothing.
      input('browser_source', 'browser_source', 'Overlay', { url: 'about:blank' }),
      scene('Race', [
        { name: 'Game', visible: true },
        { name: 'LapBanner', visible: false },
        { name: 'LastLap', visible: true },
        { name: 'Overlay', visible: true },
        { name: 'Boards', visible: true },
        { name: 'Picture in picture', visible: true },
      ]),
      // A source twice in a scene, one in a group, one in a scene inside the scene.
      scene('Pits', [
        { name: 'Garage', visible: true },
        { name: 'Twin', visible: false },
        { name: 'Twin', visible: false },
      ]),
      scene('Picture in picture', [{ name: 'InScene', visible: false }]),
      scene('Replay', [{ name: 'Player', visible: true }]),
    ];
    // Two scene collections whose scenes have the same names.
    for (const name of ['rig', 'other']) {
      this.#write(
        `basic/scenes/${name}.json`,
        JSON.stringify({
          name,
          current_scene: 'Race',
          current_program_scene: 'Race',
          current_transition: 'Cut',
          transition_duration: 300,
          scene_order: ['Race', 'Pits', 'Replay', 'Picture in picture'].map((one) => ({
            name: one,
          })),
          sources,
          groups: [scene('Boards', [{ name: 'InGroup', visible: false }], 'group')],
        }),
      );
    }
  }
}
