/**
 * The database of a simulation: real tables in memory that outlive the relay. It may be slow, away or full, hang, or
 * execute a statement and lose the answer. It records which packets are on disk.
 */

import { SqlStore } from '../../relay/storage/sql-store.ts';
import type { Store } from '../../relay/storage/store.ts';
import { StoreProblem } from '../../relay/storage/store-problem.ts';
import { MemoryDatabase } from '../support/memory-database.ts';
import type { Chance } from './random.ts';
import type { Process, VirtualTime } from './virtual-time.ts';

export type DatabaseState = 'well' | 'slow' | 'away' | 'full' | 'hangs' | 'forgetful';

const problems: Partial<Record<DatabaseState, StoreProblem>> = {
  away: new StoreProblem('unreachable', 'The database does not answer.'),
  full: new StoreProblem('disk-full', 'The disk is full.'),
  forgetful: new StoreProblem('unreachable', 'The connection to the database was lost.'),
};

export class Database {
  #sqlite: MemoryDatabase | null = null;
  /** Packets on disk. */
  readonly packets = new Set<number>();
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  #state: DatabaseState = 'well';
  /** Since when it executes statements at once, ms. */
  wellSince = 0;
  #hung: (() => void)[] = [];

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  /** Creates the tables. Call it before the clock is replaced. */
  async open(): Promise<void> {
    const sqlite = await MemoryDatabase.open();
    this.#sqlite = sqlite;
    this.#time.outsideWork = () => (sqlite.isBusy ? sqlite.whenIdle() : null);
  }

  async close(): Promise<void> {
    await this.#sqlite?.close();
  }

  /** A fresh reader of the stored data, for checks. */
  get tables(): SqlStore {
    return new SqlStore(this.#sqlite!);
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

  /** A connection of a relay: a store whose methods all run in the database's current state. */
  connect(owner: Process): Promise<Store> {
    return this.#do(owner, async () => {
      const store = this.tables;
      const own: Partial<Store> = {
        kind: 'sqlite',
        write: (...words) => this.#write(owner, store, ...words),
        shrink: async () => {},
        close: async () => {},
      };
      return new Proxy(store as unknown as Store, {
        get: (tables, name: Exclude<keyof Store, 'kind'>) => {
          if (Object.hasOwn(own, name) || !(name in tables)) return own[name];
          const method = tables[name] as (...words: unknown[]) => Promise<unknown>;
          return (...words: unknown[]) => this.#do(owner, () => method.apply(tables, words));
        },
      });
    });
  }

  /** Runs an operation in the database's current state. */
  async #do<T>(owner: Process, work: () => Promise<T>): Promise<T> {
    if (this.#state === 'hangs') {
      await new Promise<void>((resolve) => {
        this.#hung.push(() => this.#time.in(1, owner, 'database goes on', resolve));
      });
    }
    await this.#pause(owner);
    const problem = problems[this.#state];
    if (problem !== undefined && this.#state !== 'forgetful') throw problem;
    const result = await this.#works(work);
    // A relay that is killed meanwhile never gets the answer.
    await this.#pause(owner);
    if (this.#state === 'forgetful') throw problem!;
    return result;
  }

  /** The database is a separate process: it completes statements although the relay is killed. */
  #works<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#time.in(0, this.#time.world, 'database works', () => work().then(resolve, reject));
    });
  }

  #pause(owner: Process): Promise<void> {
    const ms = this.#chance.between(0.1, this.#state === 'slow' ? 400 : 4);
    return new Promise((resolve) => {
      this.#time.in(ms, owner, 'database', resolve);
    });
  }

  #write(owner: Process, tables: SqlStore, ...words: Parameters<Store['write']>) {
    return this.#do(owner, async () => {
      const result = await tables.write(...words);
      for (const { frames } of words[1]) for (const one of frames) this.packets.add(one.packetId);
      return result;
    });
  }
}
