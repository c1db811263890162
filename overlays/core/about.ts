/**
 * The type of what an overlay's `about.ts` declares, and its parameters. Data only: the build and the address check read
 * it without Pixi.
 */
import type { ChannelName } from '../../protocol/channels.ts';
import type {
  BooleanParameter,
  ChoiceParameter,
  NumberParameter,
  OverlayMetadata,
  OverlayParameter,
} from '../../protocol/overlay-metadata.ts';
import type { SessionInfo } from '../../protocol/session.ts';

export type SpeedUnits = 'kmh' | 'mph';

/** `large`: larger lettering and fewer parts, for small sources and viewers on phones. */
export type Density = 'normal' | 'large';

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
  /** The overlay reads `sample.grid`: the other cars, with places and gaps. */
  readonly cars?: boolean;
  /** Session info that is painted once: the view is rebuilt when one of these changes. */
  readonly shapedBy?: readonly (keyof SessionInfo)[];
  /** The overlay shows the streamer's logo. */
  readonly wearsLogo?: boolean;
}

/** @param name of the folder, and in the address. @param rest `hz` left out: 60 */
export function describeOverlay<
  const Name extends string,
  const Rest extends Omit<OverlayAbout, 'name' | 'title' | 'hz'> & { readonly hz?: number },
>(name: Name, title: string, rest: Rest) {
  return { name, title, hz: 60, ...rest };
}

/** An overlay of the race's cars: it reads the grid, and a few frames of the own car. */
export function describeRaceOverlay<
  const Name extends string,
  const Rest extends Omit<OverlayAbout, 'name' | 'title' | 'hz' | 'cars' | 'channels'> & {
    readonly channels?: readonly ChannelName[];
  },
>(name: Name, title: string, rest: Rest) {
  return describeOverlay(name, title, { channels: ['lap'], hz: 4, cars: true, ...rest });
}

/** A parameter that is on or off: `?name=false`. */
export function toggle<const Name extends string>(name: Name, title: string, fallback: boolean) {
  return { name, title, type: 'boolean', fallback } as const satisfies BooleanParameter;
}

export function number<const Name extends string>(
  name: Name,
  title: string,
  range: { readonly min: number; readonly max: number; readonly fallback: number },
) {
  return { name, title, type: 'number', ...range } as const satisfies NumberParameter;
}

/** A parameter with a few values; the first one is the fallback. */
export function choice<
  const Name extends string,
  const Choices extends readonly [string, ...string[]],
>(name: Name, title: string, choices: Choices) {
  return {
    name,
    title,
    type: 'choice',
    choices,
    fallback: choices[0],
  } as const satisfies ChoiceParameter;
}

export const driverNames = choice('names', 'Names', ['short', 'full', 'code']);
export const carNumbers = toggle('numbers', 'Show the numbers of the cars', true);
export const countryFlag = toggle('country', 'Show the flag of your country', true);
export const temperatureUnit = choice('temperature', 'Temperatures in', ['c', 'f']);
export const ownLogo = toggle('logo', 'Show your logo', true);

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
