/**
 * What a page's pictures are drawn with: WebGL where there is a GPU, a 2D canvas where WebGL is software or absent
 * (there it takes a quarter of the processor time). One kind for all pictures of a page, and one WebGL
 * context at most: browsers allow sixteen. Stops Pixi's own endless animation loop.
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
  /** Takes the canvas away; may be called twice. */
  close(): void;
}

export interface Painter {
  readonly quality: 'webgl' | 'canvas';
  /** What draws, for people: the GPU's name, or why there is none. */
  readonly detail: string;
  /** Whose context may be lost; null: none can. */
  readonly context: HTMLCanvasElement | null;
  surface(): Promise<Surface>;
  /** Frees what all surfaces share; they are closed before. */
  close(): void;
}

export type Preference = 'auto' | 'webgl' | 'canvas';

/** Names under which browsers offer WebGL that is made by the processor. */
const software = /swiftshader|llvmpipe|softpipe|basic render/i;

// Pixi's scheduler would ask for animation frames for ever (7 % of a core in a page that stands still).
Ticker.system.autoStart = false;
Ticker.system.stop();

/** Runs Pixi's scheduled tidying by hand, as its own loop is stopped. */
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
    // Pictures are painted smooth; sprites have see-through edges, and nothing else is drawn.
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
 * @param isShared for several pictures; else `surface` may be called once
 * @throws Error when the preference is `webgl` and there is none
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

/** A canvas and a renderer for each picture: what is not damaged costs nothing. */
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
    // Lives in main memory, where the processor draws; Pixi takes the context that is there.
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
        // What Pixi pools is shared by all renderers of the page.
        renderer.destroy({ removeView: true, releaseGlobalResources: --this.#open === 0 });
      },
    };
  }

  close(): void {}
}

/** The only picture of its page is drawn on the context's own canvas. */
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
 * All pictures are drawn one after another in the corner of one hidden WebGL canvas, and each is copied to a canvas
 * of its own: with a GPU the copy is next to nothing, and what did not change is not touched. (Pixi's `multiView`
 * does the same, but shrinks and grows its canvas at each picture and draws over the picture before.)
 */
class SharedWebGl implements Painter {
  readonly quality = 'webgl';
  readonly detail: string;
  readonly context: HTMLCanvasElement;
  readonly #renderer: WebGLRenderer;
  readonly #sizes = new Map<HTMLCanvasElement, PageBox>();
  #resolution = 1;

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
    return {
      canvas,
      renderer: renderer as Renderer,
      resize: (box, resolution) => {
        canvas.width = Math.round(box.width * resolution);
        canvas.height = Math.round(box.height * resolution);
        canvas.style.width = `${box.width}px`;
        canvas.style.height = `${box.height}px`;
        this.#resolution = resolution;
        this.#sizes.set(canvas, box);
        this.#grow();
      },
      render: (stage) => {
        renderer.render(stage);
        const { width, height } = canvas;
        // `copy` leaves nothing of the picture before.
        target.globalCompositeOperation = 'copy';
        target.drawImage(this.context, 0, 0, width, height, 0, 0, width, height);
      },
      close: () => {
        canvas.remove();
        this.#sizes.delete(canvas);
      },
    };
  }

  /** As large as the largest of each side. */
  #grow(): void {
    const boxes = [...this.#sizes.values()];
    const width = Math.max(...boxes.map((box) => box.width));
    const height = Math.max(...boxes.map((box) => box.height));
    this.#renderer.resize(width, height, this.#resolution);
  }

  close(): void {
    free(this.#renderer);
  }
}

function free(renderer: WebGLRenderer): void {
  try {
    renderer.destroy({ removeView: true, releaseGlobalResources: true });
  } catch {
    // Pixi cannot free what is in a lost context; the canvas is gone with it.
  }
}
