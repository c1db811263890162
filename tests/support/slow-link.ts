/**
 * A slow connection with a long round trip: a TCP proxy that delays each direction by half a round trip, limits bytes
 * a second, and needs a round trip to connect, as a phone's network does. Counts bytes; a test can cut it.
 */

import { connect, createServer, type Server, type Socket } from 'node:net';
import { listen } from './listen.ts';

export interface SlowLinkOptions {
  readonly roundTripMs: number;
  /** To the browser, all connections together. */
  readonly bitsPerSecond: number;
}

/** A usual phone in the country: 1.6 Mbit/s, 300 ms. */
const phone3g: SlowLinkOptions = { roundTripMs: 300, bitsPerSecond: 1_600_000 };

export class SlowLink {
  readonly #options: SlowLinkOptions;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | null = null;
  #freeAtMs = 0;
  #isCut = false;
  /** Bytes that reached the browser. */
  bytesDown = 0;
  port = 0;

  /** @param target port of this machine */
  constructor(target: number, options: SlowLinkOptions = phone3g) {
    this.#target = target;
    this.#options = options;
  }

  async start(): Promise<void> {
    const server = createServer((socket) => this.#join(socket));
    this.#server = server;
    this.port = await listen(server);
  }

  /** Breaks every connection and lets no new one through, until `mend`. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = connect(this.#target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => {});
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    const half = this.#options.roundTripMs / 2;
    // The handshake needs a round trip before the first byte may leave.
    const openMs = performance.now() + this.#options.roundTripMs;
    near.on('data', (bytes) =>
      this.#after(Math.max(openMs - performance.now(), 0) + half, far, bytes),
    );
    far.on('data', (bytes) => {
      const startMs = Math.max(performance.now(), this.#freeAtMs);
      this.#freeAtMs = startMs + (bytes.length * 8_000) / this.#options.bitsPerSecond;
      this.bytesDown += bytes.length;
      this.#after(this.#freeAtMs - performance.now() + half, near, bytes);
    });
  }

  #after(ms: number, to: Socket, bytes: Buffer): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!to.destroyed) to.write(bytes);
    }, ms);
    this.#timers.add(timer);
  }
}
