/**
 * The painter and the scenes of a page, and their recovery from a lost drawing context. Scenes are hidden at once,
 * because a canvas without its context is an opaque white box; they are rebuilt when the context returns, and drawn
 * without WebGL when it does not. The module loads Pixi while the page connects.
 */
import { messageOf } from '../../../protocol/explained-error.ts';
import { limits } from '../../../protocol/limits.ts';
import {
  CanvasPainter,
  makePainter,
  type Painter,
  type Preference,
  type Surface,
  tidyPixi,
} from './renderer.ts';
import { Scene, type SceneOptions } from './scene.ts';

export interface DrawingOptions {
  readonly preference: Preference;
  /** The page has several scenes. */
  readonly isShared: boolean;
  readonly onProblem: (sentence: string) => void;
}

const tidyEveryMs = 30_000;

export class Drawing {
  readonly #options: DrawingOptions;
  readonly #scenes = new Set<Scene>();
  readonly #tidy: ReturnType<typeof setInterval>;
  #painter: Painter;
  #rendererText = '';
  #restoreTimer: ReturnType<typeof setTimeout> | undefined;
  #isLost = false;

  constructor(options: DrawingOptions, painter: Painter) {
    this.#options = options;
    this.#painter = painter;
    this.#use(painter);
    this.#rendererText = `${painter.quality} (${painter.detail})`;
    this.#tidy = setInterval(tidyPixi, tidyEveryMs);
  }

  /** Rejects if the browser has neither WebGL nor a 2D canvas. */
  static async open(options: DrawingOptions): Promise<Drawing> {
    return new Drawing(options, await makePainter(options.preference, options.isShared));
  }

  /** `webgl` or `canvas`, and the device's name. */
  get rendererText(): string {
    return this.#rendererText;
  }

  get quality(): 'webgl' | 'canvas' {
    return this.#painter.quality;
  }

  /** The processor draws several scenes: overlays with `calmHz` draw fewer pictures. */
  get isCostly(): boolean {
    return this.#options.isShared && this.quality === 'canvas';
  }

  /** Creates a scene; the caller closes it. */
  async scene(options: SceneOptions): Promise<Scene> {
    const painter = this.#painter;
    let surface = await painter.surface();
    if (painter !== this.#painter) {
      surface.close();
      surface = await this.#painter.surface();
    }
    const scene = new Scene(options, this.quality, surface, () => this.#scenes.delete(scene));
    this.#scenes.add(scene);
    if (!this.#isLost) scene.begin();
    return scene;
  }

  #use(painter: Painter): void {
    this.#painter = painter;
    painter.context?.addEventListener('webglcontextlost', this.#onLost);
    painter.context?.addEventListener('webglcontextrestored', this.#onRestored);
  }

  readonly #onLost = (event: Event): void => {
    event.preventDefault();
    this.#isLost = true;
    for (const scene of this.#scenes) scene.suspend();
    clearTimeout(this.#restoreTimer);
    this.#restoreTimer = setTimeout(() => void this.#replace(), limits.contextRestoreMs);
  };

  readonly #onRestored = (): void => {
    clearTimeout(this.#restoreTimer);
    this.#isLost = false;
    // The textures were in the lost context, so each scene is rebuilt.
    for (const scene of this.#scenes) scene.begin();
  };

  async #replace(): Promise<void> {
    const lost = this.#painter;
    this.#forget(lost);
    this.#use(new CanvasPainter('the drawing context was lost and not given back'));
    this.#isLost = false;
    this.#rendererText = `${this.#painter.quality} (${this.#painter.detail})`;
    const scenes = [...this.#scenes];
    for (const scene of scenes) scene.surface.close();
    lost.close();
    await Promise.all(scenes.map((scene) => this.#renew(scene)));
  }

  async #renew(scene: Scene): Promise<void> {
    try {
      const surface: Surface = await this.#painter.surface();
      if (this.#scenes.has(scene)) scene.begin(surface, this.quality);
      else surface.close();
    } catch (error) {
      this.#options.onProblem(`No picture can be drawn any more: ${messageOf(error)}`);
      scene.close();
    }
  }

  #forget(painter: Painter): void {
    painter.context?.removeEventListener('webglcontextlost', this.#onLost);
    painter.context?.removeEventListener('webglcontextrestored', this.#onRestored);
  }

  /** Closes all scenes and the painter; may be called twice. */
  close(): void {
    clearTimeout(this.#restoreTimer);
    clearInterval(this.#tidy);
    for (const scene of [...this.#scenes]) scene.close();
    this.#forget(this.#painter);
    this.#painter.close();
  }
}
