/**
 * Makes Pixi's renderer for one canvas: WebGL where there is a GPU, Pixi's canvas renderer where WebGL is software
 * or absent (there it takes a quarter of the processor time). Stops Pixi's own endless animation loop.
 */
import { CanvasRenderer, type Renderer, Ticker, WebGLRenderer } from 'pixi.js';
import type { Box } from './fit.ts';

export interface Made {
  readonly renderer: Renderer;
  readonly quality: 'webgl' | 'canvas';
  /** What draws, for people: the GPU's name, or why there is none. */
  readonly detail: string;
  readonly canvas: HTMLCanvasElement;
  destroy(): void;
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
    antialias: true,
    stencil: true,
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

/** @throws Error when the preference is `webgl` and there is none. */
export async function makeRenderer(
  box: Box,
  resolution: number,
  preference: Preference,
): Promise<Made> {
  const options = {
    width: box.width,
    height: box.height,
    resolution,
    autoDensity: true,
    backgroundAlpha: 0,
    skipExtensionImports: true,
  };
  let detail = 'asked for in the address';
  if (preference !== 'canvas') {
    const canvas = createCanvas();
    const found = findWebGl(canvas);
    if (found !== null && (preference === 'webgl' || !found.isSoftware)) {
      const renderer = new WebGLRenderer();
      await renderer.init({ ...options, canvas, context: found.context, antialias: true });
      return made(renderer, 'webgl', found.name, canvas);
    }
    if (preference === 'webgl') throw new Error('This browser has no WebGL 2.');
    found?.context.getExtension('WEBGL_lose_context')?.loseContext();
    detail = found === null ? 'no WebGL' : `WebGL is software: ${found.name}`;
  }
  const canvas = createCanvas();
  const renderer = new CanvasRenderer();
  await renderer.init({ ...options, canvas });
  return made(renderer, 'canvas', detail, canvas);
}

function made(
  renderer: WebGLRenderer | CanvasRenderer,
  quality: Made['quality'],
  detail: string,
  canvas: HTMLCanvasElement,
): Made {
  let destroyed = false;
  return {
    renderer: renderer as Renderer,
    quality,
    detail,
    canvas,
    destroy() {
      if (destroyed) return;
      destroyed = true;
      renderer.destroy({ removeView: true, releaseGlobalResources: true });
    },
  };
}
