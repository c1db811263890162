/**
 * The database of a simulation: real tables in memory that outlive the relay. It may be slow, away, full, hang, or do
 * what it is asked and lose the answer. It notes which packets are on disk.
 */
import { MemoryStore } from '../../relay/storage/memory.ts';
import { StoreProblem } from '../../relay/storage/problem.ts';
import type {
  Piece,
  RunRequest,
  Store,
  StoredRun,
  WriteResult,
} from '../../relay/storage/store.ts';
import type { Chance } from './random.ts';
import type { Process, VirtualTime } from './virtual-time.ts';

export type DatabaseState = 'well' | 'slow' | 'away' | 'full' | 'hangs' | 'forgetful';

const problems: Partial<Record<DatabaseState, StoreProblem>> = {
  away: new StoreProblem('unreachable', 'The database does not answer.'),
  full: new StoreProblem('disk-full', 'The disk is full.'),
  forgetful: new StoreProblem('unreachable', 'The connection to the database was lost.'),
};

export class Database {
  readonly tables = new MemoryStore();
  /** Packets on disk. */
  readonly packets = new Set<number>();
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  #state: DatabaseState = 'well';
  /** Since when it does what it is asked at once, ms. */
  wellSince = 0;
  #hung: (() => void)[] = [];

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  get state(): DatabaseState {
    return this.#state;
  }

  become(state: DatabaseState): void {
    if (state === 'well' && this.#state !== 'well') this.wellSince = this.#time.now;
    this.#state = state;
    if (state === 'hangs') return;
    for (const goOn of this.#hung.splice(0)) goOn();
  }

  /** A connection of a relay. */
  connect(owner: Process): Promise<Store> {
    return this.#do(owner, async () => {
      // What a relay had in mind of its sessions went with it.
      const { sessions } = await this.tables.sessions(Number.MAX_SAFE_INTEGER, null);
      for (const { sessionID, updatedAt } of sessions) {
        await this.tables.describe(sessionID, {}, updatedAt);
      }
      return new Connection(this, owner);
    });
  }

  /** Does something as the database does it now. */
  async #do<T>(owner: Process, work: () => Promise<T>): Promise<T> {
    if (this.#state === 'hangs') {
      await new Promise<void>((resolve) => {
        this.#hung.push(() => this.#time.in(1, owner, 'database goes on', resolve));
      });
    }
    await this.#pause(owner);
    const problem = problems[this.#state];
    if (problem !== undefined && this.#state !== 'forgetful') throw problem;
    const result = await work();
    // A relay that is killed meanwhile never hears of it.
    await this.#pause(owner);
    if (this.#state === 'forgetful') throw problem!;
    return result;
  }

  #pause(owner: Process): Promise<void> {
    const ms = this.#chance.between(0.1, this.#state === 'slow' ? 400 : 4);
    return new Promise((resolve) => {
      this.#time.in(ms, owner, 'database', resolve);
    });
  }

  open(owner: Process, request: RunRequest): Promise<StoredRun> {
    return this.#do(owner, () => this.tables.open(request));
  }

  write(owner: Process, id: string, pieces: readonly Piece[], at: number): Promise<WriteResult> {
    return this.#do(owner, async () => {
      const result = await this.tables.write(id, pieces, at);
      for (const { frames } of pieces) for (const one of frames) this.packets.add(one.packetId);
      return result;
    });
  }

  read<T>(owner: Process, work: () => Promise<T>): Promise<T> {
    return this.#do(owner, work);
  }
}

class Connection implements Store {
  readonly kind = 'memory';
  readonly #database: Database;
  readonly #owner: Process;

  constructor(database: Database, owner: Process) {
    this.#database = database;
    this.#owner = owner;
  }

  #read<T>(work: (tables: MemoryStore) => Promise<T>): Promise<T> {
    const database = this.#database;
    return database.read(this.#owner, () => work(database.tables));
  }

  open: Store['open'] = (request) => this.#database.open(this.#owner, request);
  write: Store['write'] = (id, pieces, at) => this.#database.write(this.#owner, id, pieces, at);
  describe: Store['describe'] = (...words) => this.#read((t) => t.describe(...words));
  remove: Store['remove'] = (...words) => this.#read((t) => t.remove(...words));
  sessions: Store['sessions'] = (...words) => this.#read((t) => t.sessions(...words));
  session: Store['session'] = (...words) => this.#read((t) => t.session(...words));
  laps: Store['laps'] = (...words) => this.#read((t) => t.laps(...words));
  lapResults: Store['lapResults'] = (...words) => this.#read((t) => t.lapResults(...words));
  bookAt: Store['bookAt'] = (...words) => this.#read((t) => t.bookAt(...words));
  chunkAfter: Store['chunkAfter'] = (...words) => this.#read((t) => t.chunkAfter(...words));
  personalBest: Store['personalBest'] = (...words) => this.#read((t) => t.personalBest(...words));
  find: Store['find'] = (...words) => this.#read((t) => t.find(...words));
  findOrigin: Store['findOrigin'] = (...words) => this.#read((t) => t.findOrigin(...words));
  sizeBytes: Store['sizeBytes'] = () => this.#read((t) => t.sizeBytes());
  shrink: Store['shrink'] = async () => {};
  close: Store['close'] = async () => {};
}
