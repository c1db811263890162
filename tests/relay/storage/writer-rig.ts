/** A writer for tests, over a store that can become unavailable, with a clock that the test turns and a log. */
import { afterEach, beforeEach } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import { StoreProblem } from '../../../relay/storage/store-problem.ts';
import { Writer } from '../../../relay/storage/writer.ts';
import { LogBook } from '../../support/log-book.ts';
import { packets } from './frames.ts';
import { framesOf } from './stores.ts';
import { TurnedClock } from './turned-clock.ts';
import { UnsteadyStore } from './unsteady-store.ts';

export const unreachable = new StoreProblem('unreachable', 'The database does not answer.');
/** A run of our own agent, and a simple publisher. */
export const agent = { sessionID: 'RACE', run: 'run-1' };
export const simple = { sessionID: 'MINE', run: '' };

export class WriterRig {
  readonly clock = new TurnedClock();
  readonly store: UnsteadyStore;
  readonly log = new LogBook();
  writer: Writer;
  #origins = 0;

  constructor(store: UnsteadyStore) {
    this.store = store;
    this.clock.isBusy = () => store.database.isBusy;
    this.writer = this.newWriter();
  }

  newWriter(more: { sizeMaxBytes?: number } = {}): Writer {
    return new Writer({
      kind: 'sqlite',
      connect: async () => {
        if (this.store.away !== null) throw this.store.away;
        return this.store;
      },
      log: this.log,
      clock: this.clock,
      newOrigin: () => `origin-${++this.#origins}`,
      ...more,
    });
  }

  /** Closes the writer and starts another over the same store, as a restart of the relay does. */
  async startAnew(): Promise<void> {
    const closed = this.writer.close();
    await this.clock.turn(0);
    await closed;
    this.writer = this.newWriter();
    await this.writer.start();
  }

  record(key: typeof agent, lap: number, list: readonly Frame[]): void {
    this.writer.record({ ...key, lap, frames: [...list] });
  }

  /** Records frames and waits until they are due. */
  async write(key: typeof agent, lap: number, list: readonly Frame[]): Promise<void> {
    this.record(key, lap, list);
    await this.clock.turn(limits.storeWaitMs);
  }

  async stored(sessionID: string, lap: number): Promise<number[]> {
    return packets(await framesOf(this.store, sessionID, lap));
  }

  async close(): Promise<void> {
    this.store.away = null;
    const closed = this.writer.close();
    await this.clock.turn(limits.storeCloseMs);
    await closed;
    await this.store.database.close();
  }
}

/** A fresh one for each test of the file. */
export function eachWithRig(use: (rig: WriterRig) => void): void {
  let rig: WriterRig;
  beforeEach(async () => {
    rig = new WriterRig(await UnsteadyStore.create());
    await rig.writer.start();
    use(rig);
  });
  afterEach(() => rig.close());
}
