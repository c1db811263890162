/**
 * A row of a table on one canvas, which moves as one sprite. Each cell is painted again only when its content changes, so a
 * table of thirty cars costs a few letters a picture.
 */
import { Container, type Sprite, type Texture } from 'pixi.js';
import type { Canvas } from '../canvas.ts';
import type { Kit, Paint } from '../kit.ts';
import type { Box } from '../shape.ts';

export class PaintedRow {
  readonly root = new Container();
  readonly #kit: Kit;
  readonly #sheet: Canvas;
  readonly #texture: Texture;
  readonly #sprite: Sprite;
  readonly #keys: string[] = [];
  #ground = '';
  #paintGround: Paint | null = null;

  constructor(kit: Kit, width: number, height: number, parent: Container = kit.root) {
    this.#kit = kit;
    this.#sheet = kit.bake({ x: 0, y: 0, width, height }, () => {});
    this.#texture = kit.texture(this.#sheet.canvas);
    this.#sprite = kit.place(this.#texture, 0, 0, this.root);
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

  /** @param index of the cell, from 0 @param key of its content */
  cell(index: number, box: Box, key: string, paint: Paint): void {
    if (this.#keys[index] === key) return;
    // Nothing lies in a cell that was never painted.
    const isNew = this.#keys[index] === undefined;
    this.#keys[index] = key;
    const { ratio } = this.#kit;
    const left = Math.round(box.x * ratio);
    const top = Math.round(box.y * ratio);
    const right = Math.round((box.x + box.width) * ratio);
    const bottom = Math.round((box.y + box.height) * ratio);
    if (isNew && key === '') return;
    const { ctx } = this.#sheet;
    ctx.save();
    ctx.beginPath();
    ctx.resetTransform();
    ctx.rect(left, top, right - left, bottom - top);
    ctx.clip();
    if (!isNew) {
      ctx.clearRect(left, top, right - left, bottom - top);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.#paintGround?.(ctx);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (key !== '') paint(ctx);
    ctx.restore();
    this.#kit.paintedOn(this.#texture, { left, top, right, bottom });
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

  /** Above its neighbours. */
  raise(): void {
    this.root.parent?.addChild(this.root);
    this.#kit.changed = true;
  }
}
