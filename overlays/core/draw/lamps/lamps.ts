/** A row of shift lights: each lamp is painted dark once, and its light is a sprite above it. */

import type { Sprite } from 'pixi.js';
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { colourStep, darken, fade, lighten } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { type Box, boxPath, type Circle, circlePath, inset } from '../shape.ts';
import { type LampFace, lampFaces } from './lamp-faces.ts';

export interface LampsOptions {
  /** The row; lamps fill its width and height. */
  readonly box: Box;
  readonly count: number;
  /** Replaces the row: an arc that is symmetric about its top. */
  readonly arc?: LampArc;
}

export interface LampArc extends Circle {
  readonly sweepDeg: number;
  /** Height of the lamps. */
  readonly thickness: number;
}

export class Lamps {
  readonly count: number;
  readonly #kit: Kit;
  readonly #lights: readonly Sprite[];
  readonly #limiter: readonly Sprite[];

  constructor(kit: Kit, options: LampsOptions) {
    this.#kit = kit;
    this.count = options.count;
    const { theme } = kit;
    const lamps = placeLamps(theme, options);
    const boxes = lamps.map(boxAround);
    const colours = lamps.map((_, i) => lampColour(theme, i, options.count));
    kit.pictures(boxes, (ctx, i) =>
      inLamp(ctx, lamps[i]!, (body) => paintDark(ctx, theme, body, colours[i]!)),
    );
    const lit = (colourOf: (index: number) => string) => {
      const sprites = kit.pictures(boxes, (ctx, i) =>
        inLamp(ctx, lamps[i]!, (body) => paintLit(ctx, theme, body, colourOf(i))),
      );
      for (const sprite of sprites) sprite.alpha = 0;
      return sprites;
    };
    this.#lights = lit((i) => colours[i]!);
    this.#limiter = lit(() => theme.palette.limiter);
  }

  /**
   * @param lit number of lamps, 0…count
   * @param flash all in the limiter's colour, whatever `lit` is
   */
  set(lit: number, flash: boolean): void {
    const { order } = this.#kit.theme.lights;
    for (let i = 0; i < this.count; i++) {
      const rank = order === 'left-right' ? i : outsideIn(i, this.count);
      this.#kit.show(this.#lights[i]!, !flash && rank < lit ? 1 : 0);
      this.#kit.show(this.#limiter[i]!, flash ? 1 : 0);
    }
  }
}

/** The order in which a lamp lights when pairs light from both ends. */
function outsideIn(index: number, count: number): number {
  const fromEnd = Math.min(index, count - 1 - index);
  return fromEnd * 2;
}

function lampColour(theme: Theme, index: number, count: number): string {
  const { order } = theme.lights;
  const rank = order === 'left-right' ? index : outsideIn(index, count);
  return colourStep(theme.palette.lights, rank / count);
}

/** Middle, size and rotation of a lamp. */
interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

function placeLamps(theme: Theme, options: LampsOptions): Lamp[] {
  const { count, box, arc } = options;
  const { kind } = theme.lights;
  const length = arc ? (arc.sweepDeg * Math.PI * arc.radius) / 180 : box.width;
  const thick = arc ? arc.thickness : box.height;
  const pitch = length / count;
  const round = kind === 'round' || kind === 'jewel' || kind === 'chip';
  const width = round ? Math.min(thick, pitch * 0.84) : pitch * (kind === 'dash' ? 0.66 : 0.82);
  const height = kind === 'dash' ? Math.min(thick, 5) : round ? width : thick;
  return Array.from({ length: count }, (_, i) => {
    const along = (i + 0.5) / count;
    const high = height * riseOf(theme, i, count);
    // Lamps of all heights share one baseline.
    const lower = (height - high) / 2;
    if (arc === undefined) {
      const x = box.x + box.width * along;
      return { x, y: box.y + box.height / 2 + lower, width, height: high, angle: 0 };
    }
    const angle = ((along - 0.5) * arc.sweepDeg * Math.PI) / 180;
    const radius = arc.radius - lower;
    const x = arc.cx + Math.sin(angle) * radius;
    return { x, y: arc.cy - Math.cos(angle) * radius, width, height: high, angle };
  });
}

/** Share of its full height that a lamp has: the steps of a stair rise. */
function riseOf({ lights }: Theme, index: number, count: number): number {
  if (lights.kind !== 'stair') return 1;
  const rank = lights.order === 'left-right' ? index : outsideIn(index, count);
  return 0.2 + (0.8 * (rank + 1)) / count;
}

function faceOf({ lights }: Theme): LampFace | undefined {
  return (lampFaces as Readonly<Partial<Record<Theme['lights']['kind'], LampFace>>>)[lights.kind];
}

/** Room around a lamp's middle, for any rotation and the glow. */
function boxAround({ x, y, width, height }: Lamp): Box {
  const reach = Math.hypot(width, height) / 2 + 14;
  return { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach };
}

/** Paints in the lamp's own coordinates: upright, with its middle at the origin. */
function inLamp(ctx: CanvasRenderingContext2D, lamp: Lamp, paint: (body: Box) => void): void {
  ctx.save();
  ctx.translate(lamp.x, lamp.y);
  ctx.rotate(lamp.angle);
  const { width, height } = lamp;
  paint({ x: -width / 2, y: -height / 2, width, height });
  ctx.restore();
}

function lampPath(ctx: CanvasRenderingContext2D, theme: Theme, lamp: Box): void {
  const { kind } = theme.lights;
  if (kind === 'round' || kind === 'jewel') {
    circlePath(ctx, lamp.x + lamp.width / 2, lamp.y + lamp.height / 2, lamp.width / 2);
  } else if (kind === 'tube') {
    boxPath(ctx, lamp, { form: 'rounded', corner: lamp.height / 2, slantDeg: 0 });
  } else {
    boxPath(ctx, lamp, { form: 'rounded', corner: kind === 'block' ? 0 : 2, slantDeg: 0 });
  }
}

function paintDark(ctx: CanvasRenderingContext2D, theme: Theme, lamp: Box, colour: string): void {
  const { kind } = theme.lights;
  const { palette } = theme;
  const face = faceOf(theme);
  if (face) {
    face.dark(ctx, theme, lamp, colour);
    return;
  }
  if (kind === 'jewel') {
    paintBezel(ctx, lamp);
    lampPath(ctx, theme, lamp);
    fillWith(ctx, darken(colour, 0.72));
    return;
  }
  if (kind === 'dash') {
    lampPath(ctx, theme, inset(lamp, -1.5));
    fillWith(ctx, fade(palette.outline, 0.5));
    lampPath(ctx, theme, inset(lamp, 0.5));
    fillWith(ctx, fade(palette.muted, 0.45));
    return;
  }
  lampPath(ctx, theme, lamp);
  fillWith(ctx, kind === 'lcd' ? fade(colour, theme.digits.ghost) : palette.faint);
  if (kind === 'tube') {
    strokeWith(ctx, fade(colour, 0.55), 1.5);
  } else if (kind === 'round') {
    strokeWith(ctx, fade('#000000', 0.6), 1.5);
  }
}

/** A chrome ring around a jewelled lamp. */
function paintBezel(ctx: CanvasRenderingContext2D, lamp: Box): void {
  const ring = inset(lamp, -3.5);
  const rim = ctx.createLinearGradient(ring.x, ring.y, ring.x, ring.y + ring.height);
  rim.addColorStop(0, '#f2f2f0');
  rim.addColorStop(0.5, '#767b7f');
  rim.addColorStop(1, '#25282b');
  circlePath(ctx, ring.x + ring.width / 2, ring.y + ring.height / 2, ring.width / 2);
  fillWith(ctx, rim);
  circlePath(ctx, ring.x + ring.width / 2, ring.y + ring.height / 2, lamp.width / 2 + 1);
  fillWith(ctx, '#0b0b0b');
}

function paintLit(ctx: CanvasRenderingContext2D, theme: Theme, lamp: Box, colour: string): void {
  const { kind } = theme.lights;
  const face = faceOf(theme);
  if (face) {
    face.lit(ctx, theme, lamp, colour);
    return;
  }
  const scale = ctx.getTransform().a;
  const flat = kind === 'lcd' || kind === 'block';
  if (kind === 'dash') {
    lampPath(ctx, theme, inset(lamp, -2));
    fillWith(ctx, fade(theme.palette.outline, 0.82));
  }
  ctx.save();
  if (!flat && kind !== 'dash') {
    ctx.shadowColor = fade(colour, 0.85);
    ctx.shadowBlur = 12 * scale;
  }
  lampPath(ctx, theme, lamp);
  fillWith(ctx, colour);
  ctx.restore();
  if (flat || kind === 'dash') return;
  const x = lamp.x + lamp.width / 2;
  const y = lamp.y + lamp.height * 0.42;
  const lens = ctx.createRadialGradient(x, y, 0, x, y, Math.max(lamp.width, lamp.height) * 0.55);
  lens.addColorStop(0, fade(lighten(colour, 0.75), 0.95));
  lens.addColorStop(0.5, fade(lighten(colour, 0.2), 0.4));
  lens.addColorStop(1, fade(darken(colour, 0.3), 0.35));
  lampPath(ctx, theme, lamp);
  fillWith(ctx, lens);
}
