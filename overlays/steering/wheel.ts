/**
 * Steering wheels, one for each kind of a theme's instruments, painted once and straight around their middle. Only
 * paints; a sprite turns the wheel.
 */

import type { Theme } from '../../protocol/theme-schema.ts';
import { darken, fade, lighten, mix } from '../core/draw/colour.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import { paintHub } from '../core/draw/pointer.ts';
import { circlePath, polygon, ringPath } from '../core/draw/shape.ts';
import { paintFormulaWheel } from './wheel-formula.ts';
import { paintSketchedWheel } from './wheel-sketch.ts';

type Ctx = CanvasRenderingContext2D;

/** Angles of the spokes' middles, degrees clockwise from the right. */
const spokesDeg = [4, 90, 176] as const;
const top = -Math.PI / 2;
/** Half the width of the mark at the top, radians. */
const markHalf = 0.13;

export const hubShare = 0.33;

/** @param radius of the rim's outer edge; glow and outline reach a little further */
export function paintWheel(ctx: Ctx, theme: Theme, radius: number): void {
  wheels[theme.gauge.kind](ctx, theme, radius);
}

const wheels: Record<Theme['gauge']['kind'], (ctx: Ctx, theme: Theme, radius: number) => void> = {
  arc: paintGrip,
  needle: paintWood,
  segments: paintFlat,
  ramp: paintFlat,
  line: paintLine,
  dots: paintTube,
  frame: paintFormulaWheel,
  wedge: paintFlat,
  chronograph: paintWood,
  scribble: paintSketchedWheel,
  tape: paintLine,
};

/** The path of one spoke, broader at the hub. */
function spokePath(ctx: Ctx, deg: number, from: number, to: number, half: number): void {
  const angle = (deg * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const at = (along: number, across: number): [number, number] => [
    cos * along - sin * across,
    sin * along + cos * across,
  ];
  ctx.beginPath();
  polygon(ctx, [at(from, -half), at(to, -half * 0.72), at(to, half * 0.72), at(from, half)]);
}

function markBand(ctx: Ctx, inner: number, outer: number, colour: string, half = markHalf): void {
  ringPath(ctx, 0, 0, inner, outer, top - half, top + half);
  fillWith(ctx, colour);
}

/** A rounded rim: dark at both edges, bright in between. */
function roundRim(ctx: Ctx, inner: number, outer: number, colour: string): CanvasGradient {
  const rim = ctx.createRadialGradient(0, 0, inner, 0, 0, outer);
  rim.addColorStop(0, darken(colour, 0.62));
  rim.addColorStop(0.42, lighten(colour, 0.1));
  rim.addColorStop(0.58, lighten(colour, 0.22));
  rim.addColorStop(1, darken(colour, 0.66));
  return rim;
}

/** Of a GT car: alcantara, grips, a hub of dark metal. */
function paintGrip(ctx: Ctx, { palette }: Theme, radius: number): void {
  const inner = radius * 0.79;
  const hub = radius * hubShare;
  const leather = mix(palette.edge, palette.muted, 0.3);
  for (const deg of spokesDeg) {
    spokePath(ctx, deg, hub * 0.8, inner + 3, 15);
    const metal = ctx.createLinearGradient(0, -radius * 0.3, 0, radius * 0.9);
    metal.addColorStop(0, mix(palette.edge, palette.muted, 0.25));
    metal.addColorStop(1, mix(palette.panel, palette.edge, 0.5));
    fillWith(ctx, metal);
    strokeWith(ctx, fade(palette.muted, 0.55), 1.4);
  }
  ringPath(ctx, 0, 0, inner, radius, 0, Math.PI * 2);
  ctx.fillStyle = roundRim(ctx, inner, radius, leather);
  ctx.fill('evenodd');
  for (const side of [0, Math.PI]) {
    for (const end of [-0.5, 0.5]) {
      ctx.beginPath();
      ctx.moveTo(Math.cos(side + end) * (inner + 1), Math.sin(side + end) * (inner + 1));
      ctx.lineTo(Math.cos(side + end) * (radius - 1), Math.sin(side + end) * (radius - 1));
      strokeWith(ctx, fade(palette.outline, 0.7), 2);
    }
  }
  markBand(ctx, inner, radius, palette.accent);
  circlePath(ctx, 0, 0, hub);
  const boss = ctx.createLinearGradient(0, -hub, 0, hub);
  boss.addColorStop(0, mix(palette.edge, palette.muted, 0.3));
  boss.addColorStop(1, darken(palette.panel, 0.3));
  fillWith(ctx, boss);
  strokeWith(ctx, palette.accent, 2.5);
}

/** Of the sixties: polished wood, drilled spokes of aluminium. */
function paintWood(ctx: Ctx, { palette }: Theme, radius: number): void {
  const inner = radius * 0.86;
  const hub = radius * hubShare * 0.8;
  for (const deg of spokesDeg) {
    spokePath(ctx, deg, 0, inner + 3, 12);
    const metal = ctx.createLinearGradient(-radius, -radius, radius, radius);
    metal.addColorStop(0, '#f4f4f1');
    metal.addColorStop(0.5, '#a4a8aa');
    metal.addColorStop(1, '#e3e4e2');
    fillWith(ctx, metal);
    strokeWith(ctx, 'rgba(0, 0, 0, 0.6)', 1);
    const angle = (deg * Math.PI) / 180;
    for (const [at, size] of [
      [0.44, 5.6],
      [0.58, 4.9],
      [0.71, 4.2],
    ] as const) {
      circlePath(ctx, Math.cos(angle) * radius * at, Math.sin(angle) * radius * at, size);
      fillWith(ctx, darken(palette.panel, 0.5));
      ctx.stroke();
    }
  }
  ringPath(ctx, 0, 0, inner, radius, 0, Math.PI * 2);
  ctx.fillStyle = roundRim(ctx, inner, radius, '#9a5a28');
  ctx.fill('evenodd');
  circlePath(ctx, 0, 0, (inner + radius) / 2);
  ctx.setLineDash([3, radius * 0.14]);
  strokeWith(ctx, 'rgba(255, 232, 190, 0.75)', 3);
  ctx.setLineDash([]);
  markBand(ctx, inner, radius, palette.ink, markHalf * 0.7);
  paintHub(ctx, 0, 0, hub, darken(palette.panel, 0.2));
}

/** Of television graphics and displays: plain surfaces without light and shade. */
function paintFlat(ctx: Ctx, { palette }: Theme, radius: number): void {
  const inner = radius * 0.8;
  const hub = radius * hubShare;
  for (const deg of spokesDeg) {
    spokePath(ctx, deg, 0, inner + 2, 12);
    fillWith(ctx, palette.muted);
  }
  circlePath(ctx, 0, 0, hub);
  fillWith(ctx, palette.muted);
  circlePath(ctx, 0, 0, hub - 5);
  fillWith(ctx, palette.panel);
  ringPath(ctx, 0, 0, inner, radius, 0, Math.PI * 2);
  ctx.fillStyle = palette.ink;
  ctx.fill('evenodd');
  markBand(ctx, inner, radius, palette.panel, markHalf * 1.45);
  markBand(ctx, inner, radius, palette.accent);
}

/** Lines with a dark edge, for themes without panels. */
function paintLine(ctx: Ctx, { palette }: Theme, radius: number): void {
  const rim = radius - 5;
  const hub = radius * hubShare * 0.7;
  const pass = (grow: number, colour: string) => {
    ctx.strokeStyle = colour;
    ctx.lineWidth = 3.5 + grow;
    for (const deg of spokesDeg) {
      const angle = (deg * Math.PI) / 180;
      ctx.beginPath();
      ctx.moveTo(Math.cos(angle) * hub, Math.sin(angle) * hub);
      ctx.lineTo(Math.cos(angle) * rim, Math.sin(angle) * rim);
      ctx.stroke();
    }
    circlePath(ctx, 0, 0, hub);
    ctx.stroke();
    ctx.lineWidth = 6 + grow;
    circlePath(ctx, 0, 0, rim);
    ctx.stroke();
  };
  pass(4.6, fade(palette.outline, 0.85));
  pass(0, palette.ink);
  markBand(ctx, rim - 9, rim + 9, fade(palette.outline, 0.9), markHalf * 1.2);
  markBand(ctx, rim - 6.5, rim + 6.5, palette.accent);
}

/** Glass tubes. */
function paintTube(ctx: Ctx, { palette, gauge }: Theme, radius: number): void {
  const rim = radius - 8;
  const hub = radius * hubShare * 0.8;
  const tube = (colour: string, width: number, path: () => void) => {
    ctx.save();
    ctx.shadowColor = fade(colour, gauge.glow);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.lineCap = 'round';
    for (const blur of [14, 5]) {
      ctx.shadowBlur = blur * ctx.getTransform().a;
      path();
      ctx.stroke();
    }
    ctx.restore();
    ctx.lineCap = 'round';
    ctx.strokeStyle = lighten(colour, 0.72);
    ctx.lineWidth = width * 0.36;
    path();
    ctx.stroke();
  };
  for (const deg of spokesDeg) {
    const angle = (deg * Math.PI) / 180;
    tube(palette.steer, 5, () => {
      ctx.beginPath();
      ctx.moveTo(Math.cos(angle) * (hub + 7), Math.sin(angle) * (hub + 7));
      ctx.lineTo(Math.cos(angle) * (rim - 11), Math.sin(angle) * (rim - 11));
    });
  }
  tube(palette.steer, 5, () => circlePath(ctx, 0, 0, hub));
  const gap = markHalf * 1.9;
  const ring = (from: number, to: number) => () => {
    ctx.beginPath();
    ctx.arc(0, 0, rim, top + from, top + to);
  };
  tube(palette.accent, 9, ring(gap, Math.PI * 2 - gap));
  tube(palette.ink, 9, ring(-markHalf * 0.8, markHalf * 0.8));
}
