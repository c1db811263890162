/**
 * A real relay on a free port with a real store in memory, and real sockets that keep what they receive, for
 * tests of the relay. Everything started here stops with its test.
 */
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { WebSocket } from 'ws';
import type { RaceEvent } from '../../protocol/events.ts';
import { type Log, silentLog } from '../../protocol/log.ts';
import { protocolVersion, publishSubprotocol, viewerSubprotocol } from '../../protocol/messages.ts';
import { startRelay } from '../../relay/main.ts';
import type { Relay, RelayOptions, RelayParts } from '../../relay/relay.ts';
import { openRecorder } from '../../relay/storage/open-database.ts';
import { temporaryFolder, withTest } from './clean-up.ts';
import { rememberToken } from './panel-tokens.ts';
import { patienceMs } from './until.ts';

const closers: (() => unknown)[] = [];

/** Stops everything that was started here, newest first. It happens by itself at the end of a test. */
export async function stopAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** For a file that starts its relay in `beforeAll`, and before that: everything stops after its last test. */
export function stopWithFile(): void {
  beforeAll(() => {
    closers.push(() => {});
  });
  afterAll(stopAll);
}

function atStop(close: () => unknown): void {
  if (closers.length === 0) withTest(stopAll);
  closers.push(close);
}

export interface TestRelay {
  readonly relay: Relay;
  readonly address: string;
  readonly events: RaceEvent[];
  /** POST /ingest. */
  post(sessionID: string, lap: number, frames: unknown, headers?: object): Promise<Answer>;
  /** A request of the local user: with the panel's token, unless it has a key or comes from elsewhere. */
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** A request of the local user with JSON. @param body a text is sent as it is; undefined: none */
  send(method: string, path: string, body: unknown, headers?: object): Promise<Answer>;
  /** A request without credentials. */
  ask(path: string, init?: RequestInit): Promise<Answer>;
  /** A socket without subprotocol. */
  watch(session: string, options?: object): Promise<TestSocket>;
  /** A socket of our own pages, past its hello. */
  page(session: string, hello?: object, options?: object): Promise<TestSocket>;
  /** A socket of our agent, past its welcome. */
  agent(kept?: object[], options?: object): Promise<TestSocket>;
  /** @param at base address; default: the relay's own */
  socket(path: string, protocols: string[], options?: object, at?: string): TestSocket;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined where it is not JSON. */
  json: unknown;
}

export async function startTestRelay(
  options: Partial<RelayOptions> = {},
  parts: Partial<RelayParts> = {},
): Promise<TestRelay> {
  const log: Log = parts.log ?? silentLog;
  const folder = temporaryFolder(atStop);
  const recorder = parts.recorder ?? (await openRecorder({ db: options.db ?? 'memory:', log }));
  const events: RaceEvent[] = [];
  const relay = await startRelay(
    {
      host: '127.0.0.1',
      port: 0,
      allowHosts: [],
      allowOrigins: [],
      db: 'memory:',
      pagesFolder: folder,
      themesFolder: folder,
      layoutsFolder: join(folder, 'layouts-of-the-program'),
      userFolder: folder,
      ...options,
    },
    { log, recorder, onEvent: (event) => events.push(event), ...parts },
  );
  atStop(() => relay.stop());
  const { address } = relay;
  rememberToken(address, relay.panelToken);
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(address + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  };
  const request = (path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = new Headers(init.headers);
    const isPublishing = path.startsWith('/api/sessions/') && init.method === 'PUT';
    const isOther = headers.has('Authorization') || headers.has('X-Forwarded-For');
    if (path.startsWith('/api/') && !isPublishing && !isOther) {
      headers.set('Authorization', `Bearer ${relay.panelToken}`);
    }
    return ask(path, { ...init, headers });
  };
  const withJson = (body: unknown, headers: object) => ({
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const socket = (path: string, protocols: string[], more: object = {}, at = address) =>
    new TestSocket(at.replace('http', 'ws') + path, protocols, more);
  return {
    relay,
    address,
    events,
    request,
    ask,
    socket,
    post: (sessionID, lap, frames, headers = {}) =>
      ask(`/ingest?session_id=${sessionID}&lap=${lap}`, {
        method: 'POST',
        ...withJson(frames, headers),
      }),
    send: (method, path, body, headers = {}) =>
      request(path, { method, ...withJson(body, headers) }),
    async watch(session, more) {
      const one = socket(`/ws/${session}`, [], more);
      await one.opened;
      return one;
    },
    async page(session, hello = {}, more) {
      const one = socket(`/ws/${session}`, [viewerSubprotocol], more);
      await one.opened;
      const full = { overlay: 'test', build: 'b', channels: ['rpms', 'gear'], hz: 0, ...hello };
      one.send({ type: 'hello', protocol: protocolVersion, ...full });
      await one.next('welcome');
      return one;
    },
    async agent(kept = [], more) {
      const one = socket('/publish', [publishSubprotocol], more);
      await one.opened;
      one.send({ type: 'hello', protocol: protocolVersion, agent: 'test 1', kept });
      await one.next('welcome');
      return one;
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A received message: parsed text, or bytes. */
export type Heard = Record<string, unknown> | Buffer;

/** A WebSocket that keeps its messages in order. */
export class TestSocket {
  readonly ws: WebSocket;
  readonly heard: Heard[] = [];
  readonly texts: string[] = [];
  readonly opened: Promise<void>;
  /** Code and reason, when it is closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Status and body of an answer that refused it. */
  readonly refused: Promise<{ status: number; text: string }>;
  #read = 0;
  #waiting: (() => void)[] = [];

  constructor(address: string, protocols: string[], options: object) {
    this.ws = new WebSocket(address, protocols, { perMessageDeflate: false, ...options });
    atStop(() => this.ws.terminate());
    this.opened = new Promise((resolve, reject) => {
      this.ws.on('open', resolve);
      this.ws.on('error', reject);
    });
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.refused = new Promise((resolve) => {
      this.ws.on('unexpected-response', (_request, response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += String(chunk);
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
    });
    this.ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.heard.push(data);
      else {
        this.texts.push(String(data));
        this.heard.push(JSON.parse(String(data)) as Record<string, unknown>);
      }
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  send(message: object | string): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /**
   * The next message, in order; with a type, the next of that type (those before it are passed over).
   * @param type of our own protocol; absent: any
   */
  async next(type?: string, timeoutMs = patienceMs): Promise<Record<string, unknown>> {
    const one = await this.#nextOf(
      (heard) => !Buffer.isBuffer(heard) && (type === undefined || heard.type === type),
      type ?? 'a message',
      timeoutMs,
    );
    return one as Record<string, unknown>;
  }

  /** Resolves when the relay has read what was sent before. Passes over what comes meanwhile. */
  async answered(): Promise<void> {
    this.send({ type: 'ping', id: 1 });
    await this.next('pong');
  }

  /** The next binary message. */
  async nextBytes(timeoutMs = patienceMs): Promise<Buffer> {
    return (await this.#nextOf(Buffer.isBuffer, 'bytes', timeoutMs)) as Buffer;
  }

  async #nextOf(
    wanted: (heard: Heard) => boolean,
    what: string,
    timeoutMs: number,
  ): Promise<Heard> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      while (this.#read < this.heard.length) {
        const one = this.heard[this.#read++]!;
        if (wanted(one)) return one;
      }
      const left = end - performance.now();
      if (left <= 0) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close(): Promise<unknown> {
    this.ws.close();
    return this.closed;
  }
}

/** A bare TCP connection that keeps what it receives. */
export class RawConnection {
  readonly socket: Socket;
  text = '';
  readonly closed: Promise<void>;

  /** @param request is sent at once */
  constructor(address: string, request = '') {
    const { hostname, port } = new URL(address);
    this.socket = connect(Number(port), hostname);
    atStop(() => this.socket.destroy());
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1');
    });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => resolve());
    });
    this.socket.write(request);
  }

  /** Waits until so many answers with a JSON object have come. @returns status and body of each */
  async answers(count: number): Promise<string[]> {
    const found = (): string[] =>
      [...this.text.matchAll(/HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n(\{[^}]*\})/g)].map(
        ([, status, body]) => `${status} ${body}`,
      );
    while (found().length < count) {
      await new Promise((resolve) => this.socket.once('data', resolve));
    }
    return found();
  }
}

/** Waits until the relay has processed everything that was sent to it before. */
export async function processed(relay: TestRelay): Promise<void> {
  await relay.request('/health');
}
