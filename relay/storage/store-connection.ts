/**
 * The connection to the database and its state: opening, ok, away (with the reason) or closed. It decides when the next
 * attempt is due and logs each change once. It writes no data and starts no timers.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { RecorderStats } from '../../protocol/relay-answers.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';
import type { Clock } from './clock.ts';
import type { Store, StoreReader } from './store.ts';
import { StoreProblem, type StoreProblemCode } from './store-problem.ts';

/** Reading fails at once with one of these problems. With others, a full disk for instance, reading still works. */
const unreadableCodes: ReadonlySet<StoreProblemCode> = new Set([
  'unreachable',
  'wrong-password',
  'no-database',
]);

const retryPauses = { minMs: limits.storeRetryMsMin, maxMs: limits.storeRetryMsMax };

export class StoreConnection {
  state: RecorderStats['state'] = 'opening';
  /** When the next attempt may start, ms. */
  retryAt = 0;
  #store: Store | null = null;
  #problem: StoreProblem | null = null;
  /** Resolves when the store whose file is gone has closed. */
  #oldClosed: Promise<void> | null = null;
  /** Failed attempts since the database last answered. */
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

  /** The open store, in any state. Call `connect` first. */
  get store(): Store {
    if (this.#store === null) throw new StoreProblem('opening', 'The database is being opened.');
    return this.#store;
  }

  /** The store for readers and for deleting. @throws StoreProblem while the database is away */
  reachable(): Store {
    if (this.state === 'closed') throw new StoreProblem('closed', 'The database is closed.');
    const isReadable = this.#problem === null || !unreadableCodes.has(this.#problem.code);
    if (this.#store !== null && isReadable) return this.#store;
    throw this.#problem ?? new StoreProblem('opening', 'The database is being opened.');
  }

  async connect(): Promise<void> {
    if (this.#store !== null) return;
    // SQLite deletes the log of a closing file by name, so the old file must close before a new one opens.
    await this.#oldClosed;
    this.#store = await this.#open();
    this.markOk();
  }

  /** The database answered. */
  markOk(): void {
    if (this.state === 'away') this.#log.info({ store: this.#kind }, 'The database is back.');
    if (this.state !== 'closed') this.state = 'ok';
    this.#problem = null;
    this.#failures = 0;
    this.retryAt = 0;
  }

  markAway(problem: StoreProblem): void {
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
      this.#oldClosed = this.#store?.close() ?? null;
      this.#store = null;
    }
    this.retryAt = this.#clock.now() + retryPauseMs(this.#failures++, retryPauses);
  }

  async close(): Promise<void> {
    this.state = 'closed';
    await this.#store?.close();
  }
}

export function asProblem(cause: unknown): StoreProblem {
  if (cause instanceof StoreProblem) return cause;
  return new StoreProblem('refused', 'The database did not accept the data.', cause);
}

/**
 * A reader that asks for the open store on every call, because the database may be away.
 * @param opened returns the store, or throws the `StoreProblem` that says why it is away
 */
export function lateReader(opened: () => StoreReader): StoreReader {
  return {
    sessions: async (limit, after) => opened().sessions(limit, after),
    session: async (sessionID) => opened().session(sessionID),
    laps: async (sessionID) => opened().laps(sessionID),
    lapResults: async (sessionID) => opened().lapResults(sessionID),
    bookAt: async (sessionID, lap) => opened().bookAt(sessionID, lap),
    chunkAfter: async (sessionID, lap, after) => opened().chunkAfter(sessionID, lap, after),
    personalBest: async (info, before) => opened().personalBest(info, before),
    find: async (key) => opened().find(key),
    findOrigin: async (origin) => opened().findOrigin(origin),
    moments: async (sessionID) => opened().moments(sessionID),
    carLaps: async (sessionID) => opened().carLaps(sessionID),
    carsChunkAfter: async (sessionID, afterT) => opened().carsChunkAfter(sessionID, afterT),
    sessionOwners: async (limit) => opened().sessionOwners(limit),
    sizeBytes: async () => opened().sizeBytes(),
  };
}
