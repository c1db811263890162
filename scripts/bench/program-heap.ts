/**
 * Asks a running program of Node, over its inspector, how much of its heap is in use after garbage collection. Resident
 * memory also contains what the engine keeps ready.
 */
import { WebSocket } from 'ws';
import { wait } from './programs.ts';

const connectMs = 10_000;

/** The address of the inspector, as soon as the program has opened it. */
async function addressOf(port: number): Promise<string> {
  const untilMs = performance.now() + connectMs;
  for (;;) {
    try {
      const list: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
      return (list as { webSocketDebuggerUrl: string }[])[0]!.webSocketDebuggerUrl;
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await wait(50);
    }
  }
}

/** Flags of Node that open its inspector without a line on stderr. */
export function inspectorFlags(port: number): string[] {
  return [`--inspect=127.0.0.1:${port}`, '--inspect-publish-uid=http'];
}

export class ProgramHeap {
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

  /** @param port of a program that was started with `inspectorFlags(port)` */
  static async open(port: number): Promise<ProgramHeap> {
    const socket = new WebSocket(await addressOf(port));
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return new ProgramHeap(socket);
  }

  /** What the heap of the main thread holds, MB. */
  async usedMb(): Promise<number> {
    // Twice: callbacks of the first collection free further objects.
    await this.#call('HeapProfiler.collectGarbage');
    await this.#call('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#call('Runtime.getHeapUsage')) as { usedSize: number };
    return usedSize / 2 ** 20;
  }

  #call(method: string): Promise<unknown> {
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
