/** The type of what an overlay's `about.ts` declares. Data only: the build and the address check read it without Pixi. */
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
  /** Maximum frames a second that the relay sends; 0: all. */
  readonly hz: number;
  /**
   * Pictures a second in a layout that is drawn without a GPU; absent: every animation frame. Set it for what glides or
   * counts, not for what a driver reacts to.
   */
  readonly calmHz?: number;
  /** The overlay reads `sample.board`: laps, sectors, fuel, references. */
  readonly board?: boolean;
  /** Session info that is painted once: the view is rebuilt when one of these changes. */
  readonly shapedBy?: readonly (keyof SessionInfo)[];
}

/** Values of an overlay's own parameters by name, for code that serves every overlay. */
export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

type ValueOf<Parameter extends OverlayParameter> = Parameter extends ChoiceParameter
  ? Parameter['choices'][number]
  : Parameter extends NumberParameter
    ? number
    : boolean;

/** Checked values of the parameters that `About` declares: `{ range: number; against: 'best' | 'personal' }`. */
export type ParametersOf<About extends OverlayAbout> = {
  readonly [Parameter in About['parameters'][number] as Parameter['name']]: ValueOf<Parameter>;
};
