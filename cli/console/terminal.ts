/**
 * Writes to stdout and stderr without blocking. A paused terminal (Ctrl+S, or a click into it on Windows) or a pipe that
 * nobody reads accepts nothing, and a write that waits for it would stop the whole program. Text waits in memory instead, up
 * to a maximum for log lines, and the program's end waits only briefly for it.
 */
import { isatty } from 'node:tty';
import { Worker } from 'node:worker_threads';
import { limits } from '../../protocol/limits.ts';

/** Writes text without blocking this thread. */
export interface Output {
  write(text: string): void;
  /** Bytes that have not gone out yet. */
  readonly waitingBytes: number;
  /** Node waits for the text at the end of the process, for ever if nobody reads it. */
  readonly holdsExit: boolean;
  /** Restores the terminal at the end of the process. */
  release(): void;
}

/** The handle under a stream of Node. */
interface Handle {
  setBlocking?(isOn: boolean): void;
}

/**
 * A stream of Node that does not block. Node makes writes to terminals blocking; its internal handle can undo that. Writes
 * to files always block.
 */
export class StreamOutput implements Output {
  readonly #stream: NodeJS.WritableStream;
  readonly #handle: Handle | undefined;
  readonly holdsExit = false;
  waitingBytes = 0;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    // A closed pipe (`| head`) is not an error.
    stream.on('error', () => {});
    const { _handle: handle } = stream as { _handle?: Handle };
    this.#handle = handle;
    handle?.setBlocking?.(false);
  }

  /** The shell may share the terminal's handle with us. */
  release(): void {
    this.#handle?.setBlocking?.(true);
  }

  write(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.waitingBytes += bytes;
    this.#stream.write(text, () => {
      this.waitingBytes -= bytes;
    });
  }
}

/** JavaScript, because threads of Node 20 run no TypeScript. `workerData` is the file descriptor. */
const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
const out = new (require('node:tty').WriteStream)(workerData);
out.on('error', () => {});
parentPort.on('message', (text) => {
  out.write(text, () => parentPort.postMessage(Buffer.byteLength(text)));
});`;

/** Writes from a thread of its own: the console of Windows always blocks its writer. */
export class ThreadOutput implements Output {
  readonly #worker: Worker;
  waitingBytes = 0;

  /** @param fd 1 for stdout, 2 for stderr; a terminal */
  constructor(fd: number) {
    this.#worker = new Worker(threadSource, { eval: true, workerData: fd, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (bytes: number) => {
      this.waitingBytes -= bytes;
      if (this.waitingBytes === 0) this.#worker.unref();
    });
    // Without the thread the program runs on without output.
    this.#worker.on('error', () => {
      this.waitingBytes = 0;
    });
  }

  write(text: string): void {
    this.waitingBytes += Buffer.byteLength(text);
    // Keeps the process alive until the text is written.
    this.#worker.ref();
    this.#worker.postMessage(text);
  }

  release(): void {}

  /** Node waits for the thread, and the thread for its terminal. */
  get holdsExit(): boolean {
    return this.waitingBytes > 0;
  }
}

/** The output that suits a file of this process. */
function outputOf(fd: 1 | 2): Output {
  if (process.platform === 'win32' && isatty(fd)) return new ThreadOutput(fd);
  return new StreamOutput(fd === 1 ? process.stdout : process.stderr);
}

/** Between two checks whether everything is written, ms. */
const pollMs = 10;

export class Terminal {
  readonly #out: Output;
  readonly #error: Output;
  constructor(out: Output, error: Output) {
    this.#out = out;
    this.#error = error;
  }

  /** More waits than anybody will read: the log leaves its lines out. */
  get isFull(): boolean {
    return this.#out.waitingBytes > limits.terminalWaitingBytesMax;
  }

  /** To stdout: a line of the log, or what the user asked for. */
  readonly print = (text: string): void => this.#out.write(text);

  /** What went wrong, on stderr. */
  readonly explain = (text: string): void => this.#error.write(text);

  /**
   * Ends the process when all has gone out.
   * @param waitMs at most; Infinity for a program that is done by itself: whoever reads it may take their time
   */
  async end(exitCode: number, waitMs: number): Promise<never> {
    const untilMs = performance.now() + waitMs;
    while (this.#isWaiting && performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    this.endNow(exitCode);
  }

  /** Ends the process, whatever has not gone out yet. */
  endNow(exitCode: number): never {
    for (const output of [this.#out, this.#error]) output.release();
    // A thread that hangs keeps `process.exit` from ending the process.
    if (this.#out.holdsExit || this.#error.holdsExit) process.kill(process.pid, 'SIGKILL');
    process.exit(exitCode);
  }

  get #isWaiting(): boolean {
    return this.#out.waitingBytes > 0 || this.#error.waitingBytes > 0;
  }
}

/** The terminal, file or pipe of this process. */
export function openTerminal(): Terminal {
  return new Terminal(outputOf(1), outputOf(2));
}
