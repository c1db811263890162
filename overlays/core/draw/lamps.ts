/** A row of shift lights: each lamp is painted dark once, and its light is a sprite above it. */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../theme.ts';
import { colourStep, darken, fade, lighten } from './colour.ts';
import type { Kit } from './kit.ts';
import { type Box, boxPath, circlePath, inset } from './shape.ts';

export interface LampsOptions {
  /** The row: lamps are spread over its width and are as high as it. */
  readonly box: Box;
  readonly count: number;
}

export class Lamps {
  readonly count: number;
  private readonly kit: Kit;
  private readonly lights: Sprite[] = [];
  private readonly limiter: Sprite[] = [];

  constructor(kit: Kit, { box, count }: LampsOptions) {
    this.kit = kit;
    this.count = count;
    const { theme } = kit;
    const lamps = placeLamps(theme, box, count);
    const bleed = 14;
    kit.picture(inset(box, -bleed), (ctx) => {
      lamps.forEach((lamp, i) => {
        paintDark(ctx, theme, lamp, lampColour(theme, i, count));
      });
    });
    lamps.forEach((lamp, i) => {
      const around = inset(lamp, -bleed);
      const colour = lampColour(theme, i, count);
      const light = kit.picture(around, (ctx) => paintLit(ctx, theme, lamp, colour));
      const limit = kit.picture(around, (ctx) => paintLit(ctx, theme, lamp, theme.palette.limiter));
      light.alpha = 0;
      limit.alpha = 0;
      this.lights.push(light);
      this.limiter.push(limit);
    });
  }

  /**
   * @param lit number of lamps, 0…count
   * @param flash all in the limiter's colour, whatever `lit` is
   */
  set(lit: number, flash: boolean): void {
    const { order } = this.kit.theme.lights;
    for (let i = 0; i < this.count; i++) {
      const rank = order === 'left-right' ? i : outsideIn(i, this.count);
      this.kit.show(this.lights[i]!, !flash && rank < lit ? 1 : 0);
      this.kit.show(this.limiter[i]!, flash ? 1 : 0);
    }
  }
}

/** The rank at which a lamp lights when pairs light from both ends. */
function outsideIn(index: number, count: number): number {
  const fromEnd = Math.min(index, count - 1 - index);
  return fromEnd * 2;
}

function lampColour(theme: Theme, index: number, count: number): string {
  const { order } = theme.lights;
  const rank = order === 'left-right' ? index : outsideIn(index, count);
  return colourStep(theme.palette.lights, rank / count);
}

function placeLamps(theme: Theme, box: Box, count: number): Box[] {
  const { kind } = theme.lights;
  const pitch = box.width / count;
  const round = kind === 'round' || kind === 'jewel';
  const width = round ? Math.min(box.height, pitch * 0.86) : pitch - Math.max(pitch * 0.18, 2.5);
  const height = kind === 'dash' ? Math.min(box.height, 5) : round ? width : box.height;
  return Array.from({ length: count }, (_, i) => ({
    x: box.x + pitch * (i + 0.5) - width / 2,
    y: box.y + (box.height - height) / 2,
    width,
    height,
  }));
}

function lampPath(ctx: CanvasRenderingContext2D, theme: Theme, lamp: Box): void {
  const { kind } = theme.lights;
  if (kind === 'round' || kind === 'jewel') {
    circlePath(ctx, lamp.x + lamp.width / 2, lamp.y + lamp.height / 2, lamp.width / 2);
  } else if (kind === 'tube') {
    boxPath(ctx, lamp, { form: 'rounded', corner: lamp.height / 2, slantDeg: 0 });
  } else {
    const { form, slantDeg } = theme.panel;
    const slanted = form === 'slanted' && kind === 'block';
    boxPath(ctx, lamp, { form: slanted ? 'slanted' : 'rounded', corner: 2, slantDeg });
  }
}

function paintDark(ctx: CanvasRenderingContext2D, theme: Theme, lamp: Box, colour: string): void {
  const { kind } = theme.lights;
  const { palette } = theme;
  if (kind === 'jewel') {
    paintBezel(ctx, lamp);
    lampPath(ctx, theme, lamp);
    ctx.fillStyle = darken(colour, 0.72);
    ctx.fill();
    return;
  }
  if (kind === 'dash') {
    lampPath(ctx, theme, inset(lamp, -2));
    ctx.fillStyle = fade(palette.outline, 0.82);
    ctx.fill();
    lampPath(ctx, theme, lamp);
    ctx.fillStyle = darken(palette.muted, 0.55);
    ctx.fill();
    return;
  }
  lampPath(ctx, theme, lamp);
  ctx.fillStyle = kind === 'lcd' ? fade(colour, theme.digits.ghost) : palette.faint;
  ctx.fill();
  if (kind === 'tube') {
    ctx.strokeStyle = fade(colour, 0.55);
    ctx.lineWidth = 1.5;
    ctx.stroke();
  } else if (kind === 'round') {
    ctx.strokeStyle = fade('#000000', 0.6);
    ctx.lineWidth = 1.5;
    ctx.stroke();
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
  ctx.fillStyle = rim;
  ctx.fill();
  circlePath(ctx, ring.x + ring.width / 2, ring.y + ring.height / 2, lamp.width / 2 + 1);
  ctx.fillStyle = '#0b0b0b';
  ctx.fill();
}

function paintLit(ctx: CanvasRenderingContext2D, theme: Theme, lamp: Box, colour: string): void {
  const { kind } = theme.lights;
  const scale = ctx.getTransform().a;
  const flat = kind === 'lcd' || kind === 'block';
  if (kind === 'dash') {
    lampPath(ctx, theme, inset(lamp, -2));
    ctx.fillStyle = fade(theme.palette.outline, 0.82);
    ctx.fill();
  }
  ctx.save();
  if (!flat && kind !== 'dash') {
    ctx.shadowColor = fade(colour, 0.85);
    ctx.shadowBlur = 12 * scale;
  }
  lampPath(ctx, theme, lamp);
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.restore();
  if (flat || kind === 'dash') return;
  const x = lamp.x + lamp.width / 2;
  const y = lamp.y + lamp.height * 0.42;
  const lens = ctx.createRadialGradient(x, y, 0, x, y, Math.max(lamp.width, lamp.height) * 0.55);
  lens.addColorStop(0, fade(lighten(colour, 0.75), 0.95));
  lens.addColorStop(0.5, fade(lighten(colour, 0.2), 0.4));
  lens.addColorStop(1, fade(darken(colour, 0.3), 0.35));
  lampPath(ctx, theme, lamp);
  ctx.fillStyle = lens;
  ctx.fill();
}
