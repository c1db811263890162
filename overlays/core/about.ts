/** What `about.ts` of an overlay declares. Data only: the build and the check of addresses read it without Pixi. */
import type { ChannelName } from '../../protocol/channels.ts';
import type {
  ChoiceParameter,
  NumberParameter,
  OverlayMetadata,
  OverlayParameter,
} from '../../protocol/overlay-metadata.ts';
import type { SessionInfo } from '../../protocol/session.ts';

export type SpeedUnits = 'kmh' | 'mph';

export interface OverlayAbout extends OverlayMetadata {
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
  /** Parts of the session's information that shape what is painted once: when one changes, the view is built anew. */
  readonly shapedBy?: readonly (keyof SessionInfo)[];
}

/** Values of an overlay's own parameters by name, when nothing is known of the overlay. */
export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

type ValueOf<Parameter extends OverlayParameter> = Parameter extends ChoiceParameter
  ? Parameter['choices'][number]
  : Parameter extends NumberParameter
    ? number
    : boolean;

/** The parameters that an `about` declares, checked: `{ range: number; against: 'best' | 'personal' }`. */
export type ParametersOf<About extends OverlayAbout> = {
  readonly [Parameter in About['parameters'][number] as Parameter['name']]: ValueOf<Parameter>;
};
