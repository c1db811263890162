/**
 * The port to a database: sessions, their chunks of frames and their laps. One test suite runs against every database.
 * The caller decides when to write.
 */
import type { CarLap } from '../../protocol/car-lap.ts';
import type { CarsChunk } from '../../protocol/car-positions.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { RunPosition } from '../live/simple-runs.ts';
import type { StoredLapReader } from '../timing/stored-lap-reader.ts';
import type { SessionInfoChanges } from './session-info-changes.ts';

/** Finds a run's stored session, or makes it the first time. */
export interface RunRequest {
  key: RunKey;
  /** The permanent name of the stored session, also in export files. A repeated request with it finds the same session. */
  origin: string;
  /**
   * For a simple publisher (`run` is `''`): its first packet, which is compared with the stored ones. `new`: a new run
   * begins for certain. null: no packet is known yet. Agents' runs have names and need none.
   */
  first: RunPosition | 'new' | null;
  /** Creation time if the session is made now, ms since 1970. */
  at: number;
}

export interface StoredRun {
  /** `session_uuid`: `{id}`, `{id}.2`, `{id}.3`, … */
  sessionID: string;
  /** The highest stored packet and its lap; null: no frame is stored yet. */
  end: RunPosition | null;
}

/** Frames of one lap to store, ascending by packetId, no packetId twice. */
export interface Chunk {
  lap: number;
  frames: readonly Frame[];
}

export interface WriteResult {
  stored: number;
  /** Frames that were stored already. */
  duplicates: number;
}

/** A publish key claims a session. */
export interface SessionClaim {
  /** The id under which the session is published. */
  readonly publishedID: string;
  readonly owner: string;
  /** An owner that gives way, because its key was revoked; null: none does. */
  readonly former: string | null;
  /** ms since 1970 */
  readonly at: number;
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
  /** Complete laps. */
  laps: number;
  frames: number;
  /** ms; null: no lap counts. */
  bestLapMs: number | null;
}

/** One page of the list of sessions. */
export interface SessionPage {
  sessions: StoredSession[];
  /** Pass it as `after` for the next page; null: this was the last. */
  next: string | null;
}

/** Reads only. All methods reject with `StoreProblem` while the database is away. */
export interface StoreReader extends StoredLapReader {
  /** Newest first. @param after `next` of the page before; null for the first */
  sessions(limit: number, after: string | null): Promise<SessionPage>;
  session(sessionID: string): Promise<StoredSession | null>;
  /** The stored session of a run, of a simple publisher's runs the newest. Makes nothing. */
  find(key: RunKey): Promise<StoredRun | null>;
  /** The stored session with this origin. */
  findOrigin(origin: string): Promise<StoredRun | null>;
  /** What was marked in a session, in order of time. */
  moments(sessionID: string): Promise<MarkedMoment[]>;
  /** Completed laps of all cars of a session, in the order in which they ended. */
  carLaps(sessionID: string): Promise<CarLap[]>;
  /** Where the cars were: the first chunk that ends after a time; null: there is none. @param afterT ms of the session */
  carsChunkAfter(sessionID: string, afterT: number): Promise<CarsChunk | null>;
  /** Published ids and the owner of each: the newest claims, the oldest of them first. */
  sessionOwners(limit: number): Promise<[publishedID: string, owner: string][]>;
  /** Bytes of data on disk, without free space. */
  sizeBytes(): Promise<number>;
}

export interface Store extends StoreReader {
  readonly kind: 'sqlite' | 'postgres';
  open(request: RunRequest): Promise<StoredRun>;
  /**
   * Stores the frames in one transaction, skips those that are stored already, and updates the laps. Safe to repeat when
   * the outcome is unknown.
   * @throws StoreProblem `session-gone` when the session was deleted
   */
  write(sessionID: string, chunks: readonly Chunk[], at: number): Promise<WriteResult>;
  /** Changes session info: a value replaces, null removes, the rest stays. False: no such session. */
  describe(sessionID: string, changes: SessionInfoChanges, at: number): Promise<boolean>;
  /** Stores marked moments. Safe to repeat. @throws StoreProblem `session-gone` */
  addMoments(sessionID: string, moments: readonly MarkedMoment[]): Promise<void>;
  /** Stores completed laps of cars. Safe to repeat. @throws StoreProblem `session-gone` */
  addCarLaps(sessionID: string, laps: readonly CarLap[]): Promise<void>;
  /** Stores where cars were. Safe to repeat. @throws StoreProblem `session-gone` */
  addCarsChunks(sessionID: string, chunks: readonly CarsChunk[]): Promise<void>;
  /** False: there is no such moment. */
  changeNote(sessionID: string, moment: string, note: string): Promise<boolean>;
  /** False: there was no such moment. */
  removeMoment(sessionID: string, moment: string): Promise<boolean>;
  /**
   * The session belongs to the owner from now on, unless it has one already.
   * @param most so many claims are kept, the newest; default: `limits.sessionOwnersMax`
   * @returns its owner
   */
  claimSession(claim: SessionClaim, most?: number): Promise<string>;
  /** Sessions of this owner are nobody's from now on. */
  releaseSessions(owner: string): Promise<void>;
  /** Deletes a session with its chunks, laps, moments, laps and positions of cars. False: there was none. */
  remove(sessionID: string): Promise<boolean>;
  /** Returns the space of deleted sessions to the disk, as far as the database can while it is in use. */
  shrink(): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
}
