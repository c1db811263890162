/** The public list of sessions that can be watched now. The viewers' page shows it. Types only. */
import type { CarAndTrack, SessionStatus } from './session.ts';

/** A session with recent frames. It contains only what viewers of the session get as well. */
export interface WatchableSession extends CarAndTrack {
  sessionID: string;
  driver: string | null;
  status: SessionStatus;
  /** The current lap. */
  lap: number | null;
  /** ms */
  bestLapMs: number | null;
  /** Arrival of its newest frames, ms since 1970 on the relay's clock. */
  heardAt: number;
  /** How many cars are seen with it; 0: none but its own. */
  cars: number;
}

/** `GET /api/watch`. */
export interface WatchList {
  /** The relay's clock now, ms since 1970. */
  relayMs: number;
  /** The id of the session that `live` means. */
  live: string | null;
  /** Laps are stored: `/api/sessions` answers. */
  isStoring: boolean;
  /** Newest first, at most `limits.watchListMax`. */
  sessions: WatchableSession[];
}
