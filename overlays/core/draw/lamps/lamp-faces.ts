/** Lamps with a drawing of their own, dark and lit. Each is painted upright around the origin; never called per frame. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { darken, fade, lighten, mix } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import { type Box, boxPath, circlePath, cornersOf, handPath, inset, polygon } from '../shape.ts';

type Ctx = CanvasRenderingContext2D;

export interface LampFace {
  dark(ctx: Ctx, theme: Theme, lamp: Box, colour: string): void;
  lit(ctx: Ctx, theme: Theme, lamp: Box, colour: string): void;
}

export type FacedLamp = 'chip' | 'stair' | 'lume' | 'scribble' | 'chevron';

function fillPath(ctx: Ctx, colour: string | CanvasGradient, glow: number, reach: number): void {
  ctx.save();
  if (glow > 0 && typeof colour === 'string') {
    ctx.shadowColor = fade(colour, glow);
    ctx.shadowBlur = reach * ctx.getTransform().a;
  }
  fillWith(ctx, colour);
  ctx.restore();
}

/** A diode on a circuit board: a dark square with a round window. */
const chip: LampFace = {
  dark(ctx, _theme, lamp) {
    boxPath(ctx, lamp, { form: 'rounded', corner: lamp.width * 0.2, slantDeg: 0 });
    const body = ctx.createLinearGradient(0, lamp.y, 0, lamp.y + lamp.height);
    body.addColorStop(0, '#2d3136');
    body.addColorStop(1, '#121417');
    fillPath(ctx, body, 0, 0);
    strokeWith(ctx, 'rgba(0, 0, 0, 0.8)', 1);
    circlePath(ctx, 0, 0, Math.min(lamp.width, lamp.height) * 0.33);
    fillPath(ctx, '#3a3f45', 0, 0);
  },
  lit(ctx, _theme, lamp, colour) {
    const radius = Math.min(lamp.width, lamp.height) * 0.42;
    boxPath(ctx, lamp, { form: 'rounded', corner: lamp.width * 0.2, slantDeg: 0 });
    fillPath(ctx, darken(colour, 0.45), 0.9, 12);
    circlePath(ctx, 0, 0, radius);
    fillPath(ctx, colour, 0.95, 7);
    const core = ctx.createRadialGradient(0, 0, 0, 0, 0, radius);
    core.addColorStop(0, lighten(colour, 0.92));
    core.addColorStop(0.55, lighten(colour, 0.45));
    core.addColorStop(1, colour);
    circlePath(ctx, 0, 0, radius);
    fillPath(ctx, core, 0, 0);
  },
};

/** A step of a staircase: height shows how many are lit, without colour. */
const stair: LampFace = {
  dark(ctx, { palette }, lamp) {
    boxPath(ctx, inset(lamp, 1), { form: 'rounded', corner: 1.5, slantDeg: 0 });
    fillPath(ctx, palette.faint, 0, 0);
    strokeWith(ctx, palette.muted, 1.5);
  },
  lit(ctx, { palette }, lamp, colour) {
    boxPath(ctx, lamp, { form: 'rounded', corner: 1.5, slantDeg: 0 });
    fillPath(ctx, colour, 0, 0);
    strokeWith(ctx, palette.outline, 1);
  },
};

/** A luminous plot of a watch: cream by day, glowing when lit. */
const lume: LampFace = {
  dark(ctx, { palette }, lamp) {
    const corner = Math.min(lamp.width, lamp.height) / 2;
    boxPath(ctx, inset(lamp, -2.2), { form: 'rounded', corner: corner + 2.2, slantDeg: 0 });
    const rim = ctx.createLinearGradient(0, lamp.y - 2, 0, lamp.y + lamp.height + 2);
    rim.addColorStop(0, '#fff1c9');
    rim.addColorStop(0.5, '#a5772b');
    rim.addColorStop(1, '#3d2a0c');
    fillPath(ctx, rim, 0, 0);
    boxPath(ctx, lamp, { form: 'rounded', corner, slantDeg: 0 });
    fillPath(ctx, mix(palette.panel, '#6f6a58', 0.75), 0, 0);
  },
  lit(ctx, _theme, lamp, colour) {
    const corner = Math.min(lamp.width, lamp.height) / 2;
    boxPath(ctx, lamp, { form: 'rounded', corner, slantDeg: 0 });
    fillPath(ctx, colour, 0.9, 9);
    boxPath(ctx, inset(lamp, corner * 0.45), {
      form: 'rounded',
      corner: corner * 0.5,
      slantDeg: 0,
    });
    fillPath(ctx, lighten(colour, 0.6), 0, 0);
  },
};

/** A box ticked off with a marker. */
const scribble: LampFace = {
  dark(ctx, { palette }, lamp) {
    ctx.beginPath();
    handPath(ctx, cornersOf(inset(lamp, 1)));
    strokeWith(ctx, fade(palette.ink, 0.75), 1.7);
  },
  lit(ctx, { palette }, lamp, colour) {
    const { x, y, width, height } = inset(lamp, 1.5);
    ctx.save();
    ctx.beginPath();
    ctx.rect(x - 2, y - 2, width + 4, height + 4);
    ctx.clip();
    zigzag(ctx, { x, y, width, height }, Math.max(3.6, height / 4.6));
    ctx.strokeStyle = colour;
    ctx.lineWidth = Math.max(2.4, height * 0.12);
    ctx.lineJoin = 'round';
    ctx.stroke();
    ctx.restore();
    ctx.beginPath();
    handPath(ctx, cornersOf(inset(lamp, 1)));
    strokeWith(ctx, palette.ink, 1.9);
  },
};

/** Begins a path up and down across the box, from its left to its right. */
function zigzag(ctx: Ctx, { x, y, width, height }: Box, pitch: number): void {
  ctx.beginPath();
  ctx.moveTo(x, y + height);
  const count = Math.max(2, Math.round(width / pitch));
  for (let i = 0; i < count; i++) {
    ctx.lineTo(x + (width * (i + 0.7)) / count, y);
    ctx.lineTo(x + (width * (i + 1)) / count, y + height);
  }
}

/** An arrow that points on. */
const chevron: LampFace = {
  dark(ctx, { palette }, lamp) {
    chevronPath(ctx, lamp);
    fillPath(ctx, palette.faint, 0, 0);
  },
  lit(ctx, { text }, lamp, colour) {
    chevronPath(ctx, lamp);
    fillPath(ctx, colour, text.glow, 9);
  },
};

function chevronPath(ctx: Ctx, { x, y, width, height }: Box): void {
  const tip = Math.min(width * 0.5, height * 0.5);
  ctx.beginPath();
  polygon(ctx, [
    [x, y],
    [x + width - tip, y],
    [x + width, y + height / 2],
    [x + width - tip, y + height],
    [x, y + height],
    [x + tip, y + height / 2],
  ]);
}

export const lampFaces: Readonly<Record<FacedLamp, LampFace>> = {
  chip,
  stair,
  lume,
  scribble,
  chevron,
};
