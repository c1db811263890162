/** What is known of an overlay without its code, as `GET /api/overlays` lists it. Types only. */

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

/** A parameter of an overlay's own. */
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

/** What is needed to put an overlay into OBS or into a layout. */
export type ListedOverlay = Pick<OverlayMetadata, 'name' | 'title' | 'size'>;
