/** Parts that turn or slide: needles, the bright head of an arc, marks on bars. One sprite each. */

import type { Container, Sprite } from 'pixi.js';
import { darken, fade, lighten } from './colour.ts';
import { fillWith, strokeWith } from './ink.ts';
import type { Kit, Paint } from './kit.ts';
import { type Box, circlePath, polygon } from './shape.ts';

/** A sprite painted around its origin, which lies at (x, y) of the overlay and may rotate. */
export class Pointer {
  readonly #kit: Kit;
  readonly #sprite: Sprite;

  /** @param box around what `paint` draws, measured from the origin */
  constructor(
    kit: Kit,
    x: number,
    y: number,
    box: Box,
    paint: Paint,
    parent: Container = kit.root,
  ) {
    const { canvas, xPx, yPx } = kit.bake(box, paint);
    this.#kit = kit;
    this.#sprite = kit.place(kit.texture(canvas), kit.px(x), kit.px(y), parent);
    this.#sprite.pivot.set(-xPx, -yPx);
  }

  /** @param angle radians, clockwise from the right */
  turn(angle: number): void {
    if (Math.abs(this.#sprite.rotation - angle) < 0.0004) return;
    this.#sprite.rotation = angle;
    this.#kit.changed = true;
  }

  /** Moves the origin, design pixels; rounded to device pixels. */
  move(x: number, y: number): void {
    const xPx = this.#kit.px(x);
    const yPx = this.#kit.px(y);
    if (this.#sprite.x === xPx && this.#sprite.y === yPx) return;
    this.#sprite.position.set(xPx, yPx);
    this.#kit.changed = true;
  }

  show(alpha: number): void {
    this.#kit.show(this.#sprite, alpha);
  }

  raise(): void {
    this.#sprite.parent?.addChild(this.#sprite);
  }
}

/** The hand of an analogue instrument, pointing right. @param length from the axis to the tip */
export function paintNeedle(
  ctx: CanvasRenderingContext2D,
  length: number,
  width: number,
  colour: string,
): void {
  const tail = length * 0.24;
  const body = () => {
    ctx.beginPath();
    polygon(ctx, [
      [length, -0.6],
      [length, 0.6],
      [0, width / 2],
      [-tail * 0.7, width * 0.42],
      [-tail, width * 0.62],
      [-tail, -width * 0.62],
      [-tail * 0.7, -width * 0.42],
      [0, -width / 2],
    ]);
  };
  body();
  const shade = ctx.createLinearGradient(0, -width / 2, 0, width / 2);
  shade.addColorStop(0, lighten(colour, 0.35));
  shade.addColorStop(0.49, colour);
  shade.addColorStop(0.51, darken(colour, 0.16));
  shade.addColorStop(1, darken(colour, 0.32));
  fillWith(ctx, shade);
  strokeWith(ctx, fade('#000000', 0.55), 0.7);
}

/** The same hand as a soft shadow. */
export function paintNeedleShadow(
  ctx: CanvasRenderingContext2D,
  length: number,
  width: number,
): void {
  const tail = length * 0.24;
  ctx.save();
  ctx.shadowColor = 'rgba(0, 0, 0, 0.75)';
  ctx.shadowBlur = 6 * ctx.getTransform().a;
  ctx.fillStyle = 'rgba(0, 0, 0, 0.5)';
  ctx.beginPath();
  polygon(ctx, [
    [length, -0.6],
    [length, 0.6],
    [-tail, width * 0.55],
    [-tail, -width * 0.55],
  ]);
  ctx.fill();
  ctx.restore();
}

/** The cap on a needle's axis. */
export function paintHub(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  dark: string,
): void {
  ctx.save();
  ctx.shadowColor = 'rgba(0, 0, 0, 0.8)';
  ctx.shadowBlur = 7 * ctx.getTransform().a;
  circlePath(ctx, x, y, radius);
  fillWith(ctx, dark);
  ctx.restore();
  const rim = ctx.createLinearGradient(x - radius, y - radius, x + radius, y + radius);
  rim.addColorStop(0, '#f4f4f2');
  rim.addColorStop(0.5, '#6d7276');
  rim.addColorStop(1, '#1f2225');
  circlePath(ctx, x, y, radius);
  fillWith(ctx, rim);
  const dome = ctx.createRadialGradient(
    x - radius * 0.35,
    y - radius * 0.45,
    radius * 0.05,
    x,
    y,
    radius * 0.8,
  );
  dome.addColorStop(0, lighten(dark, 0.55));
  dome.addColorStop(0.35, lighten(dark, 0.14));
  dome.addColorStop(1, darken(dark, 0.4));
  circlePath(ctx, x, y, radius * 0.8);
  fillWith(ctx, dome);
}
