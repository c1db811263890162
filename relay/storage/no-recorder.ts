/** The recorder of a relay without a database (`--db none`): it stores nothing and reports every frame as stored. */
import type { CarLap } from '../../protocol/car-lap.ts';
import type { CarsSnapshot } from '../../protocol/car-positions.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import type { RecorderStats } from '../../protocol/relay-answers.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { RecordedFrames } from '../live/ports.ts';
import type { Recorder } from './recorder.ts';
import type { SessionClaim } from './store.ts';
import { lateReader } from './store-connection.ts';
import { StoreProblem } from './store-problem.ts';

function nothingKept(): StoreProblem {
  return new StoreProblem('nothing-kept', 'This relay keeps nothing.');
}

export class NoRecorder implements Recorder {
  readonly reader = lateReader(() => {
    throw nothingKept();
  });
  readonly #listeners = new Set<(key: RunKey, packetId: number) => void>();
  #framesTaken = 0;
  #closed = false;

  /** The publisher may forget its frames, because nothing will ever be on disk. */
  record({ sessionID, run, frames }: RecordedFrames): void {
    const last = frames.at(-1);
    if (last === undefined) return;
    this.#framesTaken += frames.length;
    for (const listener of this.#listeners) listener({ sessionID, run }, last.packetId);
  }

  describe(_key: RunKey, _info: SessionInfo): void {}

  mark(_key: RunKey, _moment: MarkedMoment): void {}

  recordCarLaps(_key: RunKey, _laps: readonly CarLap[]): void {}

  recordCars(_key: RunKey, _snapshot: CarsSnapshot): void {}

  flush(_key: RunKey): void {}

  async storedThrough(_key: RunKey): Promise<number | null> {
    return null;
  }

  onStored(listener: (key: RunKey, packetId: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  personalBest(_info: SessionInfo): undefined {
    return undefined;
  }

  async flushForReaders(_sessionID: string): Promise<void> {}

  async storedSession(_key: RunKey): Promise<string | null> {
    return null;
  }

  claimSession(_claim: Omit<SessionClaim, 'at'>): Promise<string> {
    return Promise.reject(nothingKept());
  }

  releaseSessions(_owner: string): Promise<void> {
    return Promise.reject(nothingKept());
  }

  remove(_sessionID: string): Promise<boolean> {
    return Promise.reject(nothingKept());
  }

  changeNote(_sessionID: string, _moment: string, _note: string): Promise<boolean> {
    return Promise.reject(nothingKept());
  }

  removeMoment(_sessionID: string, _moment: string): Promise<boolean> {
    return Promise.reject(nothingKept());
  }

  stats(): RecorderStats {
    return {
      store: 'none',
      state: this.#closed ? 'closed' : 'ok',
      detail: null,
      framesTaken: this.#framesTaken,
      framesStored: 0,
      framesDuplicate: 0,
      framesDropped: 0,
      framesWaiting: 0,
      factsWaiting: 0,
      transactions: 0,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
