/** What an overlay is given to draw: the car at one moment. Types only, so that models need not know Pixi. */
import type { Board } from '../../protocol/board.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo, SessionStatus } from '../../protocol/session.ts';

/** The car at the moment that is drawn. The core uses one object again and again: read it, never keep it. */
export interface Sample {
  /** Latest known value of every channel asked for; continuous ones interpolated to the moment drawn. */
  readonly state: Partial<Frame>;
  /** Samples whose time has passed since the last update, oldest first, as they were taken (for traces). */
  readonly passed: readonly Partial<Frame>[];
  readonly sessionInfo: SessionInfo;
  /** Laps, sectors, fuel, references; empty unless the overlay's `about` asks for it. */
  readonly board: Board;
  readonly status: SessionStatus | 'no-session' | 'no-relay';
  /** Play-out time on the session's clock, ms; null before the first frame. */
  readonly t: number | null;
  /** Events since the last update. */
  readonly events: readonly RaceEvent[];
  /** A new session began since the last update: forget traces and bests. */
  readonly reset: boolean;
}
