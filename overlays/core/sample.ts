/** The input of an overlay: the car at one moment. No Pixi, so that models do not depend on it. */
import type { Grid } from '../../protocol/cars.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo, SessionStatus } from '../../protocol/session.ts';
import { emptyBoard, type TimingSummary } from '../../protocol/timing-summary.ts';

/** The car at the moment that is drawn. The core reuses one object: read it, do not keep it. */
export interface Sample {
  /** Latest value of every requested channel; continuous ones are interpolated to the moment that is drawn. */
  readonly state: Partial<Frame>;
  /** The frames since the last update as they were sampled, oldest first (for traces). */
  readonly passed: readonly Partial<Frame>[];
  readonly sessionInfo: SessionInfo;
  /** Laps, sectors, fuel, references; empty unless `about.board` is true. */
  readonly board: TimingSummary;
  /**
   * All cars in the order of their places, the player's own included, at the moment that is drawn. Null: no source of cars,
   * or `about.cars` is not true.
   */
  readonly grid: Grid | null;
  readonly status: SessionStatus | 'no-session' | 'no-relay';
  /** Play-out time on the session's clock, ms; null before the first frame. */
  readonly t: number | null;
  /** Events since the last update. */
  readonly events: readonly RaceEvent[];
  /** A new session has begun since the last update: clear traces and bests. */
  readonly reset: boolean;
}

/** Before anybody drives. */
export const emptySample: Sample = {
  state: {},
  passed: [],
  sessionInfo: {},
  board: emptyBoard,
  grid: null,
  status: 'no-session',
  t: null,
  events: [],
  reset: false,
};
