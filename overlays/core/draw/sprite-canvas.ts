/**
 * Draws a stage of sprites on a 2D canvas, and only the regions that changed since the last picture. Without a GPU, each
 * redrawn pixel costs time in the page, in the browser's raster and in its compositor. Handles sprites of painted
 * canvases only; Pixi draws a stage with anything else.
 */
import { Container, Sprite } from 'pixi.js';
import { DamagedRegions } from './damaged-regions.ts';
import { PaintedSource } from './painted-source.ts';
import type { PixelBox } from './shape.ts';

interface Transform {
  a: number;
  b: number;
  c: number;
  d: number;
  tx: number;
  ty: number;
}

/** A sprite as it was drawn last; its transform goes from its own coordinates to device pixels. */
interface Drawn extends PixelBox, Transform {
  sprite: Sprite | null;
  source: PaintedSource | null;
  /** 0: invisible; its box is empty. */
  alpha: number;
  /** The visible part of the source. */
  frameX: number;
  frameY: number;
  width: number;
  height: number;
  /** Left upper corner of the frame, in the sprite's own coordinates. */
  x: number;
  y: number;
}

const opaque = 0xffffff;

function empty(): Drawn {
  const box = { left: 0, top: 0, right: 0, bottom: 0 };
  const transform = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };
  const frame = { frameX: 0, frameY: 0, width: 0, height: 0, x: 0, y: 0 };
  return { ...box, ...transform, ...frame, sprite: null, source: null, alpha: 0 };
}

export class SpriteCanvas {
  readonly #ctx: CanvasRenderingContext2D;
  readonly #damage = new DamagedRegions();
  /** In drawing order, used up to `#count`. */
  readonly #drawn: Drawn[] = [];
  #count = 0;
  /** Where the present state of a sprite is put together; reused, as all of these, so that drawing allocates nothing. */
  #spare = empty();
  /** From a container's coordinates to device pixels, by depth. */
  readonly #transforms: Transform[] = [];
  #isWhole = true;

  constructor(ctx: CanvasRenderingContext2D) {
    this.#ctx = ctx;
  }

  /** Call after the canvas was cleared or drawn on by others: the next picture is drawn completely. */
  forget(): void {
    this.#isWhole = true;
  }

  /**
   * Updates the canvas to the stage.
   * @param resolution device pixels per unit of the stage
   * @returns false: the stage contains something that only Pixi can draw; nothing was drawn
   */
  draw(stage: Container, resolution: number): boolean {
    const { width, height } = this.#ctx.canvas;
    this.#damage.clear(width, height);
    const before = this.#count;
    this.#count = 0;
    const root = this.#transformAt(0);
    root.a = resolution;
    root.d = resolution;
    if (!this.#walk(stage, 0, 1)) {
      this.#count = before;
      this.forget();
      return false;
    }
    for (let i = this.#count; i < before; i++) this.#leave(this.#drawn[i]!);
    for (let i = 0; i < this.#count; i++) this.#drawn[i]!.source?.rest();
    if (this.#isWhole) this.#damage.addAll();
    this.#isWhole = false;
    this.#paint();
    return true;
  }

  /** @returns false: the stage contains more than plain sprites */
  #walk(container: Container, depth: number, parentAlpha: number): boolean {
    if (!isPlain(container)) return false;
    const alpha = container.visible && container.renderable ? parentAlpha * container.alpha : 0;
    if (container instanceof Sprite) return this.#see(container, depth, alpha);
    container.updateLocalTransform();
    const { children, localTransform: own } = container;
    const parent = this.#transforms[depth]!;
    const transform = this.#transformAt(depth + 1);
    transform.a = parent.a * own.a + parent.c * own.b;
    transform.b = parent.b * own.a + parent.d * own.b;
    transform.c = parent.a * own.c + parent.c * own.d;
    transform.d = parent.b * own.c + parent.d * own.d;
    transform.tx = parent.a * own.tx + parent.c * own.ty + parent.tx;
    transform.ty = parent.b * own.tx + parent.d * own.ty + parent.ty;
    for (let i = 0; i < children.length; i++) {
      if (!this.#walk(children[i]!, depth + 1, alpha)) return false;
    }
    return true;
  }

  #transformAt(depth: number): Transform {
    const transforms = this.#transforms;
    transforms[depth] ??= { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };
    return transforms[depth]!;
  }

  /** Records a sprite's present state and the regions to redraw for it. */
  #see(sprite: Sprite, depth: number, alpha: number): boolean {
    const i = this.#count++;
    this.#drawn[i] ??= empty();
    const drawn = this.#drawn[i]!;
    if (alpha <= 0) return this.#hide(drawn, sprite);
    const { texture } = sprite;
    const { source, frame } = texture;
    if (frame.width <= 0 || frame.height <= 0 || source.destroyed) return this.#hide(drawn, sprite);
    sprite.updateLocalTransform();
    const { localTransform: own } = sprite;
    const parent = this.#transforms[depth]!;
    if (!(source instanceof PaintedSource) || sprite.tint !== opaque) return false;
    if (texture.rotate !== 0 || (texture.trim !== undefined && texture.trim !== null)) return false;
    const now = this.#spare;
    now.sprite = sprite;
    now.source = source;
    now.alpha = alpha;
    now.a = whole(parent.a * own.a + parent.c * own.b);
    now.b = whole(parent.b * own.a + parent.d * own.b);
    now.c = whole(parent.a * own.c + parent.c * own.d);
    now.d = whole(parent.b * own.c + parent.d * own.d);
    now.tx = whole(parent.a * own.tx + parent.c * own.ty + parent.tx);
    now.ty = whole(parent.b * own.tx + parent.d * own.ty + parent.ty);
    now.frameX = frame.x;
    now.frameY = frame.y;
    now.width = frame.width;
    now.height = frame.height;
    now.x = -sprite.anchor.x * frame.width;
    now.y = -sprite.anchor.y * frame.height;
    if (isSame(drawn, now)) {
      if (source.touched !== null) this.#touch(drawn, source.touched);
      return true;
    }
    this.#leave(drawn);
    this.#drawn[i] = now;
    this.#spare = drawn;
    place(now);
    this.#damage.add(now.left, now.top, now.right, now.bottom);
    return true;
  }

  #hide(drawn: Drawn, sprite: Sprite): true {
    if (drawn.alpha > 0) this.#leave(drawn);
    drawn.sprite = sprite;
    return true;
  }

  /** Marks the region of a removed sprite. */
  #leave(drawn: Drawn): void {
    if (drawn.alpha > 0) this.#damage.add(drawn.left, drawn.top, drawn.right, drawn.bottom);
    drawn.sprite = null;
    drawn.source = null;
    drawn.alpha = 0;
    drawn.left = drawn.top = drawn.right = drawn.bottom = 0;
  }

  /** Marks the repainted region of a sprite that has not moved. */
  #touch(drawn: Drawn, touched: Readonly<PixelBox>): void {
    if (!isUpright(drawn)) {
      this.#damage.add(drawn.left, drawn.top, drawn.right, drawn.bottom);
      return;
    }
    const x = drawn.tx + drawn.x - drawn.frameX;
    const y = drawn.ty + drawn.y - drawn.frameY;
    this.#damage.add(
      Math.max(x + touched.left, drawn.left),
      Math.max(y + touched.top, drawn.top),
      Math.min(x + touched.right, drawn.right),
      Math.min(y + touched.bottom, drawn.bottom),
    );
  }

  #paint(): void {
    const ctx = this.#ctx;
    const { boxes, count } = this.#damage;
    for (let n = 0; n < count; n++) {
      const { left, top, right, bottom } = boxes[n]!;
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.globalAlpha = 1;
      ctx.globalCompositeOperation = 'source-over';
      ctx.beginPath();
      ctx.rect(left, top, right - left, bottom - top);
      ctx.clip();
      ctx.clearRect(left, top, right - left, bottom - top);
      for (let i = 0; i < this.#count; i++) {
        const drawn = this.#drawn[i]!;
        if (drawn.left < right && drawn.right > left && drawn.top < bottom && drawn.bottom > top) {
          show(ctx, drawn);
        }
      }
      ctx.restore();
    }
  }
}

/** True if it can be drawn without masks, filters, blend modes and z-order. */
function isPlain(container: Container): boolean {
  const { effects, blendMode, sortableChildren } = container;
  if (effects !== undefined && effects.length > 0) return false;
  if (sortableChildren || (blendMode !== 'inherit' && blendMode !== 'normal')) return false;
  return container.constructor === Container || container.constructor === Sprite;
}

/** Whether both look the same; the boxes follow from the rest. */
function isSame(one: Readonly<Drawn>, other: Readonly<Drawn>): boolean {
  return (
    one.sprite === other.sprite &&
    one.source === other.source &&
    one.alpha === other.alpha &&
    one.a === other.a &&
    one.b === other.b &&
    one.c === other.c &&
    one.d === other.d &&
    one.tx === other.tx &&
    one.ty === other.ty &&
    one.frameX === other.frameX &&
    one.frameY === other.frameY &&
    one.width === other.width &&
    one.height === other.height &&
    one.x === other.x &&
    one.y === other.y
  );
}

function isUpright({ a, b, c, d }: Readonly<Transform>): boolean {
  return a === 1 && b === 0 && c === 0 && d === 1;
}

/** Rounds away tiny errors of positions: only sprites on whole pixels are copied without smoothing. */
function whole(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < 1e-6 ? rounded : value;
}

/** Computes the box. */
function place(drawn: Drawn): void {
  const { a, b, c, d, tx, ty, x, y, width, height } = drawn;
  if (isUpright(drawn)) {
    drawn.left = tx + x;
    drawn.top = ty + y;
    drawn.right = tx + x + width;
    drawn.bottom = ty + y + height;
    return;
  }
  const right = x + width;
  const bottom = y + height;
  // Smoothed edges reach one pixel further.
  const edge = 1;
  drawn.left = tx + Math.min(a * x, a * right) + Math.min(c * y, c * bottom) - edge;
  drawn.right = tx + Math.max(a * x, a * right) + Math.max(c * y, c * bottom) + edge;
  drawn.top = ty + Math.min(b * x, b * right) + Math.min(d * y, d * bottom) - edge;
  drawn.bottom = ty + Math.max(b * x, b * right) + Math.max(d * y, d * bottom) + edge;
}

function show(ctx: CanvasRenderingContext2D, drawn: Drawn): void {
  const { a, b, c, d, tx, ty, x, y, frameX, frameY, width, height, alpha } = drawn;
  const canvas = drawn.source!.resource as HTMLCanvasElement;
  ctx.globalAlpha = alpha;
  if (isUpright(drawn)) {
    ctx.drawImage(canvas, frameX, frameY, width, height, tx + x, ty + y, width, height);
    return;
  }
  ctx.setTransform(a, b, c, d, tx, ty);
  ctx.drawImage(canvas, frameX, frameY, width, height, x, y, width, height);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
}
