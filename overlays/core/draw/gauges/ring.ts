/** Scales that fill along a ring: an arc, flat blocks, glowing dots, or a thin line. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { colourAlong, darken, fade, lighten, mix } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { paintDisc, paintRoundScrim } from '../panels/panel.ts';
import type { Pointer } from '../pointer.ts';
import { Steps } from '../reveal.ts';
import { circlePath, polygon } from '../shape.ts';
import {
  type Dial,
  dialAngle,
  dialShare,
  isRed,
  paintBand,
  paintNumbers,
  paintRedBand,
  paintTicks,
  rampGradient,
} from './dial.ts';
import { dialHead, type Gauge, gaugeBox, gaugeOf } from './gauge.ts';

export type RingKind = 'arc' | 'segments' | 'dots' | 'line';

/** Radii of the parts, from the outside in. */
interface Ring {
  readonly outer: number;
  readonly inner: number;
  readonly ticks: number;
  readonly numbers: number;
  readonly cap: number;
}

function ringOf(theme: Theme, dial: Dial, kind: RingKind): Ring {
  const { thickness, plate } = theme.gauge;
  const outer = dial.radius - (plate === 'none' ? 8 : theme.panel.borderWidth + 9);
  const inner = outer - thickness;
  if (kind === 'dots') return { outer, inner, ticks: inner - 3, numbers: inner - 24, cap: 16 };
  if (kind === 'line') return { outer, inner, ticks: inner - 4, numbers: inner - 32, cap: 17 };
  return { outer, inner, ticks: inner - 5, numbers: inner - 31, cap: 17 };
}

export function createRingGauge(kit: Kit, dial: Dial, kind: RingKind): Gauge {
  const { theme } = kit;
  const ring = ringOf(theme, dial, kind);
  const box = gaugeBox(dial);
  const count = stepsOf(kit, dial, ring, kind);
  kit.picture(box, (ctx) => {
    if (theme.gauge.plate === 'disc') paintDisc(ctx, theme, dial);
    else paintRoundScrim(ctx, theme, dial);
    backs[kind](ctx, theme, dial, ring, count);
    scale(ctx, kit, dial, ring, kind);
  });
  const alarm = kit.picture(box, (ctx) => paintAlarm(ctx, theme, dial, ring, kind));
  const steps = new Steps(kit, {
    box,
    count,
    soft: kind === 'arc' || kind === 'line',
    paint: (ctx) => lits[kind](ctx, theme, dial, ring, count),
    // Blocks fill the space between values, dots lie on values.
    at: (x, y) =>
      kind === 'dots' ? (dialShare(dial, x, y) * (count - 1) + 0.5) / count : dialShare(dial, x, y),
  });
  const head = kind === 'arc' || kind === 'line' ? createHead(kit, dial, ring, kind) : null;
  return gaugeOf(kit, alarm, (share) => {
    const dotted = kind === 'dots' && share > 0;
    steps.set(dotted ? (share * (count - 1) + 0.5) / count : share);
    head?.turn(dialAngle(dial, share));
  });
}

/** Blocks and dots follow the values; arcs have enough steps to look continuous. */
function stepsOf(kit: Kit, dial: Dial, ring: Ring, kind: RingKind): number {
  if (kind === 'segments' || kind === 'dots') {
    const perMajor = Math.max(2, Math.round(36 / (dial.max / dial.major)));
    return Math.round(dial.max / dial.major) * perMajor + (kind === 'dots' ? 1 : 0);
  }
  const lengthPx = ((ring.outer * dial.sweepDeg * Math.PI) / 180) * kit.ratio;
  return Math.round(Math.min(Math.max(lengthPx / 4, 60), 200));
}

function scale(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  dial: Dial,
  ring: Ring,
  kind: RingKind,
): void {
  const { theme, palette } = kit;
  const bare = theme.gauge.plate === 'none';
  if (kind !== 'dots') {
    paintTicks(ctx, dial, {
      radius: ring.ticks,
      majorLength: kind === 'line' ? 10 : 12,
      minorLength: kind === 'segments' ? 0 : 6,
      majorWidth: 2.6,
      minorWidth: 1.6,
      majorColour: palette.ink,
      minorColour: palette.muted,
      redColour: palette.redline,
      ...(bare ? { outline: { width: 1.5, colour: fade(palette.outline, 0.8) } } : {}),
    });
  }
  if (theme.gauge.numbers) {
    paintNumbers(ctx, kit, dial, {
      radius: ring.numbers,
      cap: ring.cap,
      redColour: lighten(palette.redline, 0.12),
    });
  }
}

/** The middle of the face, a little lower than the rest. */
function paintWell(ctx: CanvasRenderingContext2D, theme: Theme, dial: Dial, radius: number): void {
  const { palette } = theme;
  const { cx, cy } = dial;
  const floor = ctx.createRadialGradient(cx, cy + radius * 0.5, 0, cx, cy, radius);
  floor.addColorStop(0, mix(palette.panel, palette.edge, 0.16));
  floor.addColorStop(1, darken(palette.panel, 0.5));
  circlePath(ctx, cx, cy, radius);
  fillWith(ctx, floor);
  const lip = ctx.createLinearGradient(0, cy - radius, 0, cy + radius);
  lip.addColorStop(0, darken(palette.panel, 0.8));
  lip.addColorStop(1, mix(palette.panel, palette.edge, 0.9));
  strokeWith(ctx, lip, 1.5);
}

type RingPainter = (
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  dial: Dial,
  ring: Ring,
  count: number,
) => void;

/** The unlit scale. */
const backs: Record<RingKind, RingPainter> = {
  arc(ctx, theme, dial, { inner, outer, numbers }) {
    const { palette } = theme;
    // Long numbers reach further in.
    paintWell(ctx, theme, dial, numbers - (dial.max / dial.unit >= 100 ? 36 : 23));
    const track = ctx.createRadialGradient(dial.cx, dial.cy, inner, dial.cx, dial.cy, outer);
    track.addColorStop(0, palette.faint);
    track.addColorStop(0.7, darken(palette.faint, 0.22));
    track.addColorStop(1, darken(palette.faint, 0.5));
    paintBand(ctx, dial, 0, 1, inner, outer, track);
    paintRedBand(ctx, dial, inner, outer, fade(palette.redline, 0.3));
    paintRedBand(ctx, dial, inner - 3, inner, palette.redline);
  },
  segments(ctx, theme, dial, ring, count) {
    blocks(ctx, dial, ring, count, (at) =>
      isRed(dial, at * dial.max)
        ? mix(theme.palette.faint, theme.palette.redline, 0.42)
        : theme.palette.faint,
    );
  },
  dots(ctx, theme, dial, ring, count) {
    dots(dial, ring, count, (at, x, y, radius) => {
      circlePath(ctx, x, y, radius * 0.72);
      fillWith(
        ctx,
        isRed(dial, at * dial.max)
          ? mix(theme.palette.faint, theme.palette.redline, 0.5)
          : theme.palette.faint,
      );
    });
  },
  line(ctx, theme, dial, { inner, outer }) {
    const { palette } = theme;
    const middle = (inner + outer) / 2;
    const red = dial.redFrom / dial.max;
    const edge = 2.2;
    for (const [grow, opacity] of [
      [edge + 1.6, 0.25],
      [edge, 0.85],
    ] as const) {
      paintBand(
        ctx,
        dial,
        -0.004,
        red,
        middle - 1 - grow,
        middle + 1 + grow,
        fade(palette.outline, opacity),
      );
      paintBand(ctx, dial, red, 1.004, inner - grow, outer + grow, fade(palette.outline, opacity));
    }
    paintBand(ctx, dial, 0, red, middle - 1.2, middle + 1.2, palette.muted);
    paintBand(
      ctx,
      dial,
      red,
      1,
      inner + 1.5,
      outer - 1.5,
      mix(palette.outline, palette.redline, 0.62),
    );
  },
};

/** The fully lit scale. */
const lits: Record<RingKind, RingPainter> = {
  arc(ctx, theme, dial, { inner, outer }) {
    const ramp = rampGradient(ctx, theme, dial);
    ctx.save();
    glow(ctx, theme, dial, inner, outer);
    paintBand(ctx, dial, 0, 1, inner, outer, ramp);
    const depth = ctx.createRadialGradient(dial.cx, dial.cy, inner, dial.cx, dial.cy, outer);
    depth.addColorStop(0, fade('#000000', 0.38));
    depth.addColorStop(0.55, fade('#000000', 0.04));
    depth.addColorStop(0.8, fade('#ffffff', 0.2));
    depth.addColorStop(1, fade('#ffffff', 0.04));
    paintBand(ctx, dial, 0, 1, inner, outer, depth);
    ctx.restore();
  },
  segments(ctx, theme, dial, ring, count) {
    blocks(ctx, dial, ring, count, (at) => litColour(theme, dial, at));
  },
  dots(ctx, theme, dial, ring, count) {
    const scaleOf = ctx.getTransform().a;
    dots(dial, ring, count, (at, x, y, radius) => {
      const colour = litColour(theme, dial, at);
      ctx.save();
      ctx.shadowColor = fade(colour, theme.gauge.glow);
      for (const blur of [16, 6]) {
        ctx.shadowBlur = blur * scaleOf;
        circlePath(ctx, x, y, radius);
        fillWith(ctx, colour);
      }
      ctx.restore();
      circlePath(ctx, x, y, radius * 0.5);
      fillWith(ctx, lighten(colour, 0.72));
    });
  },
  line(ctx, theme, dial, { inner, outer }) {
    const edge = 2.2;
    paintBand(
      ctx,
      dial,
      -0.004,
      1.004,
      inner - edge,
      outer + edge,
      fade(theme.palette.outline, 0.85),
    );
    paintBand(ctx, dial, 0, 1, inner, outer, rampGradient(ctx, theme, dial));
  },
};

function litColour(theme: Theme, dial: Dial, at: number): string {
  if (isRed(dial, at * dial.max)) return theme.palette.redline;
  return colourAlong(theme.palette.gauge, (at * dial.max) / dial.redFrom);
}

/** A soft halo of the ramp's own colours: drawn wider and wider, more and more transparent. */
function glow(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  dial: Dial,
  inner: number,
  outer: number,
): void {
  const ramp = rampGradient(ctx, theme, dial);
  ctx.save();
  const reach = 13;
  const layers = 9;
  ctx.globalAlpha = (theme.gauge.glow * 0.34) / layers;
  for (let i = 1; i <= layers; i++) {
    const by = (reach * i) / layers;
    paintBand(ctx, dial, -by / 500, 1 + by / 500, inner - by, outer + by, ramp);
  }
  ctx.restore();
}

function blocks(
  ctx: CanvasRenderingContext2D,
  dial: Dial,
  { inner, outer }: Ring,
  count: number,
  colourAt: (at: number) => string,
): void {
  const gap = 3 / outer / ((dial.sweepDeg * Math.PI) / 180);
  for (let i = 0; i < count; i++) {
    paintBand(
      ctx,
      dial,
      i / count + gap / 2,
      (i + 1) / count - gap / 2,
      inner,
      outer,
      colourAt(i / count),
    );
  }
}

function dots(
  dial: Dial,
  { inner, outer }: Ring,
  count: number,
  paint: (at: number, x: number, y: number, radius: number) => void,
): void {
  const middle = (inner + outer) / 2;
  const perMajor = (count - 1) / (dial.max / dial.major);
  for (let i = 0; i < count; i++) {
    const angle = dialAngle(dial, i / (count - 1));
    const radius = ((outer - inner) / 2) * (i % perMajor === 0 ? 1 : 0.72);
    paint(
      i / (count - 1),
      dial.cx + Math.cos(angle) * middle,
      dial.cy + Math.sin(angle) * middle,
      radius,
    );
  }
}

function paintAlarm(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  dial: Dial,
  { inner, outer }: Ring,
  kind: RingKind,
): void {
  const colour = theme.palette.redline;
  if (kind === 'dots' || kind === 'line') {
    const reach = 9;
    ctx.lineCap = 'round';
    ctx.strokeStyle = fade(colour, 0.13);
    for (let i = 1; i <= 6; i++) {
      ctx.beginPath();
      ctx.arc(dial.cx, dial.cy, (inner + outer) / 2, dialAngle(dial, 0), dialAngle(dial, 1));
      ctx.lineWidth = outer - inner + (2 * reach * i) / 6;
      ctx.stroke();
    }
    return;
  }
  paintBand(ctx, dial, 0, 1, inner, outer, mix(theme.palette.faint, colour, 0.55));
  paintBand(ctx, dial, 0, 1, inner - 3, inner, colour);
}

/** The bright leading edge of an arc. */
function createHead(kit: Kit, dial: Dial, { inner, outer }: Ring, kind: RingKind): Pointer {
  const { palette } = kit;
  const box = { x: inner - 16, y: -14, width: outer - inner + 32, height: 28 };
  return dialHead(kit, dial, box, (ctx) => {
    if (kind === 'line') {
      const tip = () => {
        ctx.beginPath();
        polygon(ctx, [
          [inner - 6, 0],
          [inner + 6, -6.5],
          [outer + 7, -3],
          [outer + 7, 3],
          [inner + 6, 6.5],
        ]);
      };
      tip();
      ctx.lineJoin = 'round';
      strokeWith(ctx, fade(palette.outline, 0.9), 4.5);
      fillWith(ctx, palette.ink);
      return;
    }
    ctx.shadowColor = fade('#ffffff', 0.8);
    ctx.shadowBlur = 9 * kit.ratio;
    ctx.fillStyle = palette.ink;
    ctx.beginPath();
    ctx.roundRect(inner - 4, -2, outer - inner + 8, 4, 2);
    ctx.fill();
  });
}
