/** Creates a bar from 0 to 1 in the theme's kind: standing or lying, with a mark for the latest peak. */

import { colourAlong, darken, fade } from '../colour.ts';
import { strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { Pointer } from '../pointer.ts';
import { Crop, Steps } from '../reveal.ts';
import { type Box, inset, lean } from '../shape.ts';
import { type Bar, type BarOptions, blockPitch, isOfBlocks } from './bar.ts';
import { barFaceOf, paintBlock } from './bar-paint.ts';
import { createPointerBar } from './bar-pointer.ts';

export function createBar(kit: Kit, options: BarOptions): Bar {
  const { kind } = kit.theme.bars;
  if (kind === 'pointer') return createPointerBar(kit, options);
  const track = kind === 'line' ? slim(options) : options.box;
  const shape = { ...options, box: track };
  const peak = createPeak(kit, shape);
  if (isOfBlocks(kit.theme)) return createBlocks(kit, shape, peak);
  const box = inset(track, -14);
  const face = barFaceOf(kit.theme);
  kit.picture(box, (ctx) => face.track(ctx, kit.theme, shape));
  const crop = new Crop(kit, {
    box,
    track,
    from: options.horizontal ? 'left' : 'bottom',
    paint: (ctx) => face.fill(ctx, kit.theme, shape),
  });
  peak.raise();
  return { set: (share) => crop.set(share), peak: (share) => movePeak(peak, shape, share) };
}

/** Thin bars have the same box as broad ones. */
function slim({ box, horizontal }: BarOptions): Box {
  const thick = 9;
  return horizontal
    ? { x: box.x, y: box.y + (box.height - thick) / 2, width: box.width, height: thick }
    : { x: box.x + (box.width - thick) / 2, y: box.y, width: thick, height: box.height };
}

/** Blocks: lit one by one. */
function createBlocks(kit: Kit, options: BarOptions, peak: Pointer): Bar {
  const { box, horizontal, colour } = options;
  const { palette, digits, panel, bars } = kit.theme;
  const length = horizontal ? box.width : box.height;
  const { pitch, gap } = blockPitch(kit.theme);
  const count = Math.max(5, Math.round(length / pitch));
  const slanted = panel.form === 'slanted' && horizontal;
  const by = slanted ? lean(box.height, panel.slantDeg) : 0;
  const block = (ctx: CanvasRenderingContext2D, i: number, style: string) => {
    const step = (length - by) / count;
    const one = horizontal
      ? { x: box.x + i * step, y: box.y, width: step - gap + by, height: box.height }
      : {
          x: box.x,
          y: box.y + box.height - (i + 1) * step + gap,
          width: box.width,
          height: step - gap,
        };
    paintBlock(ctx, one, slanted ? panel.slantDeg : null, style);
  };
  const unlit = bars.kind === 'lcd' ? fade(colour, digits.ghost) : palette.faint;
  const around = inset(box, -3);
  kit.picture(around, (ctx) => {
    for (let i = 0; i < count; i++) block(ctx, i, unlit);
  });
  const lean0 = (y: number) => (slanted ? lean(box.y + box.height - y, panel.slantDeg) : 0);
  const steps = new Steps(kit, {
    box: around,
    count,
    soft: false,
    paint: (ctx) => {
      for (let i = 0; i < count; i++) {
        block(
          ctx,
          i,
          bars.kind === 'lcd' ? colour : colourAlong([darken(colour, 0.12), colour], i / count),
        );
      }
    },
    at: (x, y) =>
      horizontal
        ? (x - lean0(y) - box.x + gap / 2) / (length - by)
        : (box.y + box.height - y + gap / 2) / length,
  });
  peak.raise();
  return { set: (share) => steps.set(share), peak: (share) => movePeak(peak, options, share) };
}

function createPeak(kit: Kit, { box, horizontal }: BarOptions): Pointer {
  const { palette, panel, bars } = kit.theme;
  const across = horizontal ? box.height : box.width;
  const reach = across / 2 + 3;
  const around = { x: -reach - 8, y: -reach - 8, width: 2 * reach + 16, height: 2 * reach + 16 };
  const peak = new Pointer(kit, box.x, box.y, around, (ctx) => {
    const by = horizontal && panel.form === 'slanted' ? lean(across, panel.slantDeg) / 2 : 0;
    ctx.beginPath();
    if (horizontal) {
      ctx.moveTo(-by, across / 2);
      ctx.lineTo(by, -across / 2);
    } else {
      ctx.moveTo(-across / 2, 0);
      ctx.lineTo(across / 2, 0);
    }
    if (bars.kind === 'line') {
      strokeWith(ctx, palette.outline, 6);
    }
    strokeWith(ctx, palette.ink, 2.5);
  });
  peak.show(0);
  return peak;
}

function movePeak(peak: Pointer, { box, horizontal }: BarOptions, share: number | null): void {
  peak.show(share === null ? 0 : 1);
  if (share === null) return;
  if (horizontal) peak.move(box.x + share * box.width, box.y + box.height / 2);
  else peak.move(box.x + box.width / 2, box.y + box.height * (1 - share));
}
