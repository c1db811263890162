/**
 * A lap that a page replays: its frames, and the timing that pages got while it was driven. The answer to
 * `/api/sessions/{id}/laps/{n}/replay`; the build makes one of the demo car. Types only.
 */

import type { CarsMoment } from './car-positions.ts';
import type { Frame } from './frame.ts';
import type { SessionInfo } from './session.ts';
import type { TimingSummary } from './timing-summary.ts';

export interface LapReplay {
  sessionID: string;
  lap: number;
  facts: SessionInfo;
  /**
   * The frames of the attempt that counts, in order, with their deltas (`deltaBestMs`, `deltaPersonalMs`). `t` leaves
   * out pauses.
   */
  data: Partial<Frame>[];
  /** The timing from a frame on, in order. The first is from the beginning of the lap. */
  boards: TimingMoment[];
  /** Where all cars were, in order, from just before the first frame to just after the last; absent: not known. */
  cars?: CarsMoment[];
}

export interface TimingMoment {
  /** Of the frame at which the timing changed. */
  packetId: number;
  board: TimingSummary;
}
