/**
 * A slow line between a page and a relay: a proxy that passes TCP on with a varying delay, and now and then with the wait
 * for a packet that is sent again. A seed makes two runs meet the same line.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createRandom } from '../../agent/demo/random.ts';

export interface SlowLineOptions {
  /** Each way, ms. */
  readonly delayMs: number;
  /** The delay varies by up to this much either way, ms. */
  readonly jitterMs: number;
  /** Share of chunks that are lost and arrive a round trip later; the following chunks wait, as in TCP. */
  readonly loss: number;
  readonly seed: number;
}

export class SlowLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param to port on this machine */
  static async open(to: number, options: SlowLineOptions): Promise<SlowLine> {
    const server = createServer();
    const line = new SlowLine(server);
    const random = createRandom(options.seed, 'slow line');
    server.on('connection', (client) => {
      const relay = connect(to, '127.0.0.1');
      line.#join(client, relay, options, () => random.next());
      line.#join(relay, client, options, () => random.next());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  #join(from: Socket, to: Socket, options: SlowLineOptions, random: () => number): void {
    const { delayMs, jitterMs, loss } = options;
    // One queue, because timers of their own could fire out of order within a millisecond.
    const waiting: { readonly bytes: Buffer; readonly dueMs: number }[] = [];
    let lastDueMs = 0;
    const pass = (): void => {
      while (waiting.length > 0 && waiting[0]!.dueMs <= performance.now())
        to.write(waiting.shift()!.bytes);
      if (waiting.length > 0) setTimeout(pass, Math.max(waiting[0]!.dueMs - performance.now(), 1));
    };
    from.setNoDelay(true);
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      const again = random() < loss ? 2 * delayMs : 0;
      const dueMs = performance.now() + delayMs + (random() * 2 - 1) * jitterMs + again;
      lastDueMs = Math.max(lastDueMs, dueMs);
      waiting.push({ bytes, dueMs: lastDueMs });
      if (waiting.length === 1) pass();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
