/**
 * Chooses how a page draws: WebGL with a GPU, a 2D canvas where WebGL is software or absent, which needs a quarter of
 * the processor time there. All pictures of a page use one kind and share one WebGL context, because browsers allow
 * sixteen. Stops Pixi's own animation loop.
 */
import { CanvasRenderer, type Container, type Renderer, Ticker, WebGLRenderer } from 'pixi.js';
import type { PageBox } from './page-box.ts';
import { SpriteCanvas } from './sprite-canvas.ts';

/** The canvas of one picture. */
export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: Renderer;
  /** @param resolution device pixels per CSS pixel */
  resize(box: PageBox, resolution: number): void;
  render(stage: Container): void;
  /** Removes the canvas; may be called twice. */
  close(): void;
}

export interface Painter {
  readonly quality: 'webgl' | 'canvas';
  /** Text for people: the GPU's name, or why there is none. */
  readonly detail: string;
  /** The canvas whose context may be lost; null: none. */
  readonly context: HTMLCanvasElement | null;
  surface(): Promise<Surface>;
  /** Frees what the surfaces share; close them first. */
  close(): void;
}

export type Preference = 'auto' | 'webgl' | 'canvas';

/** Names of WebGL implementations that run on the processor. */
const software = /swiftshader|llvmpipe|softpipe|basic render/i;

// Pixi's scheduler would request animation frames for ever (7 % of a core on an idle page).
Ticker.system.autoStart = false;
Ticker.system.stop();

/** Runs Pixi's scheduled clean-up, because its own loop is stopped. */
export function tidyPixi(): void {
  Ticker.system.update(performance.now());
}

interface Found {
  readonly context: WebGL2RenderingContext;
  readonly name: string;
  readonly isSoftware: boolean;
}

function findWebGl(canvas: HTMLCanvasElement): Found | null {
  const context = canvas.getContext('webgl2', {
    alpha: true,
    premultipliedAlpha: true,
    // Sprites have transparent edges and nothing else is drawn, so smoothing would cost time for nothing.
    antialias: false,
    stencil: false,
    powerPreference: 'default',
  });
  if (context === null) return null;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name = String(context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  return { context, name, isSoftware: software.test(name) };
}

function createCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.style.display = 'block';
  return canvas;
}

const common = { width: 1, height: 1, backgroundAlpha: 0, skipExtensionImports: true } as const;

/**
 * @param isShared for several pictures; otherwise call `surface` once
 * @throws Error if the preference is `webgl` and the browser has none
 */
export async function makePainter(preference: Preference, isShared: boolean): Promise<Painter> {
  if (preference === 'canvas') return new CanvasPainter('asked for in the address');
  const canvas = createCanvas();
  const found = findWebGl(canvas);
  if (found !== null && (preference === 'webgl' || !found.isSoftware)) {
    const renderer = new WebGLRenderer();
    const { context, name } = found;
    await renderer.init({ ...common, autoDensity: !isShared, canvas, context, antialias: false });
    return isShared ? new SharedWebGl(renderer, name) : new OwnWebGl(renderer, name);
  }
  if (preference === 'webgl') throw new Error('This browser has no WebGL 2.');
  found?.context.getExtension('WEBGL_lose_context')?.loseContext();
  return new CanvasPainter(found === null ? 'no WebGL' : `WebGL is software: ${found.name}`);
}

/** A canvas and a renderer for each picture: unchanged pixels cost nothing. */
export class CanvasPainter implements Painter {
  readonly quality = 'canvas';
  readonly detail: string;
  readonly context = null;
  #open = 0;

  constructor(detail: string) {
    this.detail = detail;
  }

  async surface(): Promise<Surface> {
    const canvas = createCanvas();
    // In main memory, where the processor draws; Pixi uses the existing context.
    const ctx = canvas.getContext('2d', { willReadFrequently: true });
    if (ctx === null) throw new Error('This browser gives no canvas to draw on.');
    const renderer = new CanvasRenderer();
    await renderer.init({ ...common, autoDensity: true, canvas });
    const sprites = new SpriteCanvas(ctx);
    this.#open++;
    let isClosed = false;
    return {
      canvas,
      renderer: renderer as Renderer,
      resize: ({ width, height }, resolution) => {
        renderer.resize(width, height, resolution);
        sprites.forget();
      },
      render: (stage) => {
        if (!sprites.draw(stage, renderer.resolution)) renderer.render(stage);
      },
      close: () => {
        if (isClosed) return;
        isClosed = true;
        canvas.remove();
        // All renderers of the page share Pixi's pools.
        renderer.destroy({ removeView: true, releaseGlobalResources: --this.#open === 0 });
      },
    };
  }

  close(): void {}
}

/** The only picture of a page is drawn on the context's own canvas. */
class OwnWebGl implements Painter {
  readonly quality = 'webgl';
  readonly detail: string;
  readonly context: HTMLCanvasElement;
  readonly #renderer: WebGLRenderer;

  constructor(renderer: WebGLRenderer, detail: string) {
    this.#renderer = renderer;
    this.detail = detail;
    this.context = renderer.canvas as HTMLCanvasElement;
  }

  async surface(): Promise<Surface> {
    const renderer = this.#renderer;
    const canvas = this.context;
    return {
      canvas,
      renderer: renderer as Renderer,
      resize: ({ width, height }, resolution) => renderer.resize(width, height, resolution),
      render: (stage) => renderer.render(stage),
      close: () => canvas.remove(),
    };
  }

  close(): void {
    free(this.#renderer);
  }
}

/**
 * All pictures are drawn in turn in the corner of one hidden WebGL canvas, and each is copied to a canvas of its own. The
 * copy is cheap on a GPU, and unchanged pictures are not touched. (Pixi's `multiView` does the same, but resizes its
 * canvas at each picture and draws over the previous one.)
 */
class SharedWebGl implements Painter {
  readonly quality = 'webgl';
  readonly detail: string;
  readonly context: HTMLCanvasElement;
  readonly #renderer: WebGLRenderer;
  readonly #sizes = new Map<HTMLCanvasElement, PageBox>();

  constructor(renderer: WebGLRenderer, detail: string) {
    this.#renderer = renderer;
    this.detail = detail;
    this.context = renderer.canvas as HTMLCanvasElement;
  }

  async surface(): Promise<Surface> {
    const canvas = createCanvas();
    const target = canvas.getContext('2d');
    if (target === null) throw new Error('This browser gives no canvas to draw on.');
    const renderer = this.#renderer;
    let own = 1;
    return {
      canvas,
      renderer: renderer as Renderer,
      resize: (box, resolution) => {
        own = resolution;
        canvas.width = Math.round(box.width * resolution);
        canvas.height = Math.round(box.height * resolution);
        canvas.style.width = `${box.width}px`;
        canvas.style.height = `${box.height}px`;
        this.#sizes.set(canvas, box);
        this.#grow(own);
      },
      render: (stage) => {
        // Much enlarged pictures have a resolution of their own.
        if (renderer.resolution !== own) this.#grow(own);
        renderer.render(stage);
        const { width, height } = canvas;
        // `copy` replaces the previous picture.
        target.globalCompositeOperation = 'copy';
        target.drawImage(this.context, 0, 0, width, height, 0, 0, width, height);
      },
      close: () => {
        canvas.remove();
        this.#sizes.delete(canvas);
      },
    };
  }

  /** As wide and as high as the largest pictures. */
  #grow(resolution: number): void {
    const boxes = [...this.#sizes.values()];
    const width = Math.max(...boxes.map((box) => box.width));
    const height = Math.max(...boxes.map((box) => box.height));
    this.#renderer.resize(width, height, resolution);
  }

  close(): void {
    free(this.#renderer);
  }
}

function free(renderer: WebGLRenderer): void {
  try {
    renderer.destroy({ removeView: true, releaseGlobalResources: true });
  } catch {
    // Pixi cannot free the content of a lost context.
  }
}
