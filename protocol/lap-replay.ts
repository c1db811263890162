/**
 * A lap that is played again on a page, with what pages were told beside its frames while it was driven. What the
 * relay answers for `/api/sessions/{id}/laps/{n}/replay`, and what the build makes of the demo car. Types only.
 */

import type { Frame } from './frame.ts';
import type { SessionInfo } from './session.ts';
import type { TimingSummary } from './timing-summary.ts';

export interface LapReplay {
  sessionID: string;
  lap: number;
  facts: SessionInfo;
  /**
   * The attempt that counts, in order, with the gaps to the references of that time (`deltaBestMs`,
   * `deltaPersonalMs`). `t` goes on through a pause as if there were none.
   */
  data: Partial<Frame>[];
  /** The board as it was shown from a frame on; in order, the first from the lap's beginning. */
  boards: TimingMoment[];
}

export interface TimingMoment {
  /** Of the frame with which the board became so. */
  packetId: number;
  board: TimingSummary;
}
