/**
 * What the program says on stdout and stderr. A terminal that is held (Ctrl+S; on Windows a click into it) or a pipe that
 * nobody reads takes nothing, and a write that waits for it would stop the whole program. So nothing here waits: what
 * cannot go out yet is kept, up to a bound for log lines, and the end of the program does not wait for it for long.
 */
import { isatty } from 'node:tty';
import { Worker } from 'node:worker_threads';
import { limits } from '../../protocol/limits.ts';

/** Where text goes out without ever blocking this thread. */
export interface Output {
  write(text: string): void;
  /** Bytes that have not gone out yet. */
  readonly waitingBytes: number;
  /** Node would wait for it at the end of the process, without end where it cannot go out. */
  readonly holdsExit: boolean;
  /** The process ends: nothing of it stays with the terminal. */
  release(): void;
}

/** Under a stream of Node. */
interface Handle {
  setBlocking?(isOn: boolean): void;
}

/**
 * A stream of Node, told not to block. For terminals Node asks for blocking writes, except that its handle can be told
 * otherwise; there is no public name for that. Files are written at once in any case.
 */
export class StreamOutput implements Output {
  readonly #stream: NodeJS.WritableStream;
  readonly #handle: Handle | undefined;
  readonly holdsExit = false;
  waitingBytes = 0;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    // A broken pipe behind it (`| head`) is nobody's mistake.
    stream.on('error', () => {});
    const { _handle: handle } = stream as { _handle?: Handle };
    this.#handle = handle;
    handle?.setBlocking?.(false);
  }

  /** Where Node could not open the terminal anew, the shell has it in common with us. */
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

/** JavaScript, because a thread of Node 20 reads no TypeScript. `data` is the number of the terminal's file. */
const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
const out = new (require('node:tty').WriteStream)(workerData);
out.on('error', () => {});
parentPort.on('message', (text) => {
  out.write(text, () => parentPort.postMessage(Buffer.byteLength(text)));
});`;

/** A terminal written to by a thread of its own: the console of Windows blocks its writer, whatever it is told. */
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
    // Without its thread the program goes on unheard.
    this.#worker.on('error', () => {
      this.waitingBytes = 0;
    });
  }

  write(text: string): void {
    this.waitingBytes += Buffer.byteLength(text);
    // The process lives until it is out.
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

/** How often it is looked whether all has gone out, ms. */
const lookMs = 10;

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
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
    this.endNow(exitCode);
  }

  /** Ends the process, whatever has not gone out yet. */
  endNow(exitCode: number): never {
    for (const output of [this.#out, this.#error]) output.release();
    // Only force ends a process whose thread cannot end.
    if (this.#out.holdsExit || this.#error.holdsExit) process.kill(process.pid, 'SIGKILL');
    process.exit(exitCode);
  }

  get #isWaiting(): boolean {
    return this.#out.waitingBytes > 0 || this.#error.waitingBytes > 0;
  }
}

/** The terminal, file or pipe that this process was started with. */
export function openTerminal(): Terminal {
  return new Terminal(outputOf(1), outputOf(2));
}
