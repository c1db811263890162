/**
 * How the agent hands over what it has; the transports implement it. Nothing here waits: a publisher keeps what it
 * cannot send yet.
 */
import type { ClientOptions, WebSocket } from 'ws';
import type { Frame } from '../../protocol/frame.ts';
import type { Log } from '../../protocol/log.ts';
import type { GameStatus } from '../../protocol/session.ts';
import type { Session } from '../session/session.ts';
import type { BatchRule } from './batcher.ts';

export interface PublisherOptions {
  relay: URL;
  key?: string;
  batch: BatchRule;
  hz: number;
  log: Log;
  /** ms on the machine's monotonic clock, the same as that of the samples. */
  now: () => number;
  /** 0…1 */
  random: () => number;
  /** Opens a WebSocket; that of `ws` if absent. */
  openSocket?: (url: URL, protocols: string[], options: ClientOptions) => WebSocket;
  /** Frames to keep, `limits.keptFramesMax` if absent. */
  keptFramesMax?: number;
}

export interface PublisherStats {
  /** The relay is reached and answers. */
  connected: boolean;
  framesAdded: number;
  framesSent: number;
  batchesSent: number;
  /** Frames that the relay has not said to have stored yet. */
  framesKept: number;
  /** Of these, frames that have to be sent later. */
  framesLate: number;
  /** Lost: more than could be kept came while the relay was away. */
  framesDropped: number;
  framesRefused: number;
  connections: number;
}

export interface Publisher {
  /** The session that frames belong to from now on, or null. Also called when its facts have changed. */
  setSession(session: Session | null): void;
  /** The session is over; frames of it may still be kept. */
  endSession(session: Session, detail: string): void;
  setStatus(status: GameStatus, detail: string | null): void;
  /** A frame of the current session. */
  add(frame: Frame): void;
  /** No frame follows soon (pause, end): what is collected goes out. */
  flush(): void;
  stats(): PublisherStats;
  /** Sends what it has, within `limits.publishStopMs` if the relay can be reached, and closes. May be called twice. */
  close(): Promise<void>;
}
