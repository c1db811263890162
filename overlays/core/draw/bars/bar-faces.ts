/** Bars with a drawing of their own: the empty one, and the full one that is cropped at the value. Never called per frame. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { darken, fade, lighten } from '../colour.ts';
import { hatchFill } from '../hatch.ts';
import { fillBox, fillWith, strokeWith } from '../ink.ts';
import { polish } from '../panels/chrome.ts';
import { type Box, boxPath, cornersOf, handPath, inset } from '../shape.ts';
import type { BarOptions } from './bar.ts';

type Ctx = CanvasRenderingContext2D;

export interface BarFace {
  track(ctx: Ctx, theme: Theme, options: BarOptions): void;
  fill(ctx: Ctx, theme: Theme, options: BarOptions): void;
}

/** A framed box; its filling has the pattern of its colour. */
const hatched: BarFace = {
  track(ctx, { palette }, { box }) {
    fillBox(ctx, palette.faint, box);
    const frame = inset(box, -1.25);
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = 2.5;
    ctx.strokeRect(frame.x, frame.y, frame.width, frame.height);
  },
  fill(ctx, theme, { box, colour }) {
    const { a } = ctx.getTransform();
    fillBox(ctx, theme.palette.panel, box);
    fillBox(ctx, hatchFill(ctx, theme, colour, a), box);
  },
};

/** A groove cut into the plate with a printed scale beside it, filled with enamel. */
const slot: BarFace = {
  track(ctx, { palette }, { box, horizontal }) {
    const groove = grooveOf(box, horizontal);
    const corner = Math.min(groove.width, groove.height) / 2;
    boxPath(ctx, inset(groove, -3), { form: 'rounded', corner: corner + 3, slantDeg: 0 });
    const lip = ctx.createLinearGradient(0, groove.y - 3, 0, groove.y + groove.height + 3);
    polish(lip, ['#3a3e42', '#9ea4a9', '#fdfdfb'], 'brass');
    fillWith(ctx, lip);
    boxPath(ctx, groove, { form: 'rounded', corner, slantDeg: 0 });
    fillWith(ctx, palette.faint);
    paintScale(ctx, palette.ink, box, groove, horizontal);
  },
  fill(ctx, _theme, { box, horizontal, colour }) {
    const groove = grooveOf(box, horizontal);
    const corner = Math.min(groove.width, groove.height) / 2;
    boxPath(ctx, groove, { form: 'rounded', corner, slantDeg: 0 });
    const round = horizontal
      ? ctx.createLinearGradient(0, groove.y, 0, groove.y + groove.height)
      : ctx.createLinearGradient(groove.x, 0, groove.x + groove.width, 0);
    round.addColorStop(0, darken(colour, 0.3));
    round.addColorStop(0.35, lighten(colour, 0.35));
    round.addColorStop(1, darken(colour, 0.35));
    fillWith(ctx, round);
  },
};

/** The groove fills one half of the height, the scale the other. */
function grooveOf(box: Box, horizontal: boolean): Box {
  return horizontal
    ? { ...box, height: Math.max(box.height * 0.52, 8) }
    : { ...box, width: Math.max(box.width * 0.52, 8) };
}

function paintScale(ctx: Ctx, ink: string, box: Box, groove: Box, horizontal: boolean): void {
  const length = horizontal ? box.width : box.height;
  const count = length > 130 ? 20 : 10;
  ctx.fillStyle = ink;
  for (let i = 0; i <= count; i++) {
    const major = i % 5 === 0;
    const thick = major ? 1.8 : 1;
    const at = (i / count) * (length - thick);
    if (horizontal) {
      const y = groove.y + groove.height + 4.5;
      const long = Math.min((box.y + box.height - y) * (major ? 1 : 0.6), 9);
      if (long > 2) ctx.fillRect(box.x + at, y, thick, long);
    } else {
      const x = groove.x + groove.width + 4.5;
      const long = (box.x + box.width - x) * (major ? 1 : 0.6);
      ctx.fillRect(x, box.y + at, long, thick);
    }
  }
}

/** A box drawn by hand, filled with a marker. */
const scribble: BarFace = {
  track(ctx, { palette }, { box }) {
    ctx.beginPath();
    handPath(ctx, cornersOf(inset(box, -1)));
    fillWith(ctx, fade('#ffffff', 0.4));
    strokeWith(ctx, fade(palette.ink, 0.85), 2);
  },
  fill(ctx, { palette }, { box, horizontal, colour }) {
    const inner = inset(box, 2.5);
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.x, box.y, box.width, box.height);
    ctx.clip();
    fillBox(ctx, fade(colour, 0.3), inner);
    ctx.lineJoin = 'round';
    ctx.strokeStyle = fade(colour, 0.92);
    ctx.lineWidth = 3.6;
    scribblePath(ctx, inner, horizontal);
    ctx.stroke();
    ctx.restore();
    ctx.beginPath();
    handPath(ctx, cornersOf(inset(box, -1)));
    strokeWith(ctx, fade(palette.ink, 0.85), 2);
  },
};

function scribblePath(ctx: Ctx, { x, y, width, height }: Box, horizontal: boolean): void {
  const length = horizontal ? width : height;
  const count = Math.max(2, Math.round(length / 6.4));
  ctx.beginPath();
  for (let i = 0; i <= count; i++) {
    const along = (length * i) / count;
    const slope = 7;
    if (horizontal) {
      ctx.lineTo(x + along, y + height);
      ctx.lineTo(x + along + slope, y);
    } else {
      ctx.lineTo(x, y + height - along);
      ctx.lineTo(x + width, y + height - along - slope);
    }
  }
}

export const barFaces: Readonly<Partial<Record<Theme['bars']['kind'], BarFace>>> = {
  hatched,
  slot,
  scribble,
};
