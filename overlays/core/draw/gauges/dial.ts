/** Round scales: geometry, ticks, numbers, the red zone. Painters are called on baked pictures only. */

import type { Face, Theme } from '../../../../protocol/theme-schema.ts';
import { fillWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { type Circle, ringPath } from '../shape.ts';
import { paintText, textWidth } from '../text/lettering.ts';

/** A round scale from 0 to `max`, open at the bottom; its radius is the outer edge of the instrument. */
export interface Dial extends Circle {
  readonly sweepDeg: number;
  readonly max: number;
  /** Values between two numbers, and between two small ticks. */
  readonly major: number;
  readonly minor: number;
  /** Where the red zone begins; `max` when there is none. */
  readonly redFrom: number;
  /** Divisor of the printed numbers: 1000 prints 3 for 3000. */
  readonly unit: number;
  /** The instrument leaves room for shift lights, if its kind has a place for them. */
  readonly withLamps?: boolean;
}

/** Canvas angle (radians, clockwise from the right) of a position on the scale. @param share 0…1 */
export function dialAngle(dial: Dial, share: number): number {
  const startDeg = 90 + (360 - dial.sweepDeg) / 2;
  return ((startDeg + dial.sweepDeg * share) * Math.PI) / 180;
}

/** Position of a point on the scale, 0…1; points in the gap belong to the nearer end. */
export function dialShare(dial: Dial, x: number, y: number): number {
  const turn = Math.PI * 2;
  let angle = Math.atan2(y - dial.cy, x - dial.cx) - dialAngle(dial, 0);
  angle -= Math.floor(angle / turn) * turn;
  const sweep = (dial.sweepDeg * Math.PI) / 180;
  if (angle <= sweep) return angle / sweep;
  return angle - sweep < (turn - sweep) / 2 ? 1 : 0;
}

/** True in the red zone; an unknown limit has none. */
export function isRed(dial: Dial, value: number): boolean {
  return dial.redFrom < dial.max && value >= dial.redFrom - dial.minor * 0.01;
}

export interface TickStyle {
  /** Outer end of the ticks. */
  readonly radius: number;
  readonly majorLength: number;
  readonly minorLength: number;
  readonly majorWidth: number;
  readonly minorWidth: number;
  readonly majorColour: string;
  readonly minorColour: string;
  readonly redColour: string;
  /** Width of a dark edge around each tick, for dials without a plate. */
  readonly outline?: { readonly width: number; readonly colour: string };
}

export function paintTicks(ctx: CanvasRenderingContext2D, dial: Dial, style: TickStyle): void {
  const { outline } = style;
  if (outline) tickPass(ctx, dial, style, outline.width, outline.colour);
  tickPass(ctx, dial, style, 0, null);
}

function tickPass(
  ctx: CanvasRenderingContext2D,
  dial: Dial,
  style: TickStyle,
  grow: number,
  colour: string | null,
): void {
  const count = Math.round(dial.max / dial.minor);
  const perMajor = Math.round(dial.major / dial.minor);
  ctx.save();
  ctx.lineCap = 'butt';
  for (let i = 0; i <= count; i++) {
    const major = i % perMajor === 0;
    const length = major ? style.majorLength : style.minorLength;
    if (length <= 0) continue;
    const red = isRed(dial, i * dial.minor);
    const angle = dialAngle(dial, i / count);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    ctx.lineWidth = (major ? style.majorWidth : style.minorWidth) + 2 * grow;
    ctx.strokeStyle =
      colour ?? (red ? style.redColour : major ? style.majorColour : style.minorColour);
    ctx.beginPath();
    ctx.moveTo(dial.cx + cos * (style.radius + grow), dial.cy + sin * (style.radius + grow));
    ctx.lineTo(
      dial.cx + cos * (style.radius - length - grow),
      dial.cy + sin * (style.radius - length - grow),
    );
    ctx.stroke();
  }
  ctx.restore();
}

/** Height of a scale's numbers, from one to the next, and the last value that has one, in the dial's values. */
export interface ScaleLettering {
  readonly cap: number;
  readonly step: number;
  readonly last: number;
}

/**
 * In large lettering the numbers of a scale are larger. Those of several digits are fewer then, and the last one makes
 * room for the unit in the middle.
 * @param cap the usual height
 */
export function scaleLettering(kit: Kit, dial: Dial, cap: number): ScaleLettering {
  const { max, major, unit } = dial;
  if (!kit.sizes.isLarge) return { cap, step: major, last: max + 1e-6 };
  const isLong = max / unit >= 10;
  const large = Math.max(cap, kit.sizes.label);
  return isLong
    ? { cap: large, step: 2 * major, last: max - major }
    : { cap: large, step: major, last: max + 1e-6 };
}

export interface NumberStyle {
  /** Radius of the numbers' middles. */
  readonly radius: number;
  /** The usual height. */
  readonly cap: number;
  readonly redColour: string;
}

/** How much further a number of several digits reaches towards the ticks than a single digit. */
export function bulge(text: string, face: Face, cap: number): number {
  return text.length < 2 ? 0 : Math.max(textWidth(text, face, cap) / 2 - cap * 0.6, 0);
}

export function paintNumbers(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  dial: Dial,
  style: NumberStyle,
): void {
  const { fonts, palette } = kit.theme;
  const { cap, step, last } = scaleLettering(kit, dial, style.cap);
  for (let value = 0; value <= last; value += step) {
    const angle = dialAngle(dial, value / dial.max);
    const text = String(Math.round(value / dial.unit));
    const radius = style.radius - bulge(text, fonts.numbers, cap) * Math.abs(Math.cos(angle));
    const x = dial.cx + Math.cos(angle) * radius;
    const y = dial.cy + Math.sin(angle) * radius;
    const colour = isRed(dial, value) ? style.redColour : palette.ink;
    paintText(ctx, kit.theme, text, x, y, { face: fonts.numbers, cap, colour, glow: 0 });
  }
}

/** A band over a part of the scale. */
export function paintBand(
  ctx: CanvasRenderingContext2D,
  dial: Dial,
  from: number,
  to: number,
  inner: number,
  outer: number,
  style: string | CanvasGradient,
): void {
  ringPath(ctx, dial.cx, dial.cy, inner, outer, dialAngle(dial, from), dialAngle(dial, to));
  fillWith(ctx, style);
}

/** A band over the red zone; nothing where there is none. */
export function paintRedBand(
  ctx: CanvasRenderingContext2D,
  dial: Dial,
  inner: number,
  outer: number,
  style: string,
): void {
  const { redFrom, max } = dial;
  if (redFrom < max) paintBand(ctx, dial, redFrom / max, 1, inner, outer, style);
}

/** A gradient along the scale: the theme's ramp up to the red zone, then the red line's colour. */
export function rampGradient(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  dial: Dial,
): CanvasGradient {
  const turn = 360 / dial.sweepDeg;
  // Starts in the middle of the gap, so that the bleed before the first mark has the first colour.
  const before = (turn - 1) / 2;
  const gradient = ctx.createConicGradient(dialAngle(dial, -before), dial.cx, dial.cy);
  const stop = (share: number, colour: string) =>
    gradient.addColorStop(Math.min(Math.max((share + before) / turn, 0), 1), colour);
  const red = dial.redFrom / dial.max;
  const colours = theme.palette.gauge;
  colours.forEach((colour, i) => {
    stop(colours.length === 1 ? 0 : ((red - 0.012) * i) / (colours.length - 1), colour);
  });
  stop(Math.max(red - 0.012, 0), colours.at(-1)!);
  stop(red, theme.palette.redline);
  stop(1, theme.palette.redline);
  return gradient;
}
