/**
 * The stored path as the rest of the relay sees it: hand over what was published, be told what is on disk.
 * Nothing here waits: a database that is slow or away never holds back the live picture.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionFacts } from '../../protocol/session.ts';

/**
 * One run of the game under one published session id. For our agent `run` is its own name for it; for a simple
 * publisher it is `''` and the recorder tells runs apart by packet ids that fall back (the contract's section 3).
 */
export interface RunKey {
  sessionID: string;
  run: string;
}

/** Checked frames of one lap, ascending by packetId; owned by the recorder from the call on. */
export interface RecordedBatch extends RunKey {
  lap: number;
  frames: Frame[];
}

export interface RecorderStats {
  /** What the store is and how it does: `ok`, or `away` with a sentence. */
  store: 'none' | 'memory' | 'sqlite' | 'postgres';
  state: 'ok' | 'opening' | 'away' | 'closed';
  detail: string | null;
  framesTaken: number;
  framesStored: number;
  framesDuplicate: number;
  /** Given up because a bound was reached (`limits.writerFramesMax`). */
  framesDropped: number;
  framesWaiting: number;
  transactions: number;
}

export interface Recorder {
  /** Takes the frames. Never throws, never waits; past `limits.writerFramesMax` the oldest waiting ones are dropped and counted. */
  record(batch: RecordedBatch): void;
  describe(key: RunKey, facts: SessionFacts): void;
  /** The session is over or its publisher left: what is collected is written now. */
  flush(key: RunKey): void;
  /** Highest packetId up to which every frame taken of this run is on disk; null when nothing is known of the run. Rejects when the store is away. */
  storedThrough(key: RunKey): Promise<number | null>;
  /** Called when `storedThrough` of a run has grown. Returns the function that ends it. */
  onStored(listener: (key: RunKey, packetId: number) => void): () => void;
  stats(): RecorderStats;
  /** Writes all that is collected (bounded in time), then closes the store. May be called twice. */
  close(): Promise<void>;
}
