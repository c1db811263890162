/** Who can be watched now, as anybody may know it: what the viewers' page lists to choose from. Types only. */
import type { SessionStatus } from './session.ts';

/** A session that frames came of lately. What it says is what its viewers are told as well. */
export interface WatchableSession {
  sessionID: string;
  driver: string | null;
  /** The game's own ids. */
  car: string | null;
  track: string | null;
  trackConfiguration: string | null;
  status: SessionStatus;
  /** The lap being driven. */
  lap: number | null;
  /** ms */
  bestLapMs: number | null;
  /** When its newest frames came, ms since 1970 on the relay's clock. */
  heardAt: number;
}

/** `GET /api/watch`. */
export interface WatchList {
  /** The relay's clock now, ms since 1970. */
  relayMs: number;
  /** The session that `live` stands for. */
  live: string | null;
  /** The newest first, at most `limits.watchListMax`. */
  sessions: WatchableSession[];
}
