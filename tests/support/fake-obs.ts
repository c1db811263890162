/**
 * A fake OBS for cases that Debian's OBS cannot produce: a real WebSocket server that speaks obs-websocket 5 in JSON
 * and can misbehave in every way seen in a real OBS. Its contents are in `fake-obs-model.ts`.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { FakeObsModel } from './fake-obs-model.ts';
import { type Data, Refused } from './fake-obs-outputs.ts';

export interface FakeRequest {
  type: string;
  data: Data;
}

export class FakeObs extends FakeObsModel {
  password: string | null = null;
  /** False: answers status 207 to everything. */
  ready = true;
  /** Reads requests and answers none. */
  silent = false;
  /** Sends nothing at all, not even hello. */
  mute = false;
  /** Replaces the answer to a request; undefined: the correct answer. */
  answerInstead: (type: string) => unknown = () => undefined;
  #hangs = new Set<string>();
  #hung: (() => void)[] = [];
  /** Requests of a closed connection are dropped when the fake resumes. */
  dropsGone = false;
  /** Waits this long before it answers these requests, ms. */
  slow = new Map<string, number>();
  /** What was asked, oldest first, at most 10,000. */
  readonly asked: FakeRequest[] = [];
  connections = 0;
  /** Events that the last client asked for, as a bit mask. */
  subscriptions = 0;
  #server: WebSocketServer | null = null;
  /** All connections. */
  #open = new Set<WebSocket>();
  /** Those that have identified themselves. */
  #sockets = new Set<WebSocket>();
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
    server.on('connection', (socket) => this.accept(socket));
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
    for (const socket of this.#open) {
      if (code === 1006) socket.terminate();
      else socket.close(code, reason);
    }
    this.#open.clear();
    this.#sockets.clear();
  }

  emit(eventType: string, eventData: Data = {}): void {
    const message = JSON.stringify({ op: 5, d: { eventType, eventIntent: 1, eventData } });
    for (const socket of this.#sockets) socket.send(message);
  }

  /** Its window hangs: these requests wait until `unhang`, all others are answered. */
  hang(...types: string[]): void {
    this.#hangs = new Set(types);
  }

  unhang(): void {
    this.#hangs.clear();
    for (const goOn of this.#hung.splice(0)) goOn();
  }

  /** Requests of these types, oldest first. */
  askedFor(...types: string[]): FakeRequest[] {
    return this.asked.filter(({ type }) => types.includes(type));
  }

  /** Serves a client. */
  accept(socket: WebSocket): void {
    this.connections++;
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
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
      else if (op === 8) void this.#answerBatch(socket, d);
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
    if (this.#hangs.has(type)) {
      await new Promise<void>((resolve) => this.#hung.push(resolve));
      if (this.dropsGone && socket.readyState !== socket.OPEN) return;
    }
    const instead = this.answerInstead(type);
    const answer = instead === undefined ? this.#respond(type, data) : instead;
    const { requestId } = d;
    const message = isObject(answer) ? { requestType: type, requestId, ...answer } : answer;
    socket.send(JSON.stringify({ op: 7, d: message }));
  }

  /** Executes a request. */
  #respond(type: string, data: Data): Data {
    try {
      if (!this.ready) throw new Refused(207, 'OBS is not ready to perform the request.');
      const responseData = this.perform(type, data);
      return { requestStatus: { result: true, code: 100 }, responseData };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { requestStatus: { result: false, code: error.status, comment: error.message } };
    }
  }

  async #answerBatch(socket: WebSocket, d: Data): Promise<void> {
    const results: Data[] = [];
    for (const { requestType, requestData } of d.requests as Data[]) {
      const type = String(requestType);
      const data = (requestData ?? {}) as Data;
      if (type === 'Sleep') {
        await new Promise((resolve) => setTimeout(resolve, Number(data.sleepMillis)));
        continue;
      }
      this.asked.push({ type, data });
      results.push({ requestType, ...this.#respond(type, data) });
    }
    socket.send(JSON.stringify({ op: 9, d: { requestId: d.requestId, results } }));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
