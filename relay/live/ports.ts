/** The ports of live sessions: broadcast and storage implement them. Types only. */
import type { CarLap } from '../../protocol/car-lap.ts';
import type { CarsSnapshot } from '../../protocol/car-positions.ts';
import type { GridCar, GridPosition } from '../../protocol/cars.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import type { ViewerCars } from '../../protocol/messages.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { StoredLapReader } from '../timing/stored-lap-reader.ts';
import type { Batch } from './batch.ts';

/** All cars of a session as pages get them. */
export interface SessionGrid {
  readonly entries: ViewerCars;
  /** ms of the session. */
  readonly t: number;
  /** In the order of their places. */
  readonly positions: readonly GridPosition[];
}

/** Cars of a session that have moved. */
export interface CarsChange extends Pick<SessionGrid, 't' | 'positions'> {
  readonly sessionID: string;
  /** null: no entry has changed. */
  readonly entries: ViewerCars | null;
  /** All cars; made when a plain client needs them. */
  all(): readonly GridCar[];
}

/** Sends to viewers. */
export interface Broadcast {
  /**
   * Sends frames for the first time: new, in order, of one lap of one session.
   * @param pageFrames the frames as pages see them: with `t`, `lap` and the deltas; made when the first page needs them
   */
  sendBatch(batch: Batch, pageFrames: () => readonly Frame[]): void;
  /** Sends what changed about a session to its pages, with their latest state. */
  sendSession(sessionID: string): void;
  sendCars(change: CarsChange): void;
  sendEvent(event: RaceEvent): void;
  /** A new run begins under this id. */
  reset(sessionID: string): void;
  /** A session's stream has paused: pages get the values that were skipped to keep their rate. */
  sendLatest(sessionID: string): void;
  /** How many watch a session now. */
  viewersOf(sessionID: string): number;
}

/** Viewers of the session that published most recently. */
export interface LatestViewers {
  /** The session that `live` stands for now. */
  readonly current: string | null;
  /** A batch is about to be sent: first its session's followers must be moved to it. */
  published(batch: Batch): void;
}

/** The part of a batch that is stored. Its frames ascend by `packetId`. */
export type RecordedFrames = Pick<Batch, 'sessionID' | 'run' | 'lap' | 'frames'>;

/** Stores what was published. Nothing here waits or throws. */
export interface FrameStore {
  /** The frames are the store's from then on. */
  record(batch: RecordedFrames): void;
  /** All that is known of a run now: what is not given any more is no longer known. */
  describe(key: RunKey, info: SessionInfo): void;
  /** A moment was marked in the run. */
  mark(key: RunKey, moment: MarkedMoment): void;
  /** Cars of the run completed laps. */
  recordCarLaps(key: RunKey, laps: readonly CarLap[]): void;
  /** Where the cars of the run are. */
  recordCars(key: RunKey, snapshot: CarsSnapshot): void;
  /** The run is over or its publisher left: what is collected is written now. */
  flush(key: RunKey): void;
}

/** The run that viewers of a session saw last at another relay. */
export interface InheritedRun {
  readonly number: number;
  /** null: it had no run yet. */
  readonly name: string | null;
}

/** Which relay owns a session, where several relays work as one. */
export interface SessionOwnership {
  /** An agent begins to publish the session here, so this relay owns it. */
  attached(sessionID: string): void;
  /** Somebody publishes the session here. This relay owns it, unless it is published at another one. */
  published(sessionID: string): void;
  /** @returns null: no other relay has it */
  inherited(sessionID: string): InheritedRun | null;
}

/** What is stored of a run that is live. */
export interface StoredRuns {
  readonly reader: StoredLapReader & {
    session(sessionID: string): Promise<{ readonly facts: SessionInfo } | null>;
  };
  /** Writes what is collected under a session id, so that the reader sees it. Never rejects. */
  flushForReaders(sessionID: string): Promise<void>;
  /** The stored session of a run; null: nothing of it is stored. */
  storedSession(key: RunKey): Promise<string | null>;
  /** The packet up to which all received frames of a run are stored; null: nothing is. */
  storedThrough(key: RunKey): Promise<number | null>;
}
