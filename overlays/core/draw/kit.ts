/**
 * The drawing kit of an overlay. Pictures are painted once with Canvas 2D in device pixels and shown as sprites, the same
 * for Pixi's WebGL and Canvas renderers. Arguments are design pixels unless their name ends in `Px`. Per frame an
 * overlay only calls setters of sprites.
 */
import { Container, Rectangle, Sprite, Texture } from 'pixi.js';
import type { Theme } from '../../../protocol/theme-schema.ts';
import type { Density } from '../about.ts';
import { type Canvas, createCanvas } from './canvas.ts';
import { PaintedSource } from './painted-source.ts';
import { paintPanel } from './panels/panel.ts';
import type { Box, PixelBox } from './shape.ts';
import { sizesOf, type TextSizes } from './text/sizes.ts';

export type Paint = (ctx: CanvasRenderingContext2D) => void;

/** A painted canvas and the position of its left upper corner, device pixels. */
export interface Baked extends Canvas {
  readonly xPx: number;
  readonly yPx: number;
}

/** Where and how a kit paints. */
export interface KitContext {
  readonly stage: Container;
  /** `canvas`: WebGL is software or absent. No shader meshes there, and a plainer, cheaper skin. */
  readonly quality: 'webgl' | 'canvas';
  /** Size to fill, CSS pixels. The aspect ratio is that of `about.size`, to a pixel. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly resolution: number;
  readonly theme: Theme;
  readonly density: Density;
  /** The viewer asks for less motion: nothing flashes, and what comes and goes does so at once. False when left out. */
  readonly reducedMotion?: boolean;
}

export class Kit {
  readonly theme: Theme;
  /** The theme's colours. */
  readonly palette: Theme['palette'];
  readonly density: Density;
  /** Nothing flashes, and what comes and goes does so at once. */
  readonly reducedMotion: boolean;
  readonly sizes: TextSizes;
  /** `canvas`: the processor draws every sprite, so one large sprite is cheaper than many small ones. */
  readonly quality: KitContext['quality'];
  readonly root = new Container();
  /** Device pixels per design pixel. */
  readonly ratio: number;
  /** Box of the whole overlay. */
  readonly whole: Box;
  /** Set by parts when pixels change; see `consumeChanged`. */
  changed = true;
  readonly #context: KitContext;
  readonly #layers: Kit[] = [];
  #textures: Texture[] = [];

  /** @param design the overlay's size in design pixels: `about.size` */
  constructor(context: KitContext, design: { readonly width: number; readonly height: number }) {
    this.#context = context;
    this.whole = { x: 0, y: 0, width: design.width, height: design.height };
    this.theme = context.theme;
    this.palette = context.theme.palette;
    this.density = context.density;
    this.reducedMotion = context.reducedMotion ?? false;
    this.sizes = sizesOf(context.density, context.theme);
    this.quality = context.quality;
    const fit = Math.min(context.width / design.width, context.height / design.height);
    this.ratio = fit * context.resolution;
    this.root.scale.set(1 / context.resolution);
    const left = (context.width - design.width * fit) / 2;
    const top = (context.height - design.height * fit) / 2;
    const snap = (css: number) => Math.round(css * context.resolution) / context.resolution;
    this.root.position.set(snap(left), snap(top));
    context.stage.addChild(this.root);
  }

  px(length: number): number {
    return Math.round(length * this.ratio);
  }

  /** Paints a box of the overlay; `paint` uses design coordinates. */
  bake(box: Box, paint: Paint): Baked {
    const xPx = Math.floor(box.x * this.ratio);
    const yPx = Math.floor(box.y * this.ratio);
    const right = Math.ceil((box.x + box.width) * this.ratio);
    const bottom = Math.ceil((box.y + box.height) * this.ratio);
    const { canvas, ctx } = createCanvas(right - xPx, bottom - yPx);
    ctx.setTransform(this.ratio, 0, 0, this.ratio, -xPx, -yPx);
    paint(ctx);
    return { canvas, ctx, xPx, yPx };
  }

  /** A texture of a canvas, freed with the kit. Call `paintedOn` after painting on it again. */
  texture(canvas: HTMLCanvasElement): Texture {
    const texture = new Texture({ source: new PaintedSource(canvas) });
    this.#textures.push(texture);
    return texture;
  }

  /** Call after painting on a texture's canvas. @param where device pixels of the canvas; all of it when left out */
  paintedOn({ source }: Texture, where?: Readonly<PixelBox>): void {
    if (where !== undefined && source instanceof PaintedSource) source.touch(where);
    else source.update();
    this.changed = true;
  }

  /** A part of another texture; `showFrame` moves it. Sizes in device pixels. */
  part(whole: Texture, x: number, y: number, width: number, height: number): Texture {
    const frame = new Rectangle(x, y, width, height);
    return new Texture({ source: whole.source, frame, dynamic: true });
  }

  /** Paints a box and puts it on the stage. */
  picture(box: Box, paint: Paint, parent: Container = this.root): Sprite {
    const baked = this.bake(box, paint);
    return this.place(this.texture(baked.canvas), baked.xPx, baked.yPx, parent);
  }

  /** Puts the theme's panel on the stage, as large as the overlay. @param paint paints its static content */
  panel(paint?: Paint): void {
    this.picture(this.whole, (ctx) => {
      paintPanel(ctx, this.theme, this.whole);
      paint?.(ctx);
    });
  }

  /** Like `picture`, invisible until `show`. */
  hidden(box: Box, paint: Paint): Sprite {
    const sprite = this.picture(box, paint);
    sprite.alpha = 0;
    return sprite;
  }

  /** Like `picture` for several boxes on one texture, which batches many small sprites. */
  pictures(
    boxes: readonly Box[],
    paint: (ctx: CanvasRenderingContext2D, index: number) => void,
  ): Sprite[] {
    const cells = boxes.map((box) => {
      const xPx = Math.floor(box.x * this.ratio);
      const yPx = Math.floor(box.y * this.ratio);
      const widthPx = Math.ceil((box.x + box.width) * this.ratio) - xPx;
      const heightPx = Math.ceil((box.y + box.height) * this.ratio) - yPx;
      return { xPx, yPx, widthPx, heightPx };
    });
    const height = Math.max(...cells.map((cell) => cell.heightPx));
    const { canvas, ctx } = createCanvas(
      cells.reduce((sum, cell) => sum + cell.widthPx, 0),
      height,
    );
    const texture = this.texture(canvas);
    let at = 0;
    return cells.map(({ xPx, yPx, widthPx, heightPx }, i) => {
      ctx.save();
      ctx.beginPath();
      ctx.rect(at, 0, widthPx, heightPx);
      ctx.clip();
      ctx.setTransform(this.ratio, 0, 0, this.ratio, at - xPx, -yPx);
      paint(ctx, i);
      ctx.restore();
      const part = this.part(texture, at, 0, widthPx, heightPx);
      at += widthPx;
      return this.place(part, xPx, yPx);
    });
  }

  place(texture: Texture, xPx: number, yPx: number, parent: Container = this.root): Sprite {
    const sprite = new Sprite(texture);
    sprite.position.set(xPx, yPx);
    parent.addChild(sprite);
    return sprite;
  }

  /** Sets the opacity and tracks the change. */
  show(sprite: Sprite, alpha: number): void {
    if (sprite.alpha === alpha) return;
    sprite.alpha = alpha;
    this.changed = true;
  }

  /** Another kit above the present content, to show or hide as a whole. It is cleared and freed with this one. */
  layer(): Kit {
    const layer = new Kit(this.#context, this.whole);
    this.#layers.push(layer);
    return layer;
  }

  /** Shows or hides everything of this kit. */
  setVisible(visible: boolean): void {
    if (this.root.visible === visible) return;
    this.root.visible = visible;
    this.changed = true;
  }

  /** @returns whether pixels have changed since the last call */
  consumeChanged(): boolean {
    let changed = this.changed;
    this.changed = false;
    for (const layer of this.#layers) changed = layer.consumeChanged() || changed;
    return changed;
  }

  /** Frees everything on the stage, for a rebuild. */
  clear(): void {
    for (const layer of this.#layers) layer.clear();
    for (const child of this.root.removeChildren()) child.destroy({ children: true });
    for (const texture of this.#textures) texture.destroy(true);
    this.#textures = [];
    this.changed = true;
  }

  destroy(): void {
    this.clear();
    for (const layer of this.#layers) layer.destroy();
    this.root.destroy();
  }
}

/** Moves the visible part of a texture made by `Kit.part`; sizes in device pixels. */
export function showFrame(
  part: Texture,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  part.frame.x = x;
  part.frame.y = y;
  part.frame.width = width;
  part.frame.height = height;
  part.update();
}
