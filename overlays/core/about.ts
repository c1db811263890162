/** What is known of an overlay without its code, and what its address can say. Data only: the build and the address check read it without Pixi. */
import type { ChannelName } from '../../protocol/channels.ts';
import type { OverlayFacts } from '../../protocol/overlay-facts.ts';
import type { SessionInfo } from '../../protocol/session.ts';

export type SpeedUnits = 'kmh' | 'mph';

/** What is known of an overlay without its code: the build collects it for the gallery and the address check. */
export interface OverlayAbout extends OverlayFacts {
  readonly channels: readonly ChannelName[];
  /** Most frames a second it has use for; 0 = all. */
  readonly hz: number;
  /**
   * Pictures a second that do where the processor draws this beside other overlays on one page; absent: as many as
   * there are. For what glides or counts, not for what one reacts to.
   */
  readonly calmHz?: number;
  /** It draws from the board: laps, sectors, fuel, references. */
  readonly board?: boolean;
  /** Facts that shape the statics: when one of them changes, the view is built anew. */
  readonly shapedBy?: readonly (keyof SessionInfo)[];
}
