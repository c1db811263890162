/**
 * The port to recording: hand over published frames, and learn which of them are on disk. `record`, `describe` and
 * `mark` never wait, so a slow or absent database does not hold back the live path.
 */
import type { RecorderStats } from '../../protocol/relay-answers.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { FrameStore } from '../live/ports.ts';
import type { SessionClaim, StoreReader } from './store.ts';

/**
 * Writes to the store what runs publish, as soon as the store can. It drops and counts the oldest frames beyond
 * `limits.writerFramesMax`.
 */
export interface Recorder extends FrameStore {
  /**
   * Highest packetId up to which every frame that was handed over is on disk or dropped; null: no frame of the run is
   * stored. After a break, live frames may be stored before the late ones arrive. So an agent forgets a frame only when
   * it is at or below this number *and* the relay answered `received` for it on the same connection before.
   * @throws StoreProblem when the store is away and the run is not known here
   */
  storedThrough(key: RunKey): Promise<number | null>;
  /** The listener is called when `storedThrough` of a run has grown. Returns the function that removes it. */
  onStored(listener: (key: RunKey, packetId: number) => void): () => void;
  /**
   * Best stored lap of this driver, car, track and configuration, ms; null: the store has none. undefined: not known,
   * because the lookup is running, the store is away, nothing is kept, or one of the four is missing. Call it once before
   * a lap ends, so that the answer is there in time. Laps that are not written yet are not included.
   */
  personalBest(info: SessionInfo): number | null | undefined;
  /**
   * Writes the frames of a session now, so that a reader sees them. Resolves when that is done or after
   * `limits.readerFlushMsMax`, whichever comes first; never rejects.
   * @param sessionID published or stored
   */
  flushForReaders(sessionID: string): Promise<void>;
  /** The id of a run's stored session (`session_uuid`); null: nothing of it is stored. */
  storedSession(key: RunKey): Promise<string | null>;
  /** Its methods reject with `StoreProblem` while the store is away. */
  readonly reader: StoreReader;
  /** Changes the note of a stored moment. False: there is no such moment. @throws StoreProblem while the store is away */
  changeNote(sessionID: string, moment: string, note: string): Promise<boolean>;
  /** Deletes a stored moment. False: there was none. @throws StoreProblem while the store is away */
  removeMoment(sessionID: string, moment: string): Promise<boolean>;
  /** The session belongs to the owner from now on, unless it has one already. @returns its owner @throws StoreProblem while the store is away */
  claimSession(claim: Omit<SessionClaim, 'at'>): Promise<string>;
  /** Sessions of this owner are nobody's from now on. @throws StoreProblem while the store is away */
  releaseSessions(owner: string): Promise<void>;
  /** Deletes a stored session. False: there was none. @throws StoreProblem while the store is away */
  remove(sessionID: string): Promise<boolean>;
  stats(): RecorderStats;
  /** Writes all waiting frames, for a limited time, then closes the store. May be called twice. */
  close(): Promise<void>;
}
