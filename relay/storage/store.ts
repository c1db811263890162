/**
 * The port to a database: sessions, their chunks of frames and their laps. Every database answers it alike (one
 * behaviour suite holds them to it); it decides nothing about when to write and knows neither sockets nor clocks.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { StoredLapReader } from '../timing/stored-lap-reader.ts';
import type { FactChanges } from './info-changes.ts';

/** Which stored session a run belongs to. Made on first sight, found again for ever after. */
export interface RunRequest {
  key: RunKey;
  /** Names this stored session for ever, also in export files. A request that is repeated with it makes nothing twice. */
  origin: string;
  /**
   * For a simple publisher (`run` is `''`): the packet id to hold against what is stored, or `new` when it is
   * already known that a new run begins; null when no packet is known yet. Agents' runs have names and need none.
   */
  packetId: number | 'new' | null;
  /** ms since 1970; the creation time if the session is made now. */
  at: number;
}

export interface StoredRun {
  /** `session_uuid`: `{id}`, `{id}.2`, `{id}.3`, … */
  sessionID: string;
  /** null: no frame is stored yet. */
  highestPacket: number | null;
}

/** Frames of one lap, ascending by packetId, no packetId twice. */
export interface Piece {
  lap: number;
  frames: readonly Frame[];
}

export interface WriteResult {
  stored: number;
  /** Frames that were held already and were not stored again. */
  duplicates: number;
}

export interface StoredSession {
  sessionID: string;
  /** The id under which it was published. */
  publishedID: string;
  /** 1 for the first run under the published id. */
  runNumber: number;
  /** The agent's name for the run; `''` for simple publishers. */
  run: string;
  origin: string;
  facts: SessionInfo;
  /** ms since 1970 */
  createdAt: number;
  updatedAt: number;
  /** Laps that were driven to their end. */
  laps: number;
  frames: number;
  /** ms; null: no lap with a known time that counts. */
  bestLapMs: number | null;
}

/** Where one page of a list ends and the next begins; opaque to readers. */
export interface SessionPage {
  sessions: StoredSession[];
  /** Hand it back for the next page; null: this was the last. */
  next: string | null;
}

/** Everything that only looks. All methods reject with `StoreProblem` while the database is away. */
export interface StoreReader extends StoredLapReader {
  /** Newest first. @param limit 1… @param after `next` of the page before, null for the first. */
  sessions(limit: number, after: string | null): Promise<SessionPage>;
  session(sessionID: string): Promise<StoredSession | null>;
  /** Finds a run without making it. For simple publishers the newest run under the id. */
  find(key: RunKey): Promise<StoredRun | null>;
  /** The session with this origin, whatever it is called here. */
  findOrigin(origin: string): Promise<StoredRun | null>;
  /** Bytes on disk that hold data (not the room that deleted sessions left). */
  sizeBytes(): Promise<number>;
}

export interface Store extends StoreReader {
  readonly kind: 'sqlite' | 'postgres';
  /** Finds or makes the stored session of a run. */
  open(request: RunRequest): Promise<StoredRun>;
  /**
   * Stores the frames in one transaction, skipping those that are held already, and brings the laps up to date.
   * Safe to repeat after an unknown outcome.
   * @throws StoreProblem `session-gone` when the session was deleted meanwhile.
   */
  write(sessionID: string, pieces: readonly Piece[], at: number): Promise<WriteResult>;
  /** A fact that is given replaces the one before, null removes it, the others stay. False: no such session. */
  describe(sessionID: string, facts: FactChanges, at: number): Promise<boolean>;
  /** Deletes a session with its chunks and laps. False: there was none. */
  remove(sessionID: string): Promise<boolean>;
  /** Gives room that deleted sessions left back to the disk, as far as that goes while in use. */
  shrink(): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
}
