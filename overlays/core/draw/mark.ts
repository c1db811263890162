/** Small arrows that point up or down. */

import { fade } from './colour.ts';
import { fillWith, strokeWith } from './ink.ts';
import type { Kit } from './kit.ts';
import { polygon } from './shape.ts';

export interface Chevron {
  /** 0 dark … 1 lit */
  set(light: number): void;
}

/** A chevron around (x, y), invisible until it is lit. @param direction -1 points up, 1 down */
export function createChevron(
  kit: Kit,
  x: number,
  y: number,
  width: number,
  direction: -1 | 1,
  colour: string,
): Chevron {
  const { palette, text } = kit.theme;
  const height = width * 0.5;
  const thick = width * 0.3;
  const box = { x: x - width, y: y - width, width: width * 2, height: width * 2 };
  const path = (ctx: CanvasRenderingContext2D) => {
    const d = direction;
    ctx.beginPath();
    polygon(ctx, [
      [x - width / 2, y - (d * height) / 2 + d * 0],
      [x, y + (d * height) / 2],
      [x + width / 2, y - (d * height) / 2],
      [x + width / 2, y - (d * height) / 2 - d * thick],
      [x, y + (d * height) / 2 - d * thick],
      [x - width / 2, y - (d * height) / 2 - d * thick],
    ]);
  };
  const lit = kit.picture(box, (ctx) => {
    path(ctx);
    if (text.outline > 0) {
      ctx.lineJoin = 'round';
      strokeWith(ctx, fade(palette.outline, 0.9), text.outline * 2);
    }
    ctx.save();
    if (text.glow > 0) {
      ctx.shadowColor = fade(colour, text.glow);
      ctx.shadowBlur = 10 * ctx.getTransform().a;
    }
    fillWith(ctx, colour);
    ctx.restore();
  });
  lit.alpha = 0;
  return { set: (light) => kit.show(lit, light) };
}
