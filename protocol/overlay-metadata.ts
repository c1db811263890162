/** The metadata of an overlay, as `GET /api/overlays` lists it. Types only. */

interface ParameterBase {
  /** As it is written in an address. */
  readonly name: string;
  /** For forms. */
  readonly title: string;
}

export interface NumberParameter extends ParameterBase {
  readonly type: 'number';
  readonly min?: number;
  readonly max?: number;
  readonly fallback: number;
}

export interface BooleanParameter extends ParameterBase {
  readonly type: 'boolean';
  readonly fallback: boolean;
}

export interface ChoiceParameter extends ParameterBase {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly fallback: string;
}

/** A parameter of one overlay. */
export type OverlayParameter = NumberParameter | BooleanParameter | ChoiceParameter;

export interface OverlayMetadata {
  /** The last part of the address, `/overlays/{name}`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for the gallery. */
  readonly description: string;
  /** Default size in CSS pixels; the picture fills any size and keeps this shape. */
  readonly size: { readonly width: number; readonly height: number };
  /** Channels of a frame that it draws. */
  readonly channels: readonly string[];
  readonly parameters: readonly OverlayParameter[];
}

/** The values for adding an overlay to OBS or to a layout. */
export type ListedOverlay = Pick<OverlayMetadata, 'name' | 'title' | 'size'>;
