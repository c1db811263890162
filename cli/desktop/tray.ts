/** The icon in the notification area of Windows, as the main thread sees it. */
import { Worker } from 'node:worker_threads';

export type TrayAction = 'open' | 'add-overlay' | 'pause' | 'quit';

/** A line of the menu. */
export type TrayItem = { readonly id: TrayAction; readonly text: string } | 'separator';

/** What the worker reports. `close`: Setup, `taskkill` or a log-off wants the program to end. */
export type TrayEvent =
  | { readonly kind: 'ready'; readonly window: bigint; readonly isAdded: boolean }
  | { readonly kind: 'chosen'; readonly id: TrayAction }
  | { readonly kind: 'close' };

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

export class Tray {
  readonly #worker: Worker;
  readonly #ended = new SharedArrayBuffer(4);
  readonly #koffi = import('koffi');
  #window: bigint | null = null;

  constructor({ icon, items, onAction, onClose, onProblem }: TrayOptions) {
    const workerData: TrayWorkerData = { icon, tip: 'Sequential', items, ended: this.#ended };
    this.#worker = new Worker(new URL('./tray-worker.js', import.meta.url), { workerData });
    this.#worker.unref();
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
    this.#worker.postMessage(items);
  }

  /** The worker waits in the menu, so a message to its window must come from here. */
  closeMenu(): void {
    void this.#koffi.then(({ default: koffi }) => {
      const post = koffi
        .load('user32.dll')
        .func(
          'int __stdcall PostMessageW(void *window, uint32_t message, uintptr_t word, intptr_t long)',
        );
      if (this.#window !== null) post(this.#window, cancelMode, 0, 0);
    });
  }

  /** Takes the icon away and lets a log-off go on. */
  close(): void {
    this.#worker.postMessage('remove');
    const ended = new Int32Array(this.#ended);
    Atomics.store(ended, 0, 1);
    Atomics.notify(ended, 0);
  }
}
