/**
 * The parts of a relay that read what comes in, over sockets that are made up: no port, no disk, no database. An error that
 * a part catches and logs counts as thrown. Its clock advances with each input.
 */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { type Log, silentLog } from '../../protocol/log.ts';
import { protocolVersion, viewerSubprotocol } from '../../protocol/messages.ts';
import { Hub } from '../../relay/broadcast/hub.ts';
import type { LatestSessionViewers } from '../../relay/broadcast/latest-session-viewers.ts';
import { LocalPool } from '../../relay/broadcast/local-pool.ts';
import { snapshotOf } from '../../relay/broadcast/session-snapshot.ts';
import { ViewerSockets } from '../../relay/broadcast/viewer-sockets.ts';
import { AgentSockets } from '../../relay/ingest/agent-sockets.ts';
import { HttpIngest } from '../../relay/ingest/http-ingest.ts';
import { RefusedPublishers } from '../../relay/ingest/refused-publishers.ts';
import { SessionCars } from '../../relay/live/session-cars.ts';
import { SessionRegistry } from '../../relay/live/session-registry.ts';
import { NoRecorder } from '../../relay/storage/no-recorder.ts';
import { localAccess, nothingChosen, sessionParts } from '../../tests/support/lone-relay.ts';

const grant = { kind: 'nobody', isRemote: false } as const;

/** Time between two inputs, ms. */
const inputMs = 7;
const tickInputs = 36;

/** A socket that takes everything and sends nothing by itself. */
class MadeUpSocket extends EventEmitter {
  remoteAddress = '127.0.0.1';
  localAddress = '127.0.0.1';
  writable = true;
  writableLength = 0;
  destroyed = false;

  write(): boolean {
    return true;
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.writable = false;
    this.emit('close');
  }
}

/** The part of `ws` that the relay uses. */
class MadeUpWebSocket extends EventEmitter {
  readonly protocol: string;
  readonly socket: MadeUpSocket;
  isClosed = false;

  constructor(protocol: string, socket: MadeUpSocket) {
    super();
    this.protocol = protocol;
    this.socket = socket;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.destroy();
    this.emit('close');
  }

  terminate(): void {
    this.close();
  }
}

export class BareRelay {
  readonly sessions: SessionRegistry;
  readonly cars: SessionCars;
  readonly #hub: Hub;
  readonly #agents: AgentSockets;
  readonly #viewers: ViewerSockets;
  readonly #ingest: HttpIngest;
  readonly #latestViewers: LatestSessionViewers;
  readonly #pool: LocalPool;
  readonly #ingestSocket = new MadeUpSocket();
  #nowMs = 1_800_000_000_000;
  #inputs = 0;
  #failure: unknown = null;
  #agent: MadeUpWebSocket | null = null;
  #viewer: MadeUpWebSocket | null = null;
  #nextProtocol = '';
  readonly now = (): number => this.#nowMs;

  constructor() {
    const { now } = this;
    const log: Log = {
      ...silentLog,
      error: (fields, sentence) => {
        this.#failure = (fields as { err?: unknown }).err ?? new Error(sentence);
      },
    };
    const recorder = new NoRecorder();
    const hub = new Hub({ snapshot: (sessionID) => snapshotOf(this.sessions.get(sessionID)) });
    this.#hub = hub;
    const parts = sessionParts({ hub, recorder, log, now }, () => this.sessions);
    const { latestViewers } = parts;
    this.#latestViewers = latestViewers;
    this.sessions = new SessionRegistry(parts);
    const { sessions } = this;
    this.cars = new SessionCars({ broadcast: hub, sessions, store: recorder, now });
    const refused = new RefusedPublishers(log, now);
    const owners = { claim: () => {} };
    this.#agents = new AgentSockets({
      ...{ sessions, cars: this.cars, recorder, owners, refused, log, now },
      instance: 'fuzzed',
      version: 'fuzzed',
    });
    this.#pool = new LocalPool({
      counters: hub.counters,
      now,
      upgrade: ({ socket }, opened) => {
        this.#viewer = new MadeUpWebSocket(this.#nextProtocol, socket as unknown as MadeUpSocket);
        opened(this.#viewer as unknown as WebSocket);
      },
    });
    this.#viewers = new ViewerSockets({
      ...{ hub, latestViewers, log, now, ...nothingChosen },
      pool: this.#pool,
      instance: 'fuzzed',
      build: () => 'fuzzed',
    });
    const access = localAccess(log, now);
    this.#ingest = new HttpIngest({
      ...{ sessions, access, owners, refused, log, now },
      isStopping: () => false,
    });
  }

  /** To be called after each input. Throws what a part has logged as an error. */
  step(): void {
    this.#nowMs += inputMs;
    if (++this.#inputs % tickInputs === 0) {
      this.#latestViewers.tick();
      this.sessions.tick();
      this.#pool.tick();
      this.#viewers.tick();
      this.#agents.tick();
    }
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure;
  }

  close(): void {
    this.sessions.stop();
    this.#hub.stop();
    this.#agent?.close();
    this.#viewer?.close();
  }

  /** A message of an agent that has said hello; after the relay closed the socket, of a new one. */
  agentMessage(data: Buffer, isBinary: boolean): void {
    if (this.#agent === null || this.#agent.isClosed) {
      const socket = new MadeUpSocket();
      this.#agent = new MadeUpWebSocket('', socket);
      this.#agents.accept(this.#agent as unknown as WebSocket, socket as unknown as Socket, {
        remoteAddress: '127.0.0.1',
        grant,
      });
      const hello = { type: 'hello', protocol: protocolVersion, agent: 'fuzz', kept: [] };
      this.#agent.emit('message', Buffer.from(JSON.stringify(hello)), false);
    }
    this.#agent.emit('message', data, isBinary);
  }

  /** Ends the agent's socket, so that the next message comes from a new one. */
  agentLeaves(): void {
    this.#agent?.close();
  }

  /** A message of a page of a viewer; after the relay closed the socket, of a new one, which has not said hello. */
  viewerMessage(data: Buffer, isBinary: boolean): void {
    if (this.#viewer === null || this.#viewer.isClosed) {
      this.#nextProtocol = viewerSubprotocol;
      const socket = new MadeUpSocket();
      const request = { socket, headers: {} } as unknown as IncomingMessage;
      this.#viewers.accept({
        request: {
          target: { kind: 'live', driver: null },
          parameters: {},
          isLocal: true,
          remoteAddress: '127.0.0.1',
          grant,
          quotaHolder: 'fuzz',
          userAgent: '',
        },
        upgrade: { request, socket: socket as unknown as Socket, head: Buffer.alloc(0) },
        release: () => {},
      });
    }
    this.#viewer?.emit('message', data, isBinary);
  }

  viewerLeaves(): void {
    this.#viewer?.close();
  }

  /** @returns the status of the answer */
  post(url: string, headers: Record<string, string>, body: Buffer): number {
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url,
      headers: { host: '127.0.0.1:5000', 'content-length': String(body.length), ...headers },
      socket: this.#ingestSocket,
      resume: () => {},
    });
    let status = 0;
    const response = {
      headersSent: false,
      setHeader: () => response,
      writeHead: (code: number) => {
        status = code;
        return response;
      },
      end: () => {},
      once: () => {},
      on: () => {},
    };
    this.#ingest.handle(
      request as unknown as IncomingMessage,
      response as unknown as ServerResponse,
    );
    request.emit('data', body);
    request.emit('end');
    request.emit('close');
    return status;
  }
}
