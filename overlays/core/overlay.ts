/**
 * The shape of an overlay. A folder `overlays/NAME/` holds
 *
 *   about.ts   `export const about`: its name, channels, size and parameters. Data only, without Pixi.
 *   model.ts   From samples to what is shown, without Pixi; tested by `tests/overlays/NAME/model.test.ts`.
 *   view.ts    `export const overlay = defineOverlay(about, (kit, context) => view)`: draws the model.
 *
 * and further files only where `view.ts` would get too long (`layout.ts` for places, `paint.ts` for pictures).
 * The build finds every folder with an `about.ts` and makes the page's entry from `about.ts` and `view.ts`.
 *
 * The core owns connection, time, size, theme, visibility and the moment of drawing; an overlay owns only its picture.
 */
import type { Renderer } from 'pixi.js';
import type { SessionInfo } from '../../protocol/session.ts';
import type { OverlayAbout, ParametersOf, SpeedUnits } from './about.ts';
import type { DriverPictures } from './draw/driver-pictures.ts';
import { Kit, type KitContext } from './draw/kit.ts';
import type { Sample } from './sample.ts';

export type { Density, OverlayAbout, SpeedUnits } from './about.ts';
export type { Sample } from './sample.ts';

/** What a view is built from. `About` is the type of the overlay's own `about`. */
export interface ViewContext<About extends OverlayAbout = OverlayAbout> extends KitContext {
  readonly renderer: Renderer;
  /** Session info at the time the view was built; see `shapedBy`. */
  readonly sessionInfo: SessionInfo;
  /** Flag and logo of the driver, loaded; none when left out. See `shapedBy` and `wearsLogo`. */
  readonly pictures?: DriverPictures;
  readonly units: SpeedUnits;
  /** The overlay's own parameters, checked and complete: a missing or invalid one has its fallback. */
  readonly parameters: ParametersOf<About>;
  /** Reports a problem in one sentence; `?debug` lists it. */
  readonly report?: (sentence: string) => void;
}

export interface OverlayView {
  /**
   * Updates the picture to this sample. The core calls it once per animation frame while a channel changes or something
   * is `animating`. The next call passes the samples in between, at most the newest two seconds of them.
   * @param nowMs the animation frame's time stamp; read no other clock, because tests drive this one
   * @returns `draw`: pixels changed; `animating`: something still moves, call again next frame even without data.
   */
  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean };
  /** Frees textures and everything else that `create` made. The core empties the stage. */
  destroy(): void;
}

/** An overlay as the core uses it: what `about.ts` declares, and how its picture is built. */
export interface OverlayDefinition extends OverlayAbout {
  /** Called at start, after a change of size, theme or `shapedBy` session info, and after a lost drawing context. */
  create(context: ViewContext): OverlayView;
}

/** The part of a view that an overlay writes. The kit tracks changed pixels and frees textures; see `defineOverlay`. */
export interface OverlayPicture {
  /**
   * Brings the picture to this sample; see `OverlayView.update`.
   * @returns whether something still moves, so that the next frame is drawn even without new data
   */
  update(sample: Sample, nowMs: number): boolean;
}

/**
 * Makes the `overlay` that `view.ts` exports.
 * @param create builds the picture with the kit's parts; `context.parameters` has the types that `about` declares
 */
export function defineOverlay<About extends OverlayAbout>(
  about: About,
  create: (kit: Kit, context: ViewContext<About>) => OverlayPicture,
): OverlayDefinition {
  return {
    ...about,
    create(context) {
      const kit = new Kit(context, about.size);
      // The core passes the parameters that `about` declares, already checked.
      const view = create(kit, context as ViewContext<About>);
      return {
        update(sample, nowMs) {
          const animating = view.update(sample, nowMs);
          return { draw: kit.consumeChanged(), animating };
        },
        destroy: () => kit.destroy(),
      };
    },
  };
}
