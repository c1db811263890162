/**
 * What an overlay is to the core: a name, what it draws from, and a function that builds its picture. The core
 * owns connection, time, size, theme, visibility and the moment of drawing; an overlay owns only its picture.
 */
import type { Container, Renderer } from 'pixi.js';
import type { SessionInfo } from '../../protocol/session.ts';
import type { Theme } from '../../protocol/theme-schema.ts';
import type { OverlayAbout, ParametersOf, SpeedUnits } from './about.ts';
import type { Sample } from './sample.ts';

export type { OverlayAbout, SpeedUnits } from './about.ts';
export type { Sample } from './sample.ts';

/** What a view is built from. `About` is the type of the overlay's own `about`. */
export interface ViewContext<About extends OverlayAbout = OverlayAbout> {
  readonly stage: Container;
  readonly renderer: Renderer;
  /** `canvas`: WebGL is software or absent. No shader meshes there, and a plainer, cheaper skin. */
  readonly quality: 'webgl' | 'canvas';
  /** Size to fill, in CSS pixels: always of the shape of the definition's `size` (to a pixel), never larger than needed. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly resolution: number;
  readonly theme: Theme;
  /** What was known of the session when the view was built; see `shapedBy`. */
  readonly facts: SessionInfo;
  readonly units: SpeedUnits;
  /** The overlay's own parameters, checked and complete: a value that is left out or wrong is the fallback. */
  readonly parameters: ParametersOf<About>;
  /** Tells the streamer one sentence about what went wrong, in the panel that `debug` opens. */
  readonly say?: (sentence: string) => void;
}

export interface OverlayView {
  /**
   * Brings the picture to this sample. Called once per animation frame while there is something to do: while no
   * channel changes and nothing is `animating` it is not called, and the samples of that time come later, the
   * newest two seconds of them at most.
   * @param nowMs the animation frame's time stamp (never read another clock: tests drive this one)
   * @returns `draw`: pixels changed; `animating`: something still moves, call again next frame even without data.
   */
  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean };
  /** Frees textures and everything else made by `create`. The core empties the stage. */
  destroy(): void;
}

/** What `main.ts` of an overlay exports as `definition`: `about.ts` and the function that builds the picture. */
export interface OverlayDefinition extends OverlayAbout {
  /** Called at start and again after a change of size, theme or facts that shape statics, and after a lost context. */
  create(context: ViewContext): OverlayView;
}

/** Joins what `about.ts` declares with the function that builds the picture, which gets the parameters by their types. */
export function defineOverlay<About extends OverlayAbout>(
  about: About,
  create: (context: ViewContext<About>) => OverlayView,
): OverlayDefinition {
  // The core builds a view only with the parameters that `about` declares, so the narrower context is what it gets.
  return { ...about, create: create as OverlayDefinition['create'] };
}
