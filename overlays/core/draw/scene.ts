/**
 * One picture on the page: a canvas and the view of an overlay. The scene rebuilds the view after changes of size, theme
 * and session info and after a lost drawing context. A scene that fails is removed and reported; the others continue.
 */

import { Container } from 'pixi.js';
import { messageOf } from '../../../protocol/explained-error.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { keepInPlace, setFirmly } from '../custom-css.ts';
import type { Density, OverlayDefinition, OverlayView, Sample, SpeedUnits } from '../overlay.ts';
import type { DriverPictures } from './driver-pictures.ts';
import { boundedResolution, type PageBox } from './page-box.ts';
import type { Surface } from './renderer.ts';

export interface SceneOptions {
  /** Parent of the canvas; it is moved to the box. */
  readonly host: HTMLElement;
  readonly definition: OverlayDefinition;
  /** null: the theme's units. */
  readonly units: SpeedUnits | null;
  readonly density: Density;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** The present inputs of the view. */
  readonly shape: () => SceneShape;
  readonly onProblem: (sentence: string) => void;
  /** The picture was rebuilt and must be drawn. */
  readonly onRebuilt: () => void;
}

/** The inputs of a view. */
export interface SceneShape {
  readonly box: PageBox;
  /** Device pixels per CSS pixel. */
  readonly resolution: number;
  readonly theme: Theme;
  readonly sessionInfo: SessionInfo;
  readonly pictures: DriverPictures;
  readonly reducedMotion: boolean;
}

type State =
  | { readonly name: 'ready'; readonly view: OverlayView }
  /** No drawing context; the canvas is hidden until there is one. */
  | { readonly name: 'waiting' }
  | { readonly name: 'closed' };

const nothing = { drawn: false, animating: false } as const;

export class Scene {
  readonly #options: SceneOptions;
  readonly #stage = new Container();
  readonly #onClosed: () => void;
  #surface: Surface;
  #quality: 'webgl' | 'canvas';
  #shape: SceneShape;
  #state: State = { name: 'waiting' };

  /** Draws nothing before `begin`. */
  constructor(
    options: SceneOptions,
    quality: 'webgl' | 'canvas',
    surface: Surface,
    onClosed: () => void,
  ) {
    this.#options = options;
    this.#quality = quality;
    this.#surface = surface;
    this.#onClosed = onClosed;
    this.#shape = this.#read();
  }

  /** The scene has neither failed nor been closed. */
  get isOpen(): boolean {
    return this.#state.name !== 'closed';
  }

  get surface(): Surface {
    return this.#surface;
  }

  /** Starts drawing, or resumes after `suspend`. @param surface replaces the present one */
  begin(surface = this.#surface, quality = this.#quality): void {
    if (this.#state.name === 'closed') return;
    this.#tearDown();
    this.#surface = surface;
    this.#quality = quality;
    // The page's size or the car may have changed in the meantime.
    this.#shape = this.#read();
    this.#fit();
    this.#build();
    surface.canvas.style.visibility = '';
    if (!this.isOpen) return;
    this.#options.host.append(surface.canvas);
  }

  /** Stops drawing until `begin`. */
  suspend(): void {
    if (this.#state.name !== 'ready') return;
    this.#surface.canvas.style.visibility = 'hidden';
    this.#tearDown();
  }

  /** The present inputs, with no more pixels than a graphics card takes. */
  #read(): SceneShape {
    const shape = this.#options.shape();
    const { size } = this.#options.definition;
    return { ...shape, resolution: boundedResolution(shape.box, size, shape.resolution) };
  }

  #fit(): void {
    const { box, resolution } = this.#shape;
    this.#surface.resize(box, resolution);
    // Resizing sets the size of its style, which custom CSS of OBS could replace.
    keepInPlace(this.#surface.canvas, { width: '100%', height: '100%', position: 'static' });
    this.#place();
  }

  #place(): void {
    const { box } = this.#shape;
    setFirmly(this.#options.host, {
      position: 'absolute',
      left: `${box.left}px`,
      top: `${box.top}px`,
      width: `${box.width}px`,
      height: `${box.height}px`,
    });
  }

  /** Builds a new view on the empty stage. */
  #build(): void {
    const { definition, units, density, parameters, onProblem, onRebuilt } = this.#options;
    const { box, resolution, theme, sessionInfo, pictures, reducedMotion } = this.#shape;
    try {
      const view = definition.create({
        stage: this.#stage,
        renderer: this.#surface.renderer,
        quality: this.#quality,
        width: box.width,
        height: box.height,
        resolution,
        theme,
        sessionInfo,
        pictures,
        units: units ?? theme.units,
        density,
        reducedMotion,
        parameters,
        report: onProblem,
      });
      this.#state = { name: 'ready', view };
      onRebuilt();
    } catch (error) {
      onProblem(`The overlay ${definition.name} could not be built: ${messageOf(error)}`);
      this.close();
    }
  }

  #tearDown(): void {
    if (this.#state.name !== 'ready') return;
    const { view } = this.#state;
    this.#state = { name: 'waiting' };
    try {
      view.destroy();
    } catch (error) {
      const { name } = this.#options.definition;
      this.#options.onProblem(`The overlay ${name} could not be closed: ${messageOf(error)}`);
    }
    this.#empty();
  }

  #empty(): void {
    for (const child of this.#stage.removeChildren()) {
      if (!child.destroyed) child.destroy({ children: true });
    }
  }

  /** Rebuilds the view if its inputs have changed. */
  rebuild(): void {
    const before = this.#shape;
    this.#shape = this.#read();
    if (this.#state.name !== 'ready') return;
    if (isSameShape(before, this.#shape, this.#options.definition.shapedBy)) {
      this.#place();
      return;
    }
    this.#tearDown();
    this.#fit();
    this.#build();
  }

  /** Updates the view to this sample and draws it if pixels changed. */
  update(sample: Sample, nowMs: number, force: boolean): { drawn: boolean; animating: boolean } {
    if (this.#state.name !== 'ready') return nothing;
    try {
      const { draw, animating } = this.#state.view.update(sample, nowMs);
      if (draw || force) this.#surface.render(this.#stage);
      return { drawn: draw || force, animating };
    } catch (error) {
      const { name } = this.#options.definition;
      this.#options.onProblem(`The overlay ${name} stopped drawing: ${messageOf(error)}`);
      this.close();
      return nothing;
    }
  }

  /** Removes the picture; may be called twice. */
  close(): void {
    if (this.#state.name === 'closed') return;
    this.#tearDown();
    this.#state = { name: 'closed' };
    this.#empty();
    this.#surface.close();
    this.#onClosed();
  }
}

/** @param shapedBy the session info that the view paints once; other changes rebuild nothing */
function isSameShape(
  one: SceneShape,
  other: SceneShape,
  sessionInfo: readonly (keyof SessionInfo)[] = [],
): boolean {
  return (
    one.box.width === other.box.width &&
    one.box.height === other.box.height &&
    one.resolution === other.resolution &&
    one.theme === other.theme &&
    one.pictures.flag === other.pictures.flag &&
    one.pictures.logo === other.pictures.logo &&
    one.reducedMotion === other.reducedMotion &&
    sessionInfo.every((fact) => one.sessionInfo[fact] === other.sessionInfo[fact])
  );
}
