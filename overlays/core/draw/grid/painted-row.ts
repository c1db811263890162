/**
 * A row of a table on one canvas, which moves as one sprite. Each cell is painted again only when its content changes, so a
 * table of thirty cars costs a few letters a picture.
 */
import { Container, type Sprite, type Texture } from 'pixi.js';
import type { Baked, Kit, Paint } from '../kit.ts';
import type { Box } from '../shape.ts';

/** Accents, outlines and the low letters of some scripts reach over the edges of a row by this much, at least. */
const leastBleed = 6;
/** The same as a share of the row's height. */
const bleedShare = 0.19;

export class PaintedRow {
  readonly root = new Container();
  readonly #kit: Kit;
  readonly #sheet: Baked;
  readonly #texture: Texture;
  readonly #sprite: Sprite;
  readonly #keys: string[] = [];
  #ground = '';
  #paintGround: Paint | null = null;

  constructor(kit: Kit, width: number, height: number, parent: Container = kit.root) {
    this.#kit = kit;
    const bleed = Math.max(leastBleed, Math.ceil(height * bleedShare));
    const around = { x: 0, y: -bleed, width, height: height + 2 * bleed };
    this.#sheet = kit.bake(around, () => {});
    const { canvas, xPx, yPx } = this.#sheet;
    this.#texture = kit.texture(canvas);
    this.#sprite = kit.place(this.#texture, xPx, yPx, this.root);
    parent.addChild(this.root);
  }

  /** What lies below the cells. @param key of its look: cells are painted again when it changes */
  ground(key: string, paint: Paint | null): void {
    if (key === this.#ground) return;
    this.#ground = key;
    this.#paintGround = paint;
    this.#keys.length = 0;
    const { canvas, ctx } = this.#sheet;
    ctx.save();
    ctx.resetTransform();
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.restore();
    paint?.(ctx);
    this.#kit.paintedOn(this.#texture);
  }

  /**
   * @param index of the cell, from 0
   * @param column whose width the cell has; it is as high as the row
   * @param key of its content; empty: it has none
   */
  cell(index: number, column: Pick<Box, 'x' | 'width'>, key: string, paint: Paint): void {
    const before = this.#keys[index];
    if (before === key) return;
    this.#keys[index] = key;
    // Nothing lies in a cell that was never painted.
    if (before === undefined && key === '') return;
    const { ratio } = this.#kit;
    const { ctx, canvas, yPx } = this.#sheet;
    const left = Math.round(column.x * ratio);
    const right = Math.round((column.x + column.width) * ratio);
    ctx.save();
    ctx.beginPath();
    ctx.resetTransform();
    ctx.rect(left, 0, right - left, canvas.height);
    ctx.clip();
    if (before !== undefined) {
      ctx.clearRect(left, 0, right - left, canvas.height);
      ctx.setTransform(ratio, 0, 0, ratio, 0, -yPx);
      this.#paintGround?.(ctx);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, -yPx);
    if (key !== '') paint(ctx);
    ctx.restore();
    this.#kit.paintedOn(this.#texture, { left, top: 0, right, bottom: canvas.height });
  }

  /** Design pixels, rounded to device pixels. */
  move(x: number, y: number): void {
    const { position } = this.root;
    const xPx = this.#kit.px(x);
    const yPx = this.#kit.px(y);
    if (position.x === xPx && position.y === yPx) return;
    position.set(xPx, yPx);
    this.#kit.changed = true;
  }

  show(alpha: number): void {
    if (this.root.visible !== alpha > 0) {
      this.root.visible = alpha > 0;
      this.#kit.changed = true;
    }
    this.#kit.show(this.#sprite, alpha);
  }

  /** Below its neighbours. */
  lower(): void {
    this.root.parent?.addChildAt(this.root, 0);
    this.#kit.changed = true;
  }

  /** Above its neighbours. */
  raise(): void {
    this.root.parent?.addChild(this.root);
    this.#kit.changed = true;
  }
}
