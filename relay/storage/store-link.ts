/**
 * The state of the connection to the database: opening, ok, away (and why), or closed. It decides when the next attempt
 * is due and logs each change once; it writes nothing and starts no timers.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';
import type { Clock } from './clock.ts';
import type { RecorderStats } from './recorder.ts';
import type { Store } from './store.ts';
import { StoreProblem, type StoreProblemCode } from './store-problem.ts';

/** With one of these problems readers fail at once instead of trying the database themselves. */
const cutOff: ReadonlySet<StoreProblemCode> = new Set([
  'unreachable',
  'wrong-password',
  'no-database',
]);

const retryPauses = { minMs: limits.storeRetryMsMin, maxMs: limits.storeRetryMsMax };

export class StoreLink {
  state: RecorderStats['state'] = 'opening';
  /** When the database may be tried again, ms. */
  notBefore = 0;
  #store: Store | null = null;
  #problem: StoreProblem | null = null;
  /** Closes the store whose file is gone. */
  #leaving: Promise<void> | null = null;
  /** Tries that failed since it was there. */
  #failures = 0;
  readonly #kind: Store['kind'];
  readonly #open: () => Promise<Store>;
  readonly #log: Log;
  readonly #clock: Clock;

  constructor(kind: Store['kind'], open: () => Promise<Store>, log: Log, clock: Clock) {
    this.#kind = kind;
    this.#open = open;
    this.#log = log;
    this.#clock = clock;
  }

  get problem(): StoreProblem | null {
    return this.#problem;
  }

  get isOpen(): boolean {
    return this.#store !== null;
  }

  /** The open store, whatever its state. Call `connect` first. */
  get store(): Store {
    if (this.#store === null) throw new StoreProblem('opening', 'The database is being opened.');
    return this.#store;
  }

  /** The store for readers and for deleting. @throws StoreProblem while the database is away */
  reachable(): Store {
    if (this.state === 'closed') throw new StoreProblem('closed', 'The database is closed.');
    // Reading still works with a full disk or a lock.
    const isCutOff = this.#problem !== null && cutOff.has(this.#problem.code);
    if (this.#store !== null && !isCutOff) return this.#store;
    throw this.#problem ?? new StoreProblem('opening', 'The database is being opened.');
  }

  async connect(): Promise<void> {
    if (this.#store !== null) return;
    // SQLite removes the log beside a closed file by name, so the old file closes before a new one opens.
    await this.#leaving;
    this.#store = await this.#open();
    this.isBack();
  }

  /** The database answered. */
  isBack(): void {
    if (this.state === 'away') this.#log.info({ store: this.#kind }, 'The database is back.');
    if (this.state !== 'closed') this.state = 'ok';
    this.#problem = null;
    this.#failures = 0;
    this.notBefore = 0;
  }

  goneAway(problem: StoreProblem): void {
    if (this.state === 'closed') return;
    if (this.#problem?.code !== problem.code) {
      this.#log.warn(
        { code: problem.code, hint: problem.hint },
        `${problem.message} The live picture goes on; frames wait for the database.`,
      );
    }
    this.state = 'away';
    this.#problem = problem;
    if (problem.code === 'file-gone') {
      this.#leaving = this.#store?.close() ?? null;
      this.#store = null;
    }
    this.notBefore = this.#clock.now() + retryPauseMs(this.#failures++, retryPauses);
  }

  async close(): Promise<void> {
    this.state = 'closed';
    await this.#store?.close();
  }
}

export function asProblem(cause: unknown): StoreProblem {
  if (cause instanceof StoreProblem) return cause;
  return new StoreProblem('refused', 'The database did not take what was to be stored.', cause);
}
