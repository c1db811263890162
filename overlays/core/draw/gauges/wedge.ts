/** A band that grows thicker along the scale: shape and brightness show the value, stripes show the limit. */

import { colourAlong, fade, mix } from '../colour.ts';
import { hatchFill } from '../hatch.ts';
import { fillWith, strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { paintDisc } from '../panels/panel.ts';
import type { Pointer } from '../pointer.ts';
import { Steps } from '../reveal.ts';
import { paintText } from '../text/lettering.ts';
import { bulge, type Dial, dialAngle, dialShare, scaleLettering } from './dial.ts';
import { dialHead, type Gauge, gaugeBox, gaugeOf } from './gauge.ts';

interface Wedge {
  readonly outer: number;
  /** Thickness at a place. */
  readonly thick: (at: number) => number;
}

type Ctx = CanvasRenderingContext2D;

function wedgePath(ctx: Ctx, dial: Dial, { outer, thick }: Wedge, from: number, to: number): void {
  const { cx, cy } = dial;
  const parts = Math.max(2, Math.ceil((to - from) * 90));
  ctx.beginPath();
  ctx.arc(cx, cy, outer, dialAngle(dial, from), dialAngle(dial, to));
  for (let i = parts; i >= 0; i--) {
    const at = from + ((to - from) * i) / parts;
    const angle = dialAngle(dial, at);
    const radius = outer - thick(at);
    ctx.lineTo(cx + Math.cos(angle) * radius, cy + Math.sin(angle) * radius);
  }
  ctx.closePath();
}

export function createWedgeGauge(kit: Kit, dial: Dial): Gauge {
  const { theme } = kit;
  const { palette, panel, gauge } = theme;
  const box = gaugeBox(dial);
  const full = Math.max(gauge.thickness, 14);
  const wedge: Wedge = {
    outer: dial.radius - (gauge.plate === 'none' ? 4 : panel.borderWidth + 8),
    thick: (at) => 7 + (full - 7) * Math.min(Math.max(at, 0), 1),
  };
  const red = dial.redFrom / dial.max;
  kit.picture(box, (ctx) => {
    if (gauge.plate !== 'none') paintDisc(ctx, theme, dial);
    wedgePath(ctx, dial, wedge, 0, 1);
    fillWith(ctx, palette.faint);
    if (red < 1) {
      wedgePath(ctx, dial, wedge, red, 1);
      ctx.fillStyle = hatchFill(ctx, theme, palette.redline, ctx.getTransform().a);
      ctx.globalAlpha = 0.5;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    wedgePath(ctx, dial, wedge, 0, 1);
    strokeWith(ctx, palette.muted, 2.2);
    cuts(ctx, dial, wedge, palette.panel);
    paintScale(ctx, kit, dial, wedge);
  });
  const alarm = kit.picture(box, (ctx) => {
    wedgePath(ctx, dial, wedge, 0, 1);
    strokeWith(ctx, palette.redline, 6);
  });
  const lengthPx = ((wedge.outer * dial.sweepDeg * Math.PI) / 180) * kit.ratio;
  const steps = new Steps(kit, {
    box,
    count: Math.round(Math.min(Math.max(lengthPx / 4, 60), 200)),
    soft: true,
    paint: (ctx) => paintLit(ctx, kit, dial, wedge),
    at: (x, y) => dialShare(dial, x, y),
  });
  const head = createHead(kit, dial, wedge, full);
  return gaugeOf(kit, alarm, (share) => {
    steps.set(share);
    head.turn(dialAngle(dial, share));
  });
}

/** The fully lit band: the theme's ramp up to the limit, stripes after it. */
function paintLit(ctx: Ctx, { theme, palette }: Kit, dial: Dial, wedge: Wedge): void {
  const red = dial.redFrom / dial.max;
  const calm = ctx.createConicGradient(dialAngle(dial, 0) - 0.01, dial.cx, dial.cy);
  const turn = 360 / dial.sweepDeg;
  for (let i = 0; i <= 8; i++) {
    calm.addColorStop((red * i) / 8 / turn, colourAlong(palette.gauge, i / 8));
  }
  wedgePath(ctx, dial, wedge, 0, red);
  fillWith(ctx, calm);
  if (red < 1) {
    wedgePath(ctx, dial, wedge, red, 1);
    fillWith(ctx, mix(palette.panel, palette.redline, 0.2));
    fillWith(ctx, hatchFill(ctx, theme, palette.redline, ctx.getTransform().a));
  }
  cuts(ctx, dial, wedge, palette.panel);
}

/** The band is cut at each number. */
function cuts(ctx: Ctx, dial: Dial, { outer, thick }: Wedge, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 3.4;
  for (let value = dial.major; value < dial.max - 1e-6; value += dial.major) {
    const at = value / dial.max;
    const angle = dialAngle(dial, at);
    const inner = outer - thick(at) - 1.5;
    ctx.beginPath();
    ctx.moveTo(dial.cx + Math.cos(angle) * inner, dial.cy + Math.sin(angle) * inner);
    ctx.lineTo(
      dial.cx + Math.cos(angle) * (outer + 1.5),
      dial.cy + Math.sin(angle) * (outer + 1.5),
    );
    ctx.stroke();
  }
}

function paintScale(ctx: Ctx, kit: Kit, dial: Dial, { outer, thick }: Wedge): void {
  const { palette, fonts } = kit.theme;
  const wide = dial.max / dial.unit >= 100;
  const { cap, step, last } = scaleLettering(kit, dial, wide ? 17 : 20);
  for (let value = 0; value <= last; value += step) {
    const at = value / dial.max;
    const angle = dialAngle(dial, at);
    const text = String(Math.round(value / dial.unit));
    const aside = bulge(text, fonts.numbers, cap) * Math.abs(Math.cos(angle));
    const radius = outer - thick(at) - (wide ? 20 : 23) - aside;
    paintText(
      ctx,
      kit.theme,
      text,
      dial.cx + Math.cos(angle) * radius,
      dial.cy + Math.sin(angle) * radius,
      { face: fonts.numbers, cap, colour: palette.ink, glow: 0 },
    );
  }
}

/** The value as a bright bar with a dark edge across the band. */
function createHead(kit: Kit, dial: Dial, { outer }: Wedge, full: number): Pointer {
  const { palette } = kit;
  const inner = outer - full * 0.62;
  const box = { x: inner - 12, y: -12, width: outer - inner + 24, height: 24 };
  return dialHead(kit, dial, box, (ctx) => {
    ctx.fillStyle = fade(palette.outline, 1);
    ctx.beginPath();
    ctx.roundRect(inner - 3, -5.5, outer - inner + 10, 11, 2);
    ctx.fill();
    ctx.fillStyle = palette.ink;
    ctx.beginPath();
    ctx.roundRect(inner - 0.5, -3, outer - inner + 5, 6, 1.5);
    ctx.fill();
  });
}
