/** What a program at the address of OBS may send, and other relays over the backplane. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Random } from '../../agent/demo/random.ts';
import {
  bytesOfMessage,
  readDirectoryMessage,
  readRelayMessage,
} from '../../relay/backplane/backplane-messages.ts';
import { readFeedMessage } from '../../relay/backplane/feed-messages.ts';
import { readEncoding } from '../../relay/backplane/written-encoding.ts';
import { ObsError } from '../../relay/obs/connection/obs-port.ts';
import { ObsSocket } from '../../relay/obs/connection/obs-websocket.ts';
import { changeText, mutateBytes, mutateJsonText, pick } from './mutations.ts';
import { type FuzzParser, type FuzzTarget, pure } from './target.ts';

const hello = {
  op: 0,
  d: {
    obsWebSocketVersion: '5.5.2',
    rpcVersion: 1,
    authentication: { challenge: 'c2VxdWVudGlhbA==', salt: 'c2FsdA==' },
  },
};
const identified = { op: 2, d: { negotiatedRpcVersion: 1 } };

const events = [
  { eventType: 'CurrentProgramSceneChanged', eventData: { sceneName: 'Race', sceneUuid: 'a' } },
  { eventType: 'StreamStateChanged', eventData: { outputActive: true, outputState: 'STARTED' } },
  { eventType: 'ReplayBufferSaved', eventData: { savedReplayPath: '/tmp/replay.mkv' } },
  {
    eventType: 'SceneItemCreated',
    eventData: { sceneName: 'Race', sourceName: 'Gear', sceneItemId: 3 },
  },
  { eventType: 'ExitStarted' },
].map((event) => ({ op: 5, d: { ...event, eventIntent: 4 } }));

const scenes = {
  currentProgramSceneName: 'Race',
  scenes: [{ sceneName: 'Race', sceneUuid: 'a' }, { sceneName: 'Pause' }],
};

/** How OBS answers a request. */
function answerTo(requestId: unknown): object {
  const requestStatus = { result: true, code: 100 };
  return {
    op: 7,
    d: { requestType: 'GetSceneList', requestId, requestStatus, responseData: scenes },
  };
}

/** Longer than a message takes on this machine, ms. */
const answerMs = 8;

/** A program that greets like OBS and says something wrong sooner or later. */
class WrongObs {
  readonly #server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: () => 'obswebsocket.json',
  });
  /** What it says to each message of the other side, in turn. */
  script: ((id: unknown) => string | Buffer)[] = [];

  async start(): Promise<string> {
    this.#server.on('connection', (socket) => this.#serve(socket));
    await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #serve(socket: WebSocket): void {
    const left = [...this.script];
    const say = (id: unknown): void => {
      const next = left.shift();
      if (next !== undefined) socket.send(next(id));
    };
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const { d } = JSON.parse(String(data)) as { d?: { requestId?: unknown } };
      say(d?.requestId);
      // An event comes without a question.
      if (d?.requestId !== undefined) while (left.length > 0) say(d.requestId);
    });
    say(undefined);
  }

  stop(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}

async function talk(url: string): Promise<void> {
  const socket = new ObsSocket({ event: () => {}, froze: () => {}, thawed: () => {} });
  try {
    if ((await socket.open({ url, password: 'secret' }, 2 * answerMs)) !== 'open') return;
    await socket.ask('GetSceneList', {}, answerMs).catch((error: unknown) => {
      if (!(error instanceof ObsError)) throw error;
    });
  } finally {
    socket.cut();
  }
}

async function openObs(): Promise<FuzzParser> {
  const obs = new WrongObs();
  const url = await obs.start();
  return {
    next(random) {
      const changed = (message: unknown, chance: number): string =>
        random.chance(chance) ? mutateJsonText(random, message) : JSON.stringify(message);
      const [greeting, welcome] = [changed(hello, 0.2), changed(identified, 0.2)];
      const event = changed(pick(random, events), 0.7);
      const isCut = random.chance(0.1);
      const answer = (id: unknown): string => {
        const text = changed(answerTo(id), 0.7);
        return isCut ? changeText(random, text) : text;
      };
      const isBinary = random.chance(0.03);
      return async () => {
        obs.script = [
          () => greeting,
          () => (isBinary ? Buffer.from(welcome) : welcome),
          () => event,
          answer,
          () => event,
        ];
        await talk(url);
      };
    },
    close: () => obs.stop(),
  };
}

const encoding = { channels: ['gear', 'rpms'], hz: 60, coalesced: true, board: true, cars: false };

const ofRelays = [
  { type: 'hello' as const, relay: 'a' },
  { type: 'join' as const, relay: 'a', sessionID: 'S', token: 't', encoding },
  { type: 'feeds' as const, relay: 'a', feeds: [{ sessionID: 'S', token: 't', viewers: 3 }] },
  { type: 'mark' as const, sessionID: 'S', note: 'Off' },
  { type: 'batch' as const, sessionID: 'S', lap: 1, frames: [], remoteAddress: '' },
  {
    ...{ type: 'presence' as const, relay: 'a', name: 'host:5000', live: null, viewers: 0 },
    ...{ part: 1, parts: 1, sessions: [] },
  },
];

function readBackplane(random: Random): () => void {
  const message = pick(random, ofRelays);
  const bytes = random.chance(0.2)
    ? Buffer.from(mutateBytes(random, bytesOfMessage(message), [bytesOfMessage(message)]))
    : Buffer.from(mutateJsonText(random, message));
  return () => {
    readDirectoryMessage(bytes);
    readFeedMessage(bytes);
    const read = readRelayMessage(bytes);
    if (read?.type === 'join') readEncoding(read.encoding);
  };
}

export const obsTargets: readonly FuzzTarget[] = [
  { name: 'obs', open: openObs },
  pure('backplane', readBackplane),
];
