/** What is known of an overlay without its code, as `GET /api/overlays` tells it. Types only. */

/** A parameter of an overlay's own, for its address and for forms. */
export interface OverlayParameter {
  readonly name: string;
  readonly title: string;
  readonly type: 'number' | 'boolean' | 'choice';
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly fallback: string | number | boolean;
}

export interface OverlayFacts {
  /** The last part of the address, `/overlays/{name}`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for the gallery. */
  readonly description: string;
  /** Default size in CSS pixels; the picture fills any size, keeping this shape. */
  readonly size: { readonly width: number; readonly height: number };
  /** What of a frame it draws. */
  readonly channels: readonly string[];
  readonly parameters: readonly OverlayParameter[];
}
