/** A value from 0 to 1 as a bar, in the theme's kind: standing or lying, with a mark for the latest peak. */

import type { Theme } from '../theme.ts';
import { barFaceOf } from './bar-faces.ts';
import { createPointerBar } from './bar-pointer.ts';
import { colourAlong, darken, fade, lighten, mix } from './colour.ts';
import type { Kit } from './kit.ts';
import { isMatt } from './material.ts';
import { Pointer } from './pointer.ts';
import { Crop, Steps } from './reveal.ts';
import { type Box, boxPath, inset, lean } from './shape.ts';

export interface Bar {
  /** @param share 0…1 */
  set(share: number): void;
  /** Marks the latest peak; null hides the mark. */
  peak(share: number | null): void;
}

export interface BarOptions {
  /** The track; glows reach a little further. */
  readonly box: Box;
  readonly colour: string;
  readonly lying: boolean;
}

export function createBar(kit: Kit, options: BarOptions): Bar {
  const { kind } = kit.theme.bars;
  if (kind === 'pointer') return createPointerBar(kit, options);
  const track = kind === 'line' ? slim(options) : options.box;
  const shape = { ...options, box: track };
  const peak = createPeak(kit, shape);
  if (isOfBlocks(kit.theme)) return createBlocks(kit, shape, peak);
  const box = inset(track, -14);
  kit.picture(box, (ctx) => paintTrack(ctx, kit, shape));
  const crop = new Crop(kit, {
    box,
    track,
    from: options.lying ? 'left' : 'bottom',
    paint: (ctx) => paintFill(ctx, kit, shape),
  });
  peak.raise();
  return { set: (share) => crop.set(share), peak: (share) => movePeak(peak, shape, share) };
}

export function isOfBlocks({ bars }: Theme): boolean {
  return bars.kind === 'segments' || bars.kind === 'lcd' || bars.kind === 'ticks';
}

/** From one block to the next, and the gap between them. */
export function blockPitch({ bars }: Theme): { readonly pitch: number; readonly gap: number } {
  if (bars.kind === 'lcd') return { pitch: 9, gap: 2 };
  return bars.kind === 'ticks' ? { pitch: 6.5, gap: 3.5 } : { pitch: 16, gap: 3 };
}

/** Thin bars keep the place of broad ones. */
function slim({ box, lying }: BarOptions): Box {
  const thick = 9;
  return lying
    ? { x: box.x, y: box.y + (box.height - thick) / 2, width: box.width, height: thick }
    : { x: box.x + (box.width - thick) / 2, y: box.y, width: thick, height: box.height };
}

function barOutline(kit: Kit, { box, lying }: BarOptions) {
  const { kind } = kit.theme.bars;
  const across = lying ? box.height : box.width;
  if (kind === 'tube') return { form: 'rounded', corner: across / 2, slantDeg: 0 } as const;
  if (kind === 'line') return { form: 'rounded', corner: 0, slantDeg: 0 } as const;
  const { form, corner, slantDeg } = kit.theme.panel;
  return { form, corner: Math.min(corner, across * 0.16), slantDeg };
}

/** The empty bar. */
export function paintTrack(ctx: CanvasRenderingContext2D, kit: Kit, options: BarOptions): void {
  const { palette, bars } = kit.theme;
  const face = barFaceOf(kit.theme);
  if (face) {
    face.track(ctx, kit.theme, options);
    return;
  }
  const outline = barOutline(kit, options);
  const { box, lying, colour } = options;
  if (bars.kind === 'line') {
    for (const [grow, opacity] of [
      [4, 0.22],
      [2.4, 0.82],
    ] as const) {
      boxPath(ctx, inset(box, -grow), outline);
      ctx.fillStyle = fade(palette.outline, opacity);
      ctx.fill();
    }
    boxPath(ctx, box, outline);
    ctx.fillStyle = mix(palette.outline, palette.muted, 0.3);
    ctx.fill();
    return;
  }
  boxPath(ctx, box, outline);
  if (isMatt(kit.theme) && bars.kind !== 'tube') {
    ctx.fillStyle = palette.faint;
    ctx.fill();
    return;
  }
  const track = lying
    ? ctx.createLinearGradient(0, box.y, 0, box.y + box.height)
    : ctx.createLinearGradient(box.x, 0, box.x + box.width, 0);
  track.addColorStop(0, darken(palette.faint, 0.4));
  track.addColorStop(0.3, palette.faint);
  track.addColorStop(1, darken(palette.faint, 0.12));
  ctx.fillStyle = bars.kind === 'tube' ? darken(palette.faint, 0.35) : track;
  ctx.fill();
  if (bars.kind === 'tube') {
    ctx.strokeStyle = fade(colour, 0.75);
    ctx.lineWidth = 2;
    ctx.stroke();
  }
}

/** The full bar. */
export function paintFill(ctx: CanvasRenderingContext2D, kit: Kit, options: BarOptions): void {
  const { bars, palette, gauge } = kit.theme;
  const face = barFaceOf(kit.theme);
  if (face) {
    face.fill(ctx, kit.theme, options);
    return;
  }
  const { box, lying, colour } = options;
  const outline = barOutline(kit, options);
  if (bars.kind === 'line') {
    boxPath(ctx, inset(box, -2.4), outline);
    ctx.fillStyle = fade(palette.outline, 0.82);
    ctx.fill();
    boxPath(ctx, box, outline);
    ctx.fillStyle = colour;
    ctx.fill();
    return;
  }
  if (bars.kind === 'tube') {
    const core = inset(box, 4);
    const round = {
      form: 'rounded',
      corner: Math.min(core.width, core.height) / 2,
      slantDeg: 0,
    } as const;
    ctx.save();
    ctx.shadowColor = fade(colour, gauge.glow);
    for (const blur of [12, 5]) {
      ctx.shadowBlur = blur * ctx.getTransform().a;
      boxPath(ctx, core, round);
      ctx.fillStyle = colour;
      ctx.fill();
    }
    ctx.restore();
    const middle = inset(core, Math.min(core.width, core.height) * 0.3);
    boxPath(ctx, middle, { ...round, corner: 20 });
    ctx.fillStyle = lighten(colour, 0.7);
    ctx.fill();
    return;
  }
  if (isMatt(kit.theme)) {
    boxPath(ctx, box, outline);
    ctx.fillStyle = colour;
    ctx.fill();
    return;
  }
  const along = lying
    ? ctx.createLinearGradient(box.x, 0, box.x + box.width, 0)
    : ctx.createLinearGradient(0, box.y + box.height, 0, box.y);
  along.addColorStop(0, darken(colour, 0.34));
  along.addColorStop(0.75, colour);
  along.addColorStop(1, lighten(colour, 0.12));
  boxPath(ctx, box, outline);
  ctx.fillStyle = along;
  ctx.fill();
  const across = lying
    ? ctx.createLinearGradient(0, box.y, 0, box.y + box.height)
    : ctx.createLinearGradient(box.x, 0, box.x + box.width, 0);
  across.addColorStop(0, fade('#ffffff', 0.22));
  across.addColorStop(0.35, fade('#ffffff', 0.05));
  across.addColorStop(1, fade('#000000', 0.16));
  ctx.fillStyle = across;
  ctx.fill();
}

/** Blocks: lit one by one. */
function createBlocks(kit: Kit, options: BarOptions, peak: Pointer): Bar {
  const { box, lying, colour } = options;
  const { palette, digits, panel, bars } = kit.theme;
  const length = lying ? box.width : box.height;
  const { pitch, gap } = blockPitch(kit.theme);
  const count = Math.max(5, Math.round(length / pitch));
  const slanted = panel.form === 'slanted' && lying;
  const by = slanted ? lean(box.height, panel.slantDeg) : 0;
  const block = (ctx: CanvasRenderingContext2D, i: number, style: string) => {
    const step = (length - by) / count;
    const one = lying
      ? { x: box.x + i * step, y: box.y, width: step - gap + by, height: box.height }
      : {
          x: box.x,
          y: box.y + box.height - (i + 1) * step + gap,
          width: box.width,
          height: step - gap,
        };
    boxPath(ctx, one, {
      form: slanted ? 'slanted' : 'rounded',
      corner: 0,
      slantDeg: panel.slantDeg,
    });
    ctx.fillStyle = style;
    ctx.fill();
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
      lying
        ? (x - lean0(y) - box.x + gap / 2) / (length - by)
        : (box.y + box.height - y + gap / 2) / length,
  });
  peak.raise();
  return { set: (share) => steps.set(share), peak: (share) => movePeak(peak, options, share) };
}

function createPeak(kit: Kit, { box, lying }: BarOptions): Pointer {
  const { palette, panel, bars } = kit.theme;
  const across = lying ? box.height : box.width;
  const reach = across / 2 + 3;
  const around = { x: -reach - 8, y: -reach - 8, width: 2 * reach + 16, height: 2 * reach + 16 };
  const peak = new Pointer(kit, box.x, box.y, around, (ctx) => {
    const by = lying && panel.form === 'slanted' ? lean(across, panel.slantDeg) / 2 : 0;
    ctx.beginPath();
    if (lying) {
      ctx.moveTo(-by, across / 2);
      ctx.lineTo(by, -across / 2);
    } else {
      ctx.moveTo(-across / 2, 0);
      ctx.lineTo(across / 2, 0);
    }
    if (bars.kind === 'line') {
      ctx.strokeStyle = palette.outline;
      ctx.lineWidth = 6;
      ctx.stroke();
    }
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 2.5;
    ctx.stroke();
  });
  peak.show(0);
  return peak;
}

function movePeak(peak: Pointer, { box, lying }: BarOptions, share: number | null): void {
  peak.show(share === null ? 0 : 1);
  if (share === null) return;
  if (lying) peak.move(box.x + share * box.width, box.y + box.height / 2);
  else peak.move(box.x + box.width / 2, box.y + box.height * (1 - share));
}
