/**
 * A fake OBS for what Debian's cannot do: a real WebSocket server that speaks obs-websocket 5 in JSON, with scenes,
 * inputs, filters, a replay buffer and a recording, and with every way of misbehaving that was seen of a real one.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

type Data = Record<string, unknown>;

export interface FakeItem {
  id: number;
  source: string;
  enabled: boolean;
  isGroup?: boolean;
  transform?: Data;
}

export interface FakeInput {
  kind: string;
  settings: Data;
  filters?: Record<string, { enabled: boolean; kind: string; settings: Data }>;
}

export interface FakeRequest {
  type: string;
  data: Data;
}

/** A request that OBS answers with a status instead of data. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, comment = '') {
    super(comment);
    this.status = status;
  }
}

const newRequests = ['CreateRecordChapter', 'SplitRecordFile'];
const filterDefaults: Data = { opacity: 1, brightness: 0 };

export class FakeObs {
  /** Bottom-up, as in OBS. */
  scenes = new Map<string, FakeItem[]>([
    ['Pits', []],
    ['Race', []],
  ]);
  groups = new Map<string, FakeItem[]>();
  inputs = new Map<string, FakeInput>();
  program = 'Race';
  password: string | null = null;
  obsVersion = '31.0.3';
  socketVersion = '5.5.4';
  /** Requests of newer versions that this one knows. */
  knows = new Set(newRequests);
  kinds = ['browser_source', 'text_ft2_source_v2', 'ffmpeg_source'];
  hotkeys = ['OBSBasic.SplitFile', 'ReplayBuffer.Save'];
  replayBuffer: 'off' | 'stopped' | 'running' = 'running';
  recording: 'off' | 'mkv' | 'hybrid_mp4' = 'off';
  profile: Record<string, string> = {
    'Output/Mode': 'Simple',
    'SimpleOutput/RecFormat2': 'hybrid_mp4',
  };
  vendors = new Set<string>();
  /** Status 207 to everything. */
  ready = true;
  /** Takes everything in and answers nothing. */
  silent = false;
  /** Says nothing at all, not even hello. */
  mute = false;
  /** Waits this long before it answers these requests, ms. */
  slow = new Map<string, number>();
  /** What was asked, oldest first, at most 10,000. */
  readonly asked: FakeRequest[] = [];
  connections = 0;
  /** Events that the last client asked for, as a bit mask. */
  subscriptions = 0;
  #server: WebSocketServer | null = null;
  #sockets = new Set<WebSocket>();
  #nextId = 100;
  #port = 0;

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** Listens; after a stop on the same port as before. */
  async start(): Promise<void> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: this.#port,
      handleProtocols: (offered) =>
        offered.has('obswebsocket.json') ? 'obswebsocket.json' : false,
    });
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', reject);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    server.on('connection', (socket) => this.#connected(socket));
  }

  /** @param code 1006 drops connections without a word, as a killed OBS does. */
  async stop(code = 1001): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    this.close(code);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Closes every connection, the server stays. */
  close(code: number, reason = ''): void {
    for (const socket of this.#sockets) {
      if (code === 1006) socket.terminate();
      else socket.close(code, reason);
    }
    this.#sockets.clear();
  }

  emit(eventType: string, eventData: Data = {}): void {
    const message = JSON.stringify({ op: 5, d: { eventType, eventIntent: 1, eventData } });
    for (const socket of this.#sockets) socket.send(message);
  }

  /** As a person does it in the window of OBS. */
  switchScene(name: string): void {
    if (this.program === name) return;
    this.program = name;
    this.emit('CurrentProgramSceneChanged', { sceneName: name });
  }

  renameScene(from: string, to: string): void {
    this.scenes = new Map(
      [...this.scenes].map(([name, items]) => [name === from ? to : name, items]),
    );
    if (this.program === from) this.program = to;
    this.emit('SceneNameChanged', { oldSceneName: from, sceneName: to });
  }

  addItem(scene: string, source: string, enabled = true): FakeItem {
    const item = { id: this.#nextId++, source, enabled };
    (this.scenes.get(scene) ?? this.groups.get(scene))!.push(item);
    return item;
  }

  /** Requests of these types, oldest first. */
  askedFor(...types: string[]): FakeRequest[] {
    return this.asked.filter(({ type }) => types.includes(type));
  }

  #connected(socket: WebSocket): void {
    this.connections++;
    socket.on('error', () => {});
    if (this.mute) return;
    const salt = randomBytes(16).toString('base64');
    const challenge = randomBytes(16).toString('base64');
    const authentication = this.password === null ? {} : { authentication: { challenge, salt } };
    const hello = { obsWebSocketVersion: this.socketVersion, rpcVersion: 1, ...authentication };
    socket.send(JSON.stringify({ op: 0, d: hello }));
    socket.on('message', (raw) => {
      const { op, d } = JSON.parse(String(raw)) as { op: number; d: Data };
      if (op === 1) this.#identify(socket, d, salt, challenge);
      else if (op === 6) void this.#answer(socket, d);
    });
  }

  #identify(socket: WebSocket, d: Data, salt: string, challenge: string): void {
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    if (
      this.password !== null &&
      d.authentication !== hash(hash(this.password + salt) + challenge)
    ) {
      socket.close(4009, 'Authentication failed.');
      return;
    }
    this.subscriptions = Number(d.eventSubscriptions);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.send(JSON.stringify({ op: 2, d: { negotiatedRpcVersion: 1 } }));
  }

  async #answer(socket: WebSocket, d: Data): Promise<void> {
    const type = String(d.requestType);
    const data = (d.requestData ?? {}) as Data;
    if (this.asked.length < 10_000) this.asked.push({ type, data });
    const late = this.slow.get(type);
    if (late !== undefined) await new Promise((resolve) => setTimeout(resolve, late));
    if (this.silent) return;
    let status: Data = { result: true, code: 100 };
    let responseData: Data | undefined;
    try {
      if (!this.ready) throw new Refused(207, 'OBS is not ready to perform the request.');
      responseData = this.#perform(type, data);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      status = { result: false, code: error.status, comment: error.message };
    }
    const { requestId, requestType } = d;
    const answer = { requestType, requestId, requestStatus: status, responseData };
    socket.send(JSON.stringify({ op: 7, d: answer }));
  }

  #items(name: unknown): FakeItem[] {
    const items = this.scenes.get(String(name)) ?? this.groups.get(String(name));
    if (items === undefined)
      throw new Refused(600, `No source was found by the name of \`${name}\`.`);
    return items;
  }

  #item(data: Data): FakeItem {
    const item = this.#items(data.sceneName).find(({ id }) => id === data.sceneItemId);
    if (item === undefined) throw new Refused(600, 'No scene items were found.');
    return item;
  }

  #input(name: unknown): FakeInput {
    const input = this.inputs.get(String(name));
    if (input === undefined)
      throw new Refused(600, `No source was found by the name of \`${name}\`.`);
    return input;
  }

  #filter(data: Data): { enabled: boolean; kind: string; settings: Data } {
    const filter = this.#input(data.sourceName).filters?.[String(data.filterName)];
    if (filter === undefined) throw new Refused(600, 'No filter was found.');
    return filter;
  }

  #perform(type: string, data: Data): Data | undefined {
    const handler = this.#handlers[type];
    if (handler === undefined || (newRequests.includes(type) && !this.knows.has(type))) {
      throw new Refused(204, 'Your request type is not valid.');
    }
    return handler(data) as Data | undefined;
  }

  readonly #handlers: Record<string, (data: Data) => unknown> = {
    GetVersion: () => ({
      obsVersion: this.obsVersion,
      obsWebSocketVersion: this.socketVersion,
      platformDescription: 'Fake 1.0',
      availableRequests: Object.keys(this.#handlers).filter(
        (name) => !newRequests.includes(name) || this.knows.has(name),
      ),
    }),
    GetSceneList: () => ({
      currentProgramSceneName: this.program,
      scenes: [...this.scenes.keys()].map((sceneName, sceneIndex) => ({ sceneName, sceneIndex })),
    }),
    GetGroupList: () => ({ groups: [...this.groups.keys()] }),
    GetCurrentProgramScene: () => ({ currentProgramSceneName: this.program }),
    SetCurrentProgramScene: ({ sceneName }) => {
      if (!this.scenes.has(String(sceneName))) throw new Refused(600, 'No source was found.');
      this.switchScene(String(sceneName));
    },
    GetSceneItemList: ({ sceneName }) => ({ sceneItems: this.#list(sceneName) }),
    GetGroupSceneItemList: ({ sceneName }) => ({ sceneItems: this.#list(sceneName) }),
    GetSceneItemId: ({ sceneName, sourceName }) => {
      const item = this.#items(sceneName).find(({ source }) => source === sourceName);
      if (item === undefined) throw new Refused(600, 'No scene items were found.');
      return { sceneItemId: item.id };
    },
    GetSceneItemEnabled: (data) => ({ sceneItemEnabled: this.#item(data).enabled }),
    SetSceneItemEnabled: (data) => {
      this.#item(data).enabled = data.sceneItemEnabled === true;
    },
    SetSceneItemTransform: (data) => {
      this.#item(data).transform = data.sceneItemTransform as Data;
    },
    CreateSceneItem: ({ sceneName, sourceName }) => {
      this.#input(sourceName);
      this.#items(sceneName);
      return { sceneItemId: this.addItem(String(sceneName), String(sourceName)).id };
    },
    GetInputList: ({ inputKind }) => ({
      inputs: [...this.inputs]
        .filter(([, input]) => inputKind === undefined || input.kind === inputKind)
        .map(([inputName, input]) => ({ inputName, inputKind: input.kind })),
    }),
    GetInputKindList: () => ({ inputKinds: this.kinds }),
    GetInputSettings: ({ inputName }) => {
      const input = this.#input(inputName);
      return { inputSettings: input.settings, inputKind: input.kind };
    },
    SetInputSettings: ({ inputName, inputSettings, overlay }) => {
      const input = this.#input(inputName);
      const settings = inputSettings as Data;
      input.settings = overlay === false ? settings : { ...input.settings, ...settings };
    },
    CreateInput: ({ sceneName, inputName, inputKind, inputSettings }) => {
      const name = String(inputName);
      this.#items(sceneName);
      if (this.inputs.has(name))
        throw new Refused(601, 'A source already exists by that input name.');
      if (!this.kinds.includes(String(inputKind))) {
        throw new Refused(605, 'Your specified input kind is not supported by OBS.');
      }
      this.inputs.set(name, { kind: String(inputKind), settings: inputSettings as Data });
      return { sceneItemId: this.addItem(String(sceneName), name).id };
    },
    PressInputPropertiesButton: ({ inputName }) => {
      this.#input(inputName);
    },
    GetSourceActive: ({ sourceName }) => {
      const shown = [...this.scenes].some(
        ([scene, items]) =>
          scene === this.program && items.some((i) => i.source === sourceName && i.enabled),
      );
      return { videoActive: shown, videoShowing: shown };
    },
    GetSourceFilter: (data) => {
      const { enabled, kind, settings } = this.#filter(data);
      return { filterEnabled: enabled, filterKind: kind, filterSettings: settings };
    },
    GetSourceFilterList: ({ sourceName }) => ({
      filters: Object.keys(this.inputs.get(String(sourceName))?.filters ?? {}).map(
        (filterName) => ({ filterName }),
      ),
    }),
    GetSourceFilterDefaultSettings: () => ({ defaultFilterSettings: filterDefaults }),
    SetSourceFilterEnabled: (data) => {
      this.#filter(data).enabled = data.filterEnabled === true;
    },
    SetSourceFilterSettings: (data) => {
      const filter = this.#filter(data);
      filter.settings = { ...filter.settings, ...(data.filterSettings as Data) };
    },
    TriggerMediaInputAction: ({ inputName }) => {
      this.#input(inputName);
    },
    GetReplayBufferStatus: () => {
      if (this.replayBuffer === 'off') throw new Refused(604, 'Replay buffer is not available.');
      return { outputActive: this.replayBuffer === 'running' };
    },
    SaveReplayBuffer: () => {
      if (this.replayBuffer === 'off') throw new Refused(604, 'Replay buffer is not available.');
      if (this.replayBuffer === 'stopped') throw new Refused(501);
      const savedReplayPath = `C:\\Videos\\Replay ${this.askedFor('SaveReplayBuffer').length}.mkv`;
      setTimeout(() => this.emit('ReplayBufferSaved', { savedReplayPath }), 20);
    },
    GetRecordStatus: () => ({ outputActive: this.recording !== 'off' }),
    StartRecord: () => {
      if (this.recording !== 'off') throw new Refused(500);
      this.recording = 'mkv';
    },
    StopRecord: () => {
      if (this.recording === 'off') throw new Refused(501);
      this.recording = 'off';
      return { outputPath: '/home/someone/race.mkv' };
    },
    SplitRecordFile: () => {
      if (this.recording === 'off') throw new Refused(501);
      if (this.profile['AdvOut/RecSplitFile'] !== 'true') throw new Refused(702);
    },
    CreateRecordChapter: () => {
      if (this.recording === 'off') throw new Refused(501);
      if (this.recording !== 'hybrid_mp4')
        throw new Refused(702, 'Output does not support chapters.');
    },
    GetHotkeyList: () => ({ hotkeys: this.hotkeys }),
    TriggerHotkeyByName: ({ hotkeyName }) => {
      if (!this.hotkeys.includes(String(hotkeyName))) throw new Refused(600);
    },
    CallVendorRequest: ({ vendorName, requestType }) => {
      if (!this.vendors.has(String(vendorName))) throw new Refused(600, 'No vendor was found.');
      return { vendorName, requestType, responseData: {} };
    },
    GetProfileParameter: ({ parameterCategory, parameterName }) => ({
      parameterValue: this.profile[`${parameterCategory}/${parameterName}`] ?? null,
      defaultParameterValue: null,
    }),
    GetVideoSettings: () => ({ baseWidth: 1920, baseHeight: 1080 }),
  };

  #list(name: unknown): Data[] {
    return this.#items(name).map((item) => ({
      sceneItemId: item.id,
      sourceName: item.source,
      isGroup: this.groups.has(item.source) ? true : null,
    }));
  }
}
