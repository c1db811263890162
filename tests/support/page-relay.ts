/**
 * A scripted relay for tests of the pages: serves built pages and speaks the viewer protocol over a real socket.
 * A test can make it do what a correct relay never does.
 */

import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Frame } from '../../protocol/frame.ts';
import { encodeFrames, formOf } from '../../protocol/frame-codec.ts';
import type { Layout } from '../../protocol/layout.ts';
import {
  protocolVersion,
  type RelayToViewer,
  type ViewedSession,
  type ViewerHello,
  type ViewerMessage,
  viewerSubprotocol,
} from '../../protocol/messages.ts';
import { listen } from './listen.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain',
};

/** The strictest policy under which the pages work; OBS adds a style of its own to every page. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

export interface PageViewer {
  readonly hello: ViewerHello;
  /** `visible` messages, in order. */
  readonly visible: boolean[];
  readonly socket: WebSocket;
}

export class PageRelay {
  readonly #pages: string;
  /** By address. */
  readonly #files = new Map<string, string>();
  #server: Server | null = null;
  #sockets: WebSocketServer | null = null;
  #waiting: (() => void)[] = [];
  port = 0;
  build: string;
  /** Given to each new viewer. */
  session: ViewedSession | null = null;
  state: Partial<Frame> | null = null;
  /** Closes each new viewer with this, as a relay does that lets no page of here watch; null: it lets it in. */
  refusal: { readonly code: number; readonly reason: string } | null = null;
  /** Requests and connections of these addresses are cut off, as by a relay that ends. */
  cutOff: RegExp | null = null;
  /** False: pings stay unanswered, as if the relay hung. */
  answers = true;
  viewers: PageViewer[] = [];
  /** Addresses of all HTTP requests. */
  requests: string[] = [];

  /** @param pages folder made by `buildPages` */
  constructor(pages: string) {
    this.#pages = pages;
    const { build } = JSON.parse(readFileSync(join(pages, 'build.json'), 'utf8')) as {
      build: string;
    };
    this.build = build;
  }

  /** The relay's clock, ms since 1970. */
  get nowMs(): number {
    return performance.timeOrigin + performance.now();
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens on the port it had before, or a free one. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      this.requests.push(path);
      if (this.cutOff?.test(path)) {
        request.socket.destroy();
        return;
      }
      const file = this.#find(path);
      if (file === null) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader('Content-Type', types[file.type] ?? 'application/octet-stream');
      response.setHeader('Content-Security-Policy', pagePolicy);
      response.end(file.body);
    });
    const sockets = new WebSocketServer({
      server,
      verifyClient: ({ req }: { req: IncomingMessage }) => !this.cutOff?.test(req.url ?? '/'),
      handleProtocols: (offered) => (offered.has(viewerSubprotocol) ? viewerSubprotocol : false),
    });
    sockets.on('connection', (socket) => {
      if (this.refusal === null) this.#viewer(socket);
      else socket.close(this.refusal.code, this.refusal.reason);
    });
    this.#server = server;
    this.#sockets = sockets;
    this.port = await listen(server, this.port);
  }

  /** Served as `/themes/{name}.json`. */
  setTheme(name: string, json: string): void {
    this.#files.set(`/themes/${name}.json`, json);
  }

  /** Served as `/api/layouts/{name}`; complete, as the relay serves it. */
  setLayout(layout: Layout): void {
    this.#files.set(`/api/layouts/${layout.name}`, JSON.stringify(layout));
  }

  #find(path: string): { body: string | Buffer; type: string } | null {
    const file = this.#files.get(path);
    if (file !== undefined) return { body: file, type: '.json' };
    const name = path.startsWith('/overlays/') ? this.#pageOf(path) : normalize(path);
    const built = join(this.#pages, name);
    if (!built.startsWith(this.#pages) || !existsSync(built) || name === '/') return null;
    return { body: readFileSync(built), type: extname(built) };
  }

  /** The page of an overlay. An unknown name, which a real relay refuses, gets the page that shows the error. */
  #pageOf(path: string): string {
    const own = join('overlays', `${path.slice('/overlays/'.length)}.html`);
    return existsSync(join(this.#pages, own)) ? own : 'page.html';
  }

  #viewer(socket: WebSocket): void {
    let viewer: PageViewer | null = null;
    socket.on('error', () => {});
    socket.on('close', () => {
      this.viewers = this.viewers.filter((one) => one !== viewer);
    });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ViewerMessage;
      if (message.type === 'hello') {
        viewer = { hello: message, visible: [], socket };
        this.viewers.push(viewer);
      }
      if (message.type === 'visible') viewer?.visible.push(message.visible);
      if (this.answers) this.#answer(socket, message);
      for (const check of this.#waiting) check();
    });
  }

  #answer(socket: WebSocket, message: ViewerMessage): void {
    const relayMs = this.nowMs;
    if (message.type === 'hello') {
      const { build, session, state } = this;
      const welcome = { type: 'welcome', protocol: protocolVersion, instance: 'test' } as const;
      this.#send(socket, { ...welcome, build, session, state, relayMs });
    } else if (message.type === 'ping') {
      this.#send(socket, { type: 'pong', id: message.id, relayMs });
    }
  }

  #send(socket: WebSocket, message: RelayToViewer): void {
    socket.send(JSON.stringify(message));
  }

  /** Resolves with the newest viewer once there are `count`. */
  async viewer(count = 1): Promise<PageViewer> {
    await this.until(() => this.viewers.length >= count);
    return this.viewers.at(-1)!;
  }

  /** Resolves when `holds` returns true; it is checked after each message of a viewer. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!holds()) return;
        this.#waiting = this.#waiting.filter((one) => one !== check);
        resolve();
      };
      this.#waiting.push(check);
    });
  }

  broadcast(message: RelayToViewer): void {
    for (const { socket } of this.viewers) this.#send(socket, message);
  }

  /** Sends frames to each viewer in the form it asked for. */
  frames(frames: readonly Partial<Frame>[], lap = 1): void {
    for (const { socket, hello } of this.viewers) {
      socket.send(encodeFrames(formOf(hello.channels), lap, frames));
    }
  }

  setSession(session: ViewedSession | null, state: Partial<Frame> | null = null): void {
    this.session = session;
    this.state = state;
    this.broadcast({ type: 'session', session, state });
  }

  /** Ends at once, all connections with it; `start` may follow. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    for (const client of this.#sockets?.clients ?? []) client.terminate();
    this.#sockets?.close();
    this.viewers = [];
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
