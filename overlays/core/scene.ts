/**
 * The picture on the page: one renderer, one view of the overlay, and their life through changes of size, theme
 * and facts and through lost drawing contexts. A scene that fails is taken away and said; a white box never shows.
 */
import { Container } from 'pixi.js';
import { limits } from '../../protocol/limits.ts';
import type { SessionFacts } from '../../protocol/session.ts';
import type { Box } from './fit.ts';
import type { OverlayDefinition, OverlayView, Sample, SpeedUnits } from './overlay.ts';
import { reasonOf } from './problems.ts';
import { type Made, makeRenderer, type Preference, tidyPixi } from './renderer.ts';
import type { Theme } from './theme.ts';

export interface SceneOptions {
  readonly host: HTMLElement;
  readonly definition: OverlayDefinition;
  readonly units: SpeedUnits;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly preference: Preference;
  /** What to build from at this moment. */
  readonly shape: () => SceneShape;
  readonly onProblem: (sentence: string) => void;
  /** The picture was built anew and has to be drawn. */
  readonly onRebuilt: () => void;
}

/** What a view is built from. */
export interface SceneShape {
  readonly box: Box;
  /** Device pixels per CSS pixel. */
  readonly resolution: number;
  readonly theme: Theme;
  readonly facts: SessionFacts;
}

type State =
  | { readonly name: 'ready'; readonly made: Made; readonly view: OverlayView }
  /** The drawing context is gone; the canvas is hidden until it is given back or replaced. */
  | { readonly name: 'lost'; readonly made: Made }
  | { readonly name: 'closed' };

const nothing = { drawn: false, animating: false } as const;

export class Scene {
  readonly #options: SceneOptions;
  readonly #stage = new Container();
  #shape: SceneShape;
  #state: State = { name: 'closed' };
  #restoreTimer: ReturnType<typeof setTimeout> | undefined;
  #rendererText = '';

  private constructor(options: SceneOptions) {
    this.#options = options;
    this.#shape = options.shape();
  }

  /** Makes the renderer and the first view. Rejects when neither WebGL nor a 2D canvas can be had. */
  static async open(options: SceneOptions): Promise<Scene> {
    const scene = new Scene(options);
    options.host.style.position = 'absolute';
    await scene.#start(options.preference);
    return scene;
  }

  /** Frees what was not drawn for a while. Call every half minute or so: nothing else does. */
  static tidy(): void {
    tidyPixi();
  }

  /** `webgl` or `canvas`, and what draws. */
  get rendererText(): string {
    return this.#rendererText;
  }

  get quality(): 'webgl' | 'canvas' | null {
    return this.#state.name === 'closed' ? null : this.#state.made.quality;
  }

  async #start(preference: Preference): Promise<void> {
    const { box, resolution } = this.#shape;
    const made = await makeRenderer(box, resolution, preference);
    this.#rendererText = `${made.quality} (${made.detail})`;
    made.canvas.addEventListener('webglcontextlost', this.#onLost);
    made.canvas.addEventListener('webglcontextrestored', this.#onRestored);
    this.#options.host.append(made.canvas);
    // The page may have been resized meanwhile, the car changed.
    this.#shape = this.#options.shape();
    this.#fit(made);
    this.#build(made);
  }

  #fit(made: Made): void {
    const { box, resolution } = this.#shape;
    made.renderer.resize(box.width, box.height, resolution);
    this.#place();
  }

  #place(): void {
    const { style } = this.#options.host;
    const { box } = this.#shape;
    style.left = `${box.left}px`;
    style.top = `${box.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
  }

  /** Puts a new view on the empty stage. */
  #build(made: Made): void {
    const { definition, units, parameters, onProblem, onRebuilt } = this.#options;
    const { box, resolution, theme, facts } = this.#shape;
    try {
      const view = definition.create({
        stage: this.#stage,
        renderer: made.renderer,
        quality: made.quality,
        width: box.width,
        height: box.height,
        resolution,
        theme,
        facts,
        units,
        parameters,
        say: onProblem,
      });
      this.#state = { name: 'ready', made, view };
      onRebuilt();
    } catch (error) {
      onProblem(`The overlay ${definition.name} could not be built: ${reasonOf(error)}`);
      this.#state = { name: 'lost', made };
      this.close();
    }
  }

  #tearDown(): void {
    if (this.#state.name !== 'ready') return;
    const { view, made } = this.#state;
    this.#state = { name: 'lost', made };
    try {
      view.destroy();
    } catch (error) {
      const { name } = this.#options.definition;
      this.#options.onProblem(`The overlay ${name} could not be taken down: ${reasonOf(error)}`);
    }
    for (const child of this.#stage.removeChildren()) {
      if (!child.destroyed) child.destroy({ children: true });
    }
  }

  /** Builds the view anew when what it is built from has changed. */
  rebuild(): void {
    const before = this.#shape;
    this.#shape = this.#options.shape();
    if (this.#state.name !== 'ready') return;
    const { made } = this.#state;
    if (isSameShape(before, this.#shape)) {
      this.#place();
      return;
    }
    this.#tearDown();
    this.#fit(made);
    this.#build(made);
  }

  /** Brings the picture to this sample and draws it when that changes pixels. */
  update(sample: Sample, nowMs: number, force: boolean): { drawn: boolean; animating: boolean } {
    if (this.#state.name !== 'ready') return nothing;
    const { made, view } = this.#state;
    try {
      const { draw, animating } = view.update(sample, nowMs);
      if (draw || force) made.renderer.render(this.#stage);
      return { drawn: draw || force, animating };
    } catch (error) {
      const { name } = this.#options.definition;
      this.#options.onProblem(`The overlay ${name} stopped drawing: ${reasonOf(error)}`);
      this.close();
      return nothing;
    }
  }

  readonly #onLost = (event: Event): void => {
    if (this.#state.name !== 'ready') return;
    event.preventDefault();
    const { made } = this.#state;
    // A canvas without its context is an opaque white box.
    made.canvas.style.visibility = 'hidden';
    this.#tearDown();
    this.#restoreTimer = setTimeout(() => void this.#replace(), limits.contextRestoreMs);
  };

  readonly #onRestored = (): void => {
    if (this.#state.name !== 'lost') return;
    clearTimeout(this.#restoreTimer);
    const { made } = this.#state;
    this.#shape = this.#options.shape();
    // Baked pictures and text were in the lost context: the whole scene is made again rather than mended.
    this.#fit(made);
    this.#build(made);
    made.canvas.style.visibility = '';
  };

  async #replace(): Promise<void> {
    if (this.#state.name !== 'lost') return;
    this.#discard(this.#state.made);
    try {
      await this.#start('canvas');
      this.#rendererText = 'canvas (the drawing context was lost and not given back)';
    } catch (error) {
      this.#options.onProblem(`No picture can be drawn any more: ${reasonOf(error)}`);
      this.#state = { name: 'closed' };
    }
  }

  #discard(made: Made): void {
    made.canvas.removeEventListener('webglcontextlost', this.#onLost);
    made.canvas.removeEventListener('webglcontextrestored', this.#onRestored);
    made.canvas.remove();
    try {
      made.destroy();
    } catch {
      // Pixi cannot free what is in a lost context; the canvas is gone with it.
    }
  }

  /** Takes the picture away; may be called twice. */
  close(): void {
    clearTimeout(this.#restoreTimer);
    if (this.#state.name === 'closed') return;
    this.#tearDown();
    if (this.#state.name === 'lost') this.#discard(this.#state.made);
    this.#state = { name: 'closed' };
  }
}

function isSameShape(one: SceneShape, other: SceneShape): boolean {
  return (
    one.box.width === other.box.width &&
    one.box.height === other.box.height &&
    one.resolution === other.resolution &&
    one.theme === other.theme &&
    one.facts === other.facts
  );
}
