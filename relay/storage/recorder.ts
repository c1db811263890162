/**
 * The stored path as the rest of the relay sees it: hand over what was published, be told what is on disk.
 * Nothing here waits: a database that is slow or away never holds back the live picture.
 */
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { Batch } from '../live/batch.ts';
import type { StoreReader } from './store.ts';

/** Of a batch, what is stored. Its frames ascend by `packetId`. */
export type RecordedFrames = Pick<Batch, 'sessionID' | 'run' | 'lap' | 'frames'>;

export interface RecorderStats {
  /** What the store is and how it does: `ok`, or `away` with a sentence. */
  store: 'none' | 'sqlite' | 'postgres';
  state: 'ok' | 'opening' | 'away' | 'closed';
  detail: string | null;
  framesTaken: number;
  framesStored: number;
  framesDuplicate: number;
  /** Given up because a bound was reached (`limits.writerFramesMax`). */
  framesDropped: number;
  framesWaiting: number;
  /** Sessions whose facts wait. */
  factsWaiting: number;
  transactions: number;
}

export interface Recorder {
  /** Takes the frames, which are the recorder's from then on. Never throws, never waits; past `limits.writerFramesMax` the oldest waiting ones are dropped and counted. */
  record(batch: RecordedFrames): void;
  /** All that is known of a run now: what was said here before and is not said any more is no longer known. */
  describe(key: RunKey, facts: SessionInfo): void;
  /** The session is over or its publisher left: what is collected is written now. */
  flush(key: RunKey): void;
  /**
   * Highest packetId up to which every frame *taken* of this run is on disk (or given up, which is counted); null
   * when nothing of the run is. It says nothing of frames that were not handed over yet: after a break the live
   * frames may be stored before the late ones arrive. So an agent forgets a frame only when it is at or below this
   * number *and* the relay had answered `received` for it on the same connection before.
   * Rejects with `StoreProblem` when the store is away and the run is not known here.
   */
  storedThrough(key: RunKey): Promise<number | null>;
  /** Called when `storedThrough` of a run has grown. Returns the function that ends it. */
  onStored(listener: (key: RunKey, packetId: number) => void): () => void;
  /**
   * Best lap of this driver, car, track and configuration in the stored sessions, ms; null: the store has none;
   * undefined: not known. It is not known while it is looked up, while the store is away, where nothing is kept, and
   * when a fact of the four is missing. Ask when the facts are known, so that it is there when a lap ends. It does not
   * know laps that are not written yet: hold the session's own best against it too.
   */
  personalBest(facts: SessionInfo): number | null | undefined;
  /**
   * Writes what is collected under a published or stored session id, so that a reader sees it. Resolves when that
   * is done or after `limits.settleMsMax`, whichever comes first; never rejects.
   */
  settle(sessionID: string): Promise<void>;
  /** The stored session of a run (`session_uuid`), for instance to replay its laps; null when nothing of it is stored. */
  storedSession(key: RunKey): Promise<string | null>;
  /** What is stored, for those who look. Its methods reject with `StoreProblem` while the store is away. */
  readonly reader: StoreReader;
  /** Deletes a stored session. False: there was none. Rejects with `StoreProblem` while the store is away. */
  remove(sessionID: string): Promise<boolean>;
  stats(): RecorderStats;
  /** Writes all that is collected (bounded in time), then closes the store. May be called twice. */
  close(): Promise<void>;
}
