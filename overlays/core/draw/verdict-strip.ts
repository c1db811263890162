/** Strips that also work without colours, and a line for the best lap. A verdict wipes in when it is reached. */

import { paintOutlined } from './bars/bar-paint.ts';
import { fade } from './colour.ts';
import { fillBox } from './ink.ts';
import type { Kit } from './kit.ts';
import { Crop } from './reveal.ts';
import { type Box, inset } from './shape.ts';
import { Transition } from './transition.ts';
import type { StripVerdict } from './verdicts.ts';

/**
 * The best sector fills the strip, a faster one its left half, a slower one its right half, as the bar of the delta
 * does. Verdicts have the theme's colours.
 */
export interface VerdictStrip {
  /**
   * A verdict wipes in, unless it was there when the strip was first shown.
   * @param verdict null: unknown, the strip is unlit
   * @returns whether it still moves
   */
  set(verdict: StripVerdict | null, nowMs: number): boolean;
}

/** Slow enough to be seen in a strip of some hundred pixels. */
const wipe = { inMs: 420, outMs: 0 } as const;

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
  const crop = (colour: string, part: Box) =>
    new Crop(kit, { box: inset(part, -8), track: part, from: 'left', paint: paint(colour, part) });
  const crops: Record<StripVerdict, Crop> = {
    plain: crop(palette.muted, box),
    best: crop(palette.best, box),
    gain: crop(palette.gain, { ...box, width: half }),
    loss: crop(palette.loss, { ...box, x: box.x + half, width: half }),
  };
  const transition = new Transition(wipe, kit.reducedMotion);
  /** Undefined before the first verdict. */
  let shown: StripVerdict | null | undefined;
  let isStill = true;
  return {
    set(verdict, nowMs) {
      if (verdict !== shown) {
        isStill = shown === undefined;
        if (shown) crops[shown].set(0);
        transition.step(false, nowMs);
        shown = verdict;
      }
      if (verdict === null) return false;
      const share = transition.step(true, nowMs);
      crops[verdict].set(isStill ? 1 : share);
      return !isStill && transition.isMoving(nowMs);
    },
  };
}

/** A line that runs along an overlay when the session's best lap was driven, and leaves again. */
export function createBestLine(kit: Kit, box: Box) {
  const { palette, text } = kit.theme;
  const crop = new Crop(kit, {
    box: inset(box, -8),
    track: box,
    from: 'left',
    paint: (ctx) => {
      if (text.glow > 0) {
        ctx.shadowColor = fade(palette.best, text.glow);
        ctx.shadowBlur = 7 * ctx.getTransform().a;
      }
      fillBox(ctx, palette.best, box);
    },
  });
  const transition = new Transition({ inMs: 520, outMs: 320 }, kit.reducedMotion);
  return {
    /** @returns whether it still moves */
    set(isOn: boolean, nowMs: number): boolean {
      crop.set(transition.step(isOn, nowMs));
      return transition.isMoving(nowMs);
    },
  };
}
