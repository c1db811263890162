/**
 * Asks a running program of Node how much of its heap is in use once all garbage is gone, over its inspector. What is
 * left then is what the program holds; resident memory also shows what the engine keeps ready.
 */
import { WebSocket } from 'ws';

const connectMs = 10_000;

/** The address of the inspector, as soon as the program has opened it. */
async function addressOf(port: number): Promise<string> {
  const until = performance.now() + connectMs;
  for (;;) {
    try {
      const list: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
      return (list as { webSocketDebuggerUrl: string }[])[0]!.webSocketDebuggerUrl;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

export class HeapProbe {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (id === undefined) return;
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  /** @param port of a program that was started with `--inspect=PORT` */
  static async open(port: number): Promise<HeapProbe> {
    const socket = new WebSocket(await addressOf(port));
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return new HeapProbe(socket);
  }

  /** What the heap of the main thread holds, MB. */
  async heldMb(): Promise<number> {
    // Twice: the first collection runs what was to be told of dead objects, and those let go of others.
    await this.#ask('HeapProfiler.collectGarbage');
    await this.#ask('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#ask('Runtime.getHeapUsage')) as { usedSize: number };
    return usedSize / 2 ** 20;
  }

  #ask(method: string): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}
