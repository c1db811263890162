/**
 * Runs in the browser and draws an overlay at a given moment of the drive. Time is counted in steps instead of measured, so
 * that the same moment always gives the same picture.
 */

import { definitions } from 'virtual:definitions';
import { Container, type Renderer, Ticker, WebGLRenderer } from 'pixi.js';
import { CanvasPainter, type Surface } from '../../overlays/core/draw/renderer.ts';
import { trackMaps } from '../../overlays/core/net/track-map-cache.ts';
import type { OverlayDefinition, OverlayView } from '../../overlays/core/overlay.ts';
import { emptySample } from '../../overlays/core/sample.ts';
import { loadFonts } from '../../overlays/core/theme/fonts.ts';
import type { FontFile } from '../../protocol/theme-fonts.ts';
import type { Theme } from '../../protocol/theme-schema.ts';
import { type BackdropName, backdropOf } from './backdrop.ts';
import { blendLikeObs } from './blend.ts';
import { emptyCanvas } from './canvas.ts';
import {
  type Comparison,
  compareImages,
  decode,
  different,
  pixelsOf,
  sideBySide,
  toDataUrl,
} from './compare.ts';
import { circuitPath, type DriveMoment, type MomentName, moments } from './drive.ts';
import { type Legibility, legibilityOf, shownTexts } from './legibility.ts';
import { type MeasuredLettering, recordLettering } from './lettering.ts';
import { madePictures } from './made-pictures.ts';
import { sampleAt, stepMs } from './made-samples.ts';
import { eventAtMs, raceOf } from './races.ts';

/** Quality of JPEG and WebP, 0…1. */
const pictureQuality = 0.86;
/** Length of the drive that is played before a moment: traces need it to be full, texts do not, ms. */
const runUpMs = { forTraces: 12_000, forTexts: 800 } as const;

export interface PictureOptions {
  readonly overlay: string;
  readonly theme: Theme;
  readonly moment: MomentName;
  readonly renderer: 'webgl' | 'canvas';
  /** Device pixels per design pixel. */
  readonly ratio: number;
  readonly units?: 'kmh' | 'mph';
  readonly density?: 'normal' | 'large';
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

export interface Cell {
  readonly picture: PictureOptions;
  /** Place on the sheet, device pixels. */
  readonly x: number;
  readonly y: number;
}

/** A word on a sheet; the place is its middle. */
export interface SheetLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly backdrop: BackdropName;
  readonly cells: readonly Cell[];
  readonly labels?: readonly SheetLabel[];
  /** Size of the finished sheet, as a stream scales its pictures; 1 when left out. */
  readonly shrink?: number;
  /** PNG when left out. */
  readonly type?: 'image/png' | 'image/webp' | 'image/jpeg';
}

Ticker.system.autoStart = false;
Ticker.system.stop();

const painter = new CanvasPainter('the harness');

/**
 * Pixi makes one shader for all renderers of a page, with as many textures as the first renderer has. The canvas renderer
 * has fewer, so a WebGL renderer must come first: it would draw wrong textures otherwise.
 */
async function prepareShader(): Promise<void> {
  const renderer = new WebGLRenderer();
  await renderer.init({ canvas: document.createElement('canvas'), skipExtensionImports: true });
  renderer.render(new Container());
  renderer.destroy({ removeView: true });
}

function definitionOf(name: string): OverlayDefinition {
  const found = definitions.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no overlay ${name}.`);
  return found;
}

interface OpenOverlay {
  readonly surface: Surface;
  readonly stage: Container;
  readonly view: OverlayView;
  destroy(): void;
}

/** Like the surface of a page, but its pixels can be read after they were shown. */
async function webglSurface(): Promise<Surface> {
  const canvas = document.createElement('canvas');
  const renderer = new WebGLRenderer();
  await renderer.init({
    canvas,
    autoDensity: true,
    backgroundAlpha: 0,
    antialias: false,
    skipExtensionImports: true,
    preserveDrawingBuffer: true,
  });
  return {
    canvas,
    renderer: renderer as Renderer,
    resize: ({ width, height }, resolution) => renderer.resize(width, height, resolution),
    render: (stage) => renderer.render(stage),
    close: () => renderer.destroy({ removeView: true }),
  };
}

async function open(options: PictureOptions): Promise<OpenOverlay> {
  const definition = definitionOf(options.overlay);
  const { width, height } = definition.size;
  const surface = await (options.renderer === 'webgl' ? webglSurface() : painter.surface());
  surface.resize({ left: 0, top: 0, width, height }, options.ratio);
  const stage = new Container();
  const { sessionInfo } = raceOf(moments[options.moment]);
  const view = definition.create({
    stage,
    renderer: surface.renderer,
    quality: options.renderer,
    width,
    height,
    resolution: options.ratio,
    theme: options.theme,
    sessionInfo,
    pictures: madePictures(sessionInfo),
    units: options.units ?? 'kmh',
    density: options.density ?? 'normal',
    parameters: {
      ...Object.fromEntries(definition.parameters.map((one) => [one.name, one.fallback])),
      ...options.parameters,
    },
  });
  return {
    surface,
    stage,
    view,
    destroy() {
      view.destroy();
      surface.close();
    },
  };
}

function play(
  { view }: OpenOverlay,
  moment: DriveMoment,
  leastMs: number = runUpMs.forTraces,
): void {
  const { atMs, eventMs = 0 } = moment;
  const forMs = Math.max(leastMs, eventMs);
  if (atMs === null) {
    for (let i = 0; i < 60; i++) view.update(emptySample, i * stepMs);
    return;
  }
  let previous: number | null = null;
  const steps = Math.round(Math.min(forMs, atMs) / stepMs);
  for (let i = steps; i >= 0; i--) {
    const t = atMs - i * stepMs;
    view.update(sampleAt(t, previous, moment), t);
    previous = t;
  }
}

async function draw(options: PictureOptions): Promise<ImageData> {
  const stage = await open(options);
  play(stage, moments[options.moment]);
  stage.surface.render(stage.stage);
  const image = shownBy(stage.surface);
  stage.destroy();
  return image;
}

function shownBy({ canvas }: Surface): ImageData {
  const { width, height } = canvas;
  // A copy of the canvas would double the memory of each picture. One that WebGL draws has to be copied.
  return (
    canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? pixelsOf(canvas, width, height)
  );
}

async function shrunk(source: HTMLCanvasElement, by: number): Promise<HTMLCanvasElement> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(source.width * by);
  canvas.height = Math.round(source.height * by);
  const image = await createImageBitmap(source, {
    resizeWidth: canvas.width,
    resizeHeight: canvas.height,
    resizeQuality: 'high',
  });
  canvas.getContext('2d')!.drawImage(image, 0, 0);
  return canvas;
}

function paintLabel(ctx: CanvasRenderingContext2D, { text, x, y }: SheetLabel): void {
  ctx.font = '600 24px "Barlow Condensed"';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 5;
  ctx.strokeStyle = 'rgba(8, 12, 18, 0.85)';
  ctx.strokeText(text, x, y);
  ctx.fillStyle = '#ffffff';
  ctx.fillText(text, x, y);
}

export interface LegibilityOfPicture {
  readonly painted: readonly MeasuredLettering[];
  readonly shown: readonly Legibility[];
}

/** What can leave the browser. */
function withoutPlace({ text, font, cap, cut }: MeasuredLettering): MeasuredLettering {
  return { text, font, cap, cut };
}

let held: { stage: OpenOverlay; moment: DriveMoment; t: number } | null = null;

const harness = {
  overlays: definitions.map(({ name, size }) => ({ name, size })),

  /** Call before anything is drawn. @returns a sentence for each font that cannot be loaded */
  async prepare(fonts: readonly FontFile[], folder: string): Promise<string[]> {
    await prepareShader();
    // One surface stays open, because closing the last one frees what all renderers of the page share.
    await painter.surface();
    // Loaded before anything is drawn, because a picture must not depend on when the map arrives.
    await trackMaps.load(circuitPath, 0);
    return loadFonts(fonts, folder);
  },

  /** The overlay alone, on a transparent ground, as PNG in a data address. */
  picture: async (options: PictureOptions): Promise<string> => toDataUrl(await draw(options)),

  /** Several pictures over one backdrop, blended as OBS does, in a data address. */
  async sheet({
    width,
    height,
    backdrop,
    cells,
    labels = [],
    shrink,
    type,
  }: Sheet): Promise<string> {
    const { canvas, ctx } = emptyCanvas(width, height);
    ctx.putImageData(backdropOf(backdrop, width, height), 0, 0);
    for (const { picture, x, y } of cells) {
      const above = await draw(picture);
      const below = ctx.getImageData(x, y, above.width, above.height);
      blendLikeObs(below.data, above.data);
      ctx.putImageData(below, x, y);
    }
    for (const label of labels) paintLabel(ctx, label);
    const sheet = shrink === undefined ? canvas : await shrunk(canvas, shrink);
    return sheet.toDataURL(type ?? 'image/png', pictureQuality);
  },

  /**
   * Pictures of one overlay one after the other, from the moment before its event on, below one another.
   * @param fps pictures a second @param count of them
   */
  async frames(options: PictureOptions, fps: number, count: number, backdrop: BackdropName) {
    const overlay = await open(options);
    const moment = moments[options.moment];
    const everyMs = 1000 / fps;
    const startMs = eventAtMs - everyMs;
    play(overlay, { ...moment, atMs: startMs });
    const { width, height } = overlay.surface.canvas;
    const { canvas, ctx } = emptyCanvas(width, (height + 4) * count);
    ctx.putImageData(backdropOf(backdrop, canvas.width, canvas.height), 0, 0);
    for (let i = 0; i < count; i++) {
      const t = startMs + i * everyMs;
      overlay.view.update(sampleAt(t, t - everyMs, moment), t);
      overlay.surface.render(overlay.stage);
      const above = shownBy(overlay.surface);
      const below = ctx.getImageData(0, i * (height + 4), width, height);
      blendLikeObs(below.data, above.data);
      ctx.putImageData(below, 0, i * (height + 4));
    }
    overlay.destroy();
    return canvas.toDataURL('image/png');
  },

  /** Compares a picture with a stored one. */
  async compare(options: PictureOptions, stored: string): Promise<Comparison> {
    return compareImages(await draw(options), await decode(stored));
  },

  /** The stored picture, the picture now, and where they differ, as PNG in a data address. */
  async sideBySide(options: PictureOptions, stored: string): Promise<string> {
    return toDataUrl(sideBySide(await draw(options), await decode(stored)));
  },

  /** Compares two pictures that are both drawn now. */
  async compareDrawn(a: PictureOptions, b: PictureOptions): Promise<Comparison> {
    return compareImages(await draw(a), await draw(b));
  },

  /** Every text that is painted while the overlay is built and played to its moment. */
  async lettering(options: PictureOptions): Promise<MeasuredLettering[]> {
    const painted = await recordLettering(async () => {
      const stage = await open(options);
      play(stage, moments[options.moment], runUpMs.forTexts);
      stage.destroy();
    });
    return painted.map(withoutPlace);
  },

  /** The same texts, and how those of the picture read on a small stream, over each of two games. */
  async legibility(options: PictureOptions): Promise<LegibilityOfPicture> {
    const shown: Legibility[] = [];
    let picture: OpenOverlay | null = null;
    const painted = await recordLettering(async () => {
      picture = await open({ ...options, ratio: 1 });
      play(picture, moments[options.moment], runUpMs.forTexts);
    });
    const { surface, stage, destroy } = picture!;
    surface.render(stage);
    const image = shownBy(surface);
    const texts = shownTexts(stage, painted);
    for (const backdrop of ['bright', 'dark'] as const) {
      shown.push(...(await legibilityOf(image, texts, backdrop)));
    }
    destroy();
    return { painted: painted.map(withoutPlace), shown };
  },

  /** Opens an overlay that stays open for `driveOn`. */
  async hold(options: PictureOptions): Promise<void> {
    held?.stage.destroy();
    const stage = await open(options);
    const moment = moments[options.moment];
    play(stage, moment);
    held = { stage, moment, t: moment.atMs ?? 0 };
  },

  async driveOn(updates: number): Promise<void> {
    if (held === null) throw new Error('Nothing is held.');
    for (let i = 1; i <= updates; i++) {
      const { stage, moment, t } = held;
      held.t = t + stepMs;
      if (stage.view.update(sampleAt(held.t, t, moment), held.t).draw)
        stage.surface.render(stage.stage);
      if (i % 60 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
  },

  /**
   * Drives, draws of each picture what changed, and compares with the same picture drawn as a whole, several times.
   * @returns pixels that differed at the worst of these moments
   */
  async leftovers(options: PictureOptions, updates: number): Promise<number> {
    const stage = await open(options);
    const { surface, view } = stage;
    const { width, height } = definitionOf(options.overlay).size;
    const start = moments.driving.atMs - updates * stepMs;
    play(stage, { name: 'driving', atMs: start });
    surface.render(stage.stage);
    let worst = 0;
    for (let i = 1; i <= updates; i++) {
      const t = start + i * stepMs;
      if (view.update(sampleAt(t, t - stepMs, moments.driving), t).draw)
        surface.render(stage.stage);
      if (i % 10 !== 0) continue;
      const partlyDrawn = shownBy(surface);
      surface.resize({ left: 0, top: 0, width, height }, options.ratio);
      surface.render(stage.stage);
      worst = Math.max(worst, different(partlyDrawn, shownBy(surface)));
    }
    stage.destroy();
    return worst;
  },
};

export type Harness = typeof harness;

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = harness;
