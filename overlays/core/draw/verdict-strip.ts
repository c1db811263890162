/**
 * A strip that says how a sector was, for those who do not see the colours too: the best one fills it, a faster one
 * its left half, a slower one its right half, as the bar of the delta does. Never takes a colour of its own.
 */
import type { Sprite } from 'pixi.js';
import { fade } from './colour.ts';
import type { Kit } from './kit.ts';
import { type Box, boxPath, inset } from './shape.ts';

export type StripVerdict = 'best' | 'gain' | 'loss' | 'plain';

export interface VerdictStrip {
  /** null: not known yet, the strip is unlit. */
  set(verdict: StripVerdict | null): void;
}

export function createVerdictStrip(kit: Kit, box: Box): VerdictStrip {
  const { palette, panel, text, digits } = kit.theme;
  const corner = panel.form === 'rounded' ? box.height / 2 : 0;
  const outline = { form: panel.form, corner, slantDeg: panel.slantDeg } as const;
  const fill = (ctx: CanvasRenderingContext2D, part: Box, colour: string) => {
    if (text.outline > 0) {
      boxPath(ctx, inset(part, -2), outline);
      ctx.fillStyle = fade(palette.outline, 0.82);
      ctx.fill();
    }
    boxPath(ctx, part, outline);
    ctx.fillStyle = colour;
    ctx.fill();
  };
  const half = box.width * 0.5;
  const unlit = digits.kind === 'seven-segment' ? fade(palette.ink, 0.14) : palette.faint;
  const around = inset(box, -8);
  const paint = (colour: string, part: Box) => (ctx: CanvasRenderingContext2D) => {
    if (text.glow > 0) {
      ctx.shadowColor = fade(colour, text.glow);
      ctx.shadowBlur = 7 * ctx.getTransform().a;
    }
    fill(ctx, part, colour);
  };
  kit.picture(around, (ctx) => fill(ctx, box, unlit));
  const pictures: Record<StripVerdict, Sprite> = {
    plain: kit.picture(around, paint(palette.muted, box)),
    best: kit.picture(around, paint(palette.best, box)),
    gain: kit.picture(around, paint(palette.gain, { ...box, width: half })),
    loss: kit.picture(around, paint(palette.loss, { ...box, x: box.x + half, width: half })),
  };
  for (const sprite of Object.values(pictures)) sprite.alpha = 0;
  return {
    set(verdict) {
      for (const [name, sprite] of Object.entries(pictures)) {
        kit.show(sprite, name === verdict ? 1 : 0);
      }
    },
  };
}
