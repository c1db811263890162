/**
 * A child process of this program (the agent, the demo car). It is restarted with growing pauses when it dies, ends when its
 * channel closes, and so also ends when this process is killed.
 */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { childVariable } from '../settings/setting-list.ts';

export interface ChildOptions {
  /** For the log, for instance `agent`. */
  readonly name: string;
  /** The program's entry and arguments; without secrets, as other users can read a command line. */
  readonly entry: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  /** Called instead of starting again when the child explained on stderr why it cannot run (exit codes 1 and 2). */
  readonly onRefusal?: (exitCode: number) => void;
  /** Called with each text that the child adds to the log. */
  readonly onLog?: (text: string) => void;
  readonly now?: () => number;
}

/**
 * Flags of V8 that keep garbage collection short; they only work at the start of a process. By default V8 shrinks an idle
 * heap, which stopped the agent twice for 30 to 40 ms in its first twenty seconds (“Mark-Compact (reduce)” in `--trace-gc`).
 * A young generation of 16 MB, collected by helper threads, stops the main thread for 1.5 to 2.5 ms; 2 MB take 0.6 ms.
 */
export const steadyFlags: readonly string[] = [
  '--no-memory-reducer',
  '--no-parallel-scavenge',
  '--max-semi-space-size=2',
];

type State =
  | { kind: 'new' }
  | { kind: 'running'; process: ChildProcess; sinceMs: number }
  | { kind: 'pausing'; timer: NodeJS.Timeout }
  /** Its process has been told to end. `isWanted`: it is started again when that one has gone. */
  | { kind: 'ending'; done: Promise<void>; isWanted: boolean }
  | { kind: 'stopped' };

export class SupervisedChild {
  readonly #options: ChildOptions;
  readonly #now: () => number;
  #state: State = { kind: 'new' };
  #pauseMs: number = limits.childRestartMsMin;
  #stopped: Promise<void> | undefined;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get pid(): number | undefined {
    return this.#state.kind === 'running' ? this.#state.process.pid : undefined;
  }

  start(): void {
    const state = this.#state;
    if (state.kind === 'running' || state.kind === 'stopped') return;
    if (state.kind === 'ending') {
      state.isWanted = true;
      return;
    }
    const { entry, args, environment, name, log } = this.#options;
    // The types of Node leave out that `fork` hands all options on to `spawn`.
    const options: ForkOptions & { windowsHide: boolean } = {
      env: { ...process.env, ...environment, [childVariable]: '1' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A parent without a console would open one for each child.
      windowsHide: true,
      // An entry in TypeScript needs this process's loader.
      execArgv: entry.endsWith('.ts') ? process.execArgv : [...steadyFlags],
    };
    const child = fork(entry, [...args], options);
    this.#state = { kind: 'running', process: child, sinceMs: this.#now() };
    let over = false;
    const ended = (why: string): void => {
      if (over) return;
      over = true;
      if (this.#state.kind !== 'running' || this.#state.process !== child) return;
      const isStable = this.#now() - this.#state.sinceMs >= limits.childStableMs;
      if (isStable) this.#pauseMs = limits.childRestartMsMin;
      const pauseMs = this.#pauseMs;
      this.#pauseMs = Math.min(pauseMs * 2, limits.childRestartMsMax);
      log.warn({ why }, `The ${name} ended by itself; it starts again in ${pauseMs / 1000} s.`);
      this.#state = { kind: 'pausing', timer: setTimeout(() => this.start(), pauseMs) };
    };
    child.on('error', (error) => ended(error.message));
    child.on('message', (message) => {
      const { log: text } = (message ?? {}) as { log?: unknown };
      if (typeof text === 'string') this.#options.onLog?.(text);
    });
    child.on('exit', (code, signal) => {
      const { onRefusal } = this.#options;
      const isCurrent = this.#state.kind === 'running' && this.#state.process === child;
      if (onRefusal && (code === 1 || code === 2) && isCurrent) {
        this.#state = { kind: 'stopped' };
        onRefusal(code);
        return;
      }
      ended(signal ?? `exit code ${code}`);
    });
  }

  /** Ends the process cleanly, by force after `limits.childStopMs`. May be called twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Ends the process cleanly until `start` is called again, which waits for its end. */
  pause(): Promise<void> {
    const state = this.#state;
    switch (state.kind) {
      case 'running': {
        const ending: State = { kind: 'ending', done: endProcess(state.process), isWanted: false };
        this.#state = ending;
        void ending.done.then(() => {
          if (this.#state !== ending) return;
          this.#state = { kind: 'new' };
          if (ending.isWanted) this.start();
        });
        return ending.done;
      }
      case 'ending':
        state.isWanted = false;
        return state.done;
      case 'pausing':
        clearTimeout(state.timer);
        this.#state = { kind: 'new' };
    }
    return Promise.resolve();
  }

  async #stop(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: 'stopped' };
    if (state.kind === 'pausing') clearTimeout(state.timer);
    if (state.kind === 'running') await endProcess(state.process);
    if (state.kind === 'ending') await state.done;
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), limits.childStopMs);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    // Windows has no signals; a closed channel works everywhere.
    if (child.connected) child.disconnect();
  });
}
