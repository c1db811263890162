/**
 * A proxy or tunnel in front of a relay, for tests: passes on requests and sockets, and changes them as such programs
 * do. Listens on loopback only.
 */

import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from './listen.ts';

export interface ProxyWays {
  /** The Host header it sends; absent: unchanged. */
  readonly host?: string;
  /** Headers that it adds. */
  readonly adds?: Readonly<Record<string, string>>;
  /** false: it forbids WebSockets. */
  readonly passesSockets?: boolean;
  /** Requests that it answers with HTML instead of passing them on. */
  readonly page?: { readonly html: string; answers(path: string): boolean };
}

export class TestProxy {
  readonly port: number;
  /** May be changed while it runs. */
  ways: ProxyWays;
  /** Ports of the relays; the first that accepts a connection gets the request. May be changed while it runs. */
  targets: readonly number[];

  constructor(server: Server, targets: readonly number[], ways: ProxyWays) {
    this.port = (server.address() as AddressInfo).port;
    this.targets = targets;
    this.ways = ways;
  }

  /** @param targets ports of relays. Ends with the test. */
  static async start(
    targets: number | readonly number[],
    ways: ProxyWays = {},
  ): Promise<TestProxy> {
    const server = createServer(async (incoming, response) => {
      const { page } = proxy.ways;
      if (page?.answers(incoming.url ?? '')) {
        response.writeHead(200, { 'Content-Type': 'text/html' }).end(page.html);
        return;
      }
      const { method, url, headers } = proxy.#passedOn(incoming);
      const socket = await proxy.#reach();
      if (socket === null) {
        response.writeHead(502).end();
        return;
      }
      const passed = request(
        { createConnection: () => socket, method, path: url, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      passed.on('error', () => response.writeHead(502).end());
      incoming.pipe(passed);
    });
    server.on('upgrade', async (incoming, socket) => {
      const { page, passesSockets = true } = proxy.ways;
      if (page?.answers(incoming.url ?? '') || !passesSockets) {
        const [status, html] = page === undefined ? ['403 Forbidden', ''] : ['200 OK', page.html];
        socket.end(
          `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n${html}`,
        );
        return;
      }
      const { method, url, headers } = proxy.#passedOn(incoming);
      const relay = await proxy.#reach();
      if (relay === null) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
        return;
      }
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      relay.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      for (const one of [relay, socket]) one.on('error', () => {});
      socket.on('close', () => relay.destroy());
      relay.on('close', () => socket.destroy());
      socket.pipe(relay).pipe(socket);
    });
    await listen(server);
    const proxy = new TestProxy(server, [targets].flat(), ways);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return proxy;
  }

  /** @returns null: no relay accepts a connection */
  async #reach(): Promise<Socket | null> {
    for (const port of this.targets) {
      const socket = connect(port, '127.0.0.1');
      const isOpen = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      if (isOpen) return socket;
    }
    return null;
  }

  #passedOn({ method, url, headers }: IncomingMessage) {
    const { host, adds = {} } = this.ways;
    return {
      method: method ?? 'GET',
      url: url ?? '/',
      headers: {
        ...headers,
        ...adds,
        host: host ?? headers.host ?? `127.0.0.1:${this.targets[0]}`,
      },
    };
  }
}
