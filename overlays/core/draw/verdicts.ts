/** The verdict on a lap or sector: the colours of its figures, and a strip that also works without colours. */

import type { Sprite } from 'pixi.js';
import type { Theme } from '../../../protocol/theme-schema.ts';
import { paintOutlined } from './bars/bar-paint.ts';
import { fade, luminance } from './colour.ts';
import type { Kit } from './kit.ts';
import { type Box, inset } from './shape.ts';

export type StripVerdict = 'best' | 'gain' | 'loss' | 'plain';

/** Colours of figures by verdict, the plain one first. */
export function verdictInks({ palette }: Theme): Readonly<Record<StripVerdict, string>> {
  return { plain: palette.ink, best: palette.best, gain: palette.gain, loss: palette.loss };
}

/** Colour of figures that warn: the theme's caution where it stands out from the panel, else its red. */
export function warningInk({ palette }: Theme): string {
  const [dark, light] = [palette.caution, palette.panel].map(luminance).sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05) < 3 ? palette.redline : palette.caution;
}

/**
 * The best sector fills the strip, a faster one its left half, a slower one its right half, as the bar of the delta
 * does. Verdicts have the theme's colours.
 */
export interface VerdictStrip {
  /** @param verdict null: unknown, the strip is unlit */
  set(verdict: StripVerdict | null): void;
}

export function createVerdictStrip(kit: Kit, box: Box): VerdictStrip {
  const { palette, panel, text, digits } = kit.theme;
  const corner = panel.form === 'rounded' ? box.height / 2 : 0;
  const outline = { form: panel.form, corner, slantDeg: panel.slantDeg } as const;
  const fill = (ctx: CanvasRenderingContext2D, part: Box, colour: string) => {
    paintOutlined(ctx, kit.theme, part, outline, { colour, edge: text.outline > 0 ? 2 : 0 });
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
    plain: kit.hidden(around, paint(palette.muted, box)),
    best: kit.hidden(around, paint(palette.best, box)),
    gain: kit.hidden(around, paint(palette.gain, { ...box, width: half })),
    loss: kit.hidden(around, paint(palette.loss, { ...box, x: box.x + half, width: half })),
  };
  return {
    set(verdict) {
      for (const [name, sprite] of Object.entries(pictures)) {
        kit.show(sprite, name === verdict ? 1 : 0);
      }
    },
  };
}
