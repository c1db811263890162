/** A value from -1 to 1 as a bar that grows from its middle to the left or to the right, in the theme's kind of bars. */

import { fade } from '../colour.ts';
import type { Kit } from '../kit.ts';
import { Crop, Steps } from '../reveal.ts';
import { type Box, inset, lean } from '../shape.ts';
import { type BarOptions, blockPitch, isOfBlocks } from './bar.ts';
import { barFaceOf, paintBlock } from './bar-paint.ts';
import { createPointerBar } from './bar-pointer.ts';

export interface Balance {
  /** @param share -1 full left … 1 full right */
  set(share: number): void;
}

export interface BalanceOptions {
  readonly box: Box;
  readonly leftColour: string;
  readonly rightColour: string;
}

export function createBalance(kit: Kit, options: BalanceOptions): Balance {
  const { palette, bars } = kit.theme;
  if (bars.kind === 'pointer') {
    const bar = createPointerBar(kit, {
      box: options.box,
      horizontal: true,
      colour: palette.accent,
    });
    bar.set(0.5);
    return { set: (share) => bar.set((Math.min(Math.max(share, -1), 1) + 1) / 2) };
  }
  const balance = isOfBlocks(kit.theme) ? createBlocks(kit, options) : createSmooth(kit, options);
  paintMiddle(kit, options.box);
  return balance;
}

function createSmooth(kit: Kit, { box, leftColour, rightColour }: BalanceOptions): Balance {
  const { bars, palette } = kit.theme;
  const thick = 9;
  const slim = { ...box, y: box.y + (box.height - thick) / 2, height: thick };
  const track = bars.kind === 'line' ? slim : box;
  const around = inset(track, -14);
  const whole: BarOptions = { box: track, colour: palette.muted, horizontal: true };
  const face = barFaceOf(kit.theme);
  kit.picture(around, (ctx) => face.track(ctx, kit.theme, whole));
  const half = track.width / 2;
  const middle = track.x + half;
  const crop = (from: 'left' | 'right') => {
    const side = from === 'left' ? 1 : -1;
    const colour = from === 'left' ? rightColour : leftColour;
    return new Crop(kit, {
      box: {
        ...around,
        x: from === 'left' ? middle : around.x,
        width: half + 14,
      },
      track: { ...track, x: from === 'left' ? middle : track.x, width: half },
      from,
      paint: (ctx) => {
        // The gradient runs outwards on both sides; a tube has none, and its glow bears no mirror.
        const mirrored = side < 0 && bars.kind === 'smooth' && kit.theme.panel.form !== 'slanted';
        if (mirrored) {
          ctx.translate(2 * middle, 0);
          ctx.scale(-1, 1);
        }
        face.fill(ctx, kit.theme, { ...whole, colour });
      },
    });
  };
  const right = crop('left');
  const left = crop('right');
  return balanceOf(left, right);
}

function createBlocks(kit: Kit, { box, leftColour, rightColour }: BalanceOptions): Balance {
  const { palette, digits, panel, bars } = kit.theme;
  const slanted = panel.form === 'slanted';
  const by = slanted ? lean(box.height, panel.slantDeg) : 0;
  const { pitch, gap } = blockPitch(kit.theme);
  const half = Math.max(4, Math.round(box.width / 2 / pitch));
  const step = (box.width - by) / (2 * half);
  const block = (ctx: CanvasRenderingContext2D, i: number, style: string) => {
    const one = {
      x: box.x + i * step + gap / 2,
      y: box.y,
      width: step - gap + by,
      height: box.height,
    };
    paintBlock(ctx, one, slanted ? panel.slantDeg : null, style);
  };
  const around = inset(box, -3);
  const unlit = bars.kind === 'lcd' ? fade(palette.ink, digits.ghost) : palette.faint;
  kit.picture(around, (ctx) => {
    for (let i = 0; i < 2 * half; i++) block(ctx, i, unlit);
  });
  const place = (x: number, y: number) => {
    const upright = slanted ? x - lean(box.y + box.height - y, panel.slantDeg) : x;
    return (upright - box.x) / (half * step) - 1;
  };
  const steps = (side: -1 | 1) =>
    new Steps(kit, {
      box: around,
      count: half,
      soft: false,
      paint: (ctx) => {
        for (let i = 0; i < half; i++) {
          block(ctx, side > 0 ? half + i : half - 1 - i, side > 0 ? rightColour : leftColour);
        }
      },
      at: (x, y) => place(x, y) * side,
    });
  const right = steps(1);
  const left = steps(-1);
  return balanceOf(left, right);
}

/** Two halves that fill outwards. */
function balanceOf(left: Pick<Steps, 'set'>, right: Pick<Steps, 'set'>): Balance {
  return {
    set(share) {
      right.set(Math.max(share, 0));
      left.set(Math.max(-share, 0));
    },
  };
}

/** The line at zero, a little higher than the bar. */
function paintMiddle(kit: Kit, box: Box): void {
  const { palette, bars, panel } = kit.theme;
  const x = box.x + box.width / 2;
  const by = panel.form === 'slanted' ? lean(box.height + 8, panel.slantDeg) / 2 : 0;
  kit.picture(inset(box, -8), (ctx) => {
    const line = (width: number, style: string) => {
      ctx.strokeStyle = style;
      ctx.lineWidth = width;
      ctx.beginPath();
      ctx.moveTo(x - by, box.y + box.height + 4);
      ctx.lineTo(x + by, box.y - 4);
      ctx.stroke();
    };
    if (bars.kind === 'line') line(6, fade(palette.outline, 0.82));
    line(2.5, palette.ink);
  });
}
