/** What each transport implements. No call waits: a publisher keeps what it cannot send yet. */
import type { ClientOptions, WebSocket } from 'ws';
import type { Frame } from '../../protocol/frame.ts';
import type { Log } from '../../protocol/log.ts';
import type { GameStatus } from '../../protocol/session.ts';
import type { CarsReading } from '../cars/car-source.ts';
import type { Session } from '../session/session.ts';
import type { BatchRule } from './batcher.ts';

export interface PublisherOptions {
  relay: URL;
  /** Relays that will do as well, when the first does not answer. */
  otherRelays?: readonly URL[];
  key?: string;
  batch: BatchRule;
  hz: number;
  log: Log;
  /** The machine's monotonic clock, as in samples, ms. */
  now: () => number;
  /** 0…1 */
  random: () => number;
  /** The car of the current session that commentators show; null: none. Only a WebSocket's relay sends it. */
  onFocus?: (carId: number | null) => void;
  /** Default: a WebSocket of `ws`. */
  openSocket?: (url: URL, protocols: string[], options: ClientOptions) => WebSocket;
  /** Default: `limits.keptFramesMax`. */
  keptFramesMax?: number;
}

export interface PublisherStats {
  /** The relay answers. */
  connected: boolean;
  framesAdded: number;
  framesSent: number;
  batchesSent: number;
  /** Frames that the relay has not reported as stored. */
  framesKept: number;
  /** Kept frames that are sent when newer ones leave room. */
  framesLate: number;
  /** Frames lost because the relay was away for too long. */
  framesDropped: number;
  framesRefused: number;
  connections: number;
}

export interface Publisher {
  /** The session of the frames that follow, or null. Also called when its metadata changed. */
  setSession(session: Session | null): void;
  /** Frames of the session may still wait. */
  endSession(session: Session, detail: string): void;
  setStatus(status: GameStatus, detail: string | null): void;
  /** A frame of the current session. */
  add(frame: Frame): void;
  /**
   * The cars that this PC sees now; null: there is no source any more. Sent when it costs frames nothing, else left out, and
   * never kept.
   */
  sendCars(reading: CarsReading | null): void;
  /** No frame follows soon (a pause, the end): sends all collected frames. */
  flush(): void;
  stats(): PublisherStats;
  /** Sends the kept frames for up to `limits.publishStopMs` and closes. May be called twice. */
  close(): Promise<void>;
}
