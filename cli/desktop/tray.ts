/**
 * The icon in the notification area of Windows, as the main thread sees it. `tray-worker.ts` makes it and its menu, on a thread
 * that waits for the messages of Windows.
 */
import { Worker } from 'node:worker_threads';
import { limits } from '../../protocol/limits.ts';

export type TrayAction = 'open' | 'add-overlay' | 'mark' | 'pause' | 'quit';

/** A line of the menu. */
export type TrayItem = { readonly id: TrayAction; readonly text: string } | 'separator';

/** What the worker reports. `close`: Setup, `taskkill` or a log-off wants the program to end. */
export type TrayEvent =
  | { readonly kind: 'ready'; readonly window: bigint; readonly isAdded: boolean }
  | { readonly kind: 'chosen'; readonly id: TrayAction }
  | { readonly kind: 'close' };

/** What the worker is asked for. `remove`: the icon goes, and the worker ends. */
export type TrayRequest =
  | { readonly kind: 'show'; readonly items: readonly TrayItem[] }
  | { readonly kind: 'announce'; readonly sentence: string }
  | { readonly kind: 'remove' };

export interface TrayWorkerData {
  /** Path of an `.ico`. */
  readonly icon: string;
  readonly tip: string;
  readonly items: readonly TrayItem[];
  /** Four bytes that are 1 once the program has ended its work. */
  readonly ended: SharedArrayBuffer;
}

export interface TrayOptions {
  readonly icon: string;
  readonly items: readonly TrayItem[];
  readonly onAction: (action: TrayAction) => void;
  readonly onClose: () => void;
  /** The icon could not be shown; the program runs on without it. */
  readonly onProblem: (problem: string) => void;
}

/** WM_CANCELMODE (winuser.h) closes a menu. */
const cancelMode = 0x1f;
/** Between two of those messages. */
const refuseMs = 50;

export class Tray {
  readonly #worker: Worker;
  readonly #ended = new SharedArrayBuffer(4);
  readonly #koffi = import('koffi');
  #window: bigint | null = null;
  #post: ((...words: unknown[]) => unknown) | undefined;
  #refusing: NodeJS.Timeout | undefined;
  readonly #exited: Promise<void>;

  constructor({ icon, items, onAction, onClose, onProblem }: TrayOptions) {
    const workerData: TrayWorkerData = { icon, tip: 'Sequential', items, ended: this.#ended };
    this.#worker = new Worker(new URL('./tray-worker.js', import.meta.url), { workerData });
    this.#worker.unref();
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (event: TrayEvent) => {
      if (event.kind === 'chosen') onAction(event.id);
      else if (event.kind === 'close') onClose();
      else {
        this.#window = event.window;
        if (!event.isAdded) onProblem('The system has no notification area.');
      }
    });
    this.#worker.on('error', (error) => onProblem((error as Error).message));
  }

  /** Replaces the lines of the menu, the next time it opens. */
  show(items: readonly TrayItem[]): void {
    this.#request({ kind: 'show', items });
  }

  /** Shows a sentence beside the icon; the system decides for how long. */
  announce(sentence: string): void {
    this.#request({ kind: 'announce', sentence });
  }

  #request(request: TrayRequest): void {
    this.#worker.postMessage(request);
  }

  /**
   * Closes the menu, now and when it opens again. The worker stands in it, so the message must come from here, and the
   * process could not end before.
   */
  refuseMenu(): void {
    this.#refusing ??= setInterval(() => void this.#cancelMenu(), refuseMs);
    void this.#cancelMenu();
  }

  /** Lets the menu open again. */
  allowMenu(): void {
    clearInterval(this.#refusing);
    this.#refusing = undefined;
  }

  async #cancelMenu(): Promise<void> {
    const { default: koffi } = await this.#koffi;
    this.#post ??= koffi
      .load('user32.dll')
      .func(
        'int __stdcall PostMessageW(void *window, uint32_t message, uintptr_t word, intptr_t long)',
      );
    if (this.#window !== null) this.#post(this.#window, cancelMode, 0, 0);
  }

  /** Takes the icon away and lets a log-off go on. Resolves when the worker has ended; one that hangs ends with the process. */
  async close(): Promise<void> {
    this.refuseMenu();
    const ended = new Int32Array(this.#ended);
    Atomics.store(ended, 0, 1);
    Atomics.notify(ended, 0);
    this.#request({ kind: 'remove' });
    // `process.exit` waits for the worker, for ever if need be.
    const late = setTimeout(() => process.kill(process.pid, 'SIGKILL'), limits.trayCloseMs);
    await this.#exited;
    clearTimeout(late);
    this.allowMenu();
  }
}
