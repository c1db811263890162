/** A scale drawn on paper, filled to and fro with a marker as the revs rise. */
import { colourAlong, fade } from '../colour.ts';
import type { Kit } from '../kit.ts';
import { paintDisc, paintPanel } from '../panels/panel.ts';
import type { Pointer } from '../pointer.ts';
import { Steps } from '../reveal.ts';
import { strayAt } from '../shape.ts';
import { type Dial, dialAngle, dialShare, isRed, paintBand, paintNumbers } from './dial.ts';
import { dialHead, type Gauge, gaugeBox, gaugeOf } from './gauge.ts';

type Ctx = CanvasRenderingContext2D;

interface Band {
  readonly inner: number;
  readonly outer: number;
}

/** From one stroke of the marker to the next, along the outer edge. */
const strokePitch = 9.5;

export function createScribbleGauge(kit: Kit, dial: Dial): Gauge {
  const { theme } = kit;
  const { palette, gauge } = theme;
  const box = gaugeBox(dial);
  const outer = dial.radius - theme.panel.borderWidth - 16;
  const band: Band = { outer, inner: outer - gauge.thickness };
  const red = dial.redFrom / dial.max;
  kit.picture(box, (ctx) => {
    if (gauge.plate === 'disc') paintDisc(ctx, theme, dial);
    else if (gauge.plate === 'panel') paintPanel(ctx, theme, box);
    if (red < 1) marker(ctx, dial, band, red, 1, fade(palette.redline, 0.5), 2);
    ctx.strokeStyle = fade(palette.ink, 0.9);
    ctx.lineWidth = 2.3;
    handArc(ctx, dial, band.outer + 1.5, 1);
    handArc(ctx, dial, band.inner - 1.5, 2);
    ends(ctx, dial, band);
    paintTicks(ctx, dial, band.inner - 4, palette.ink, palette.redline);
    paintNumbers(ctx, kit, dial, {
      radius: band.inner - 31,
      cap: 20,
      redColour: palette.redline,
    });
  });
  const alarm = kit.picture(box, (ctx) => {
    ctx.strokeStyle = palette.redline;
    ctx.lineWidth = 4.5;
    handArc(ctx, dial, band.outer + 6, 3);
    handArc(ctx, dial, band.inner - 5, 4);
  });
  const steps = new Steps(kit, {
    box,
    count: 150,
    soft: false,
    paint(ctx) {
      const parts = 24;
      for (let i = 0; i < parts; i++) {
        const colour = colourAlong(palette.gauge, i / (parts - 1));
        const [from, to] = [(red * i) / parts, (red * (i + 1)) / parts];
        paintBand(ctx, dial, from, to, band.inner + 1, band.outer - 1, fade(colour, 0.3));
      }
      const middle = colourAlong(palette.gauge, 0.5);
      marker(ctx, dial, band, 0, red, palette.gauge.length === 1 ? palette.gauge[0]! : middle, 4.6);
      if (red < 1) {
        paintBand(ctx, dial, red, 1, band.inner + 1, band.outer - 1, fade(palette.redline, 0.3));
        marker(ctx, dial, band, red, 1, palette.redline, 4.6);
      }
    },
    at: (x, y) => dialShare(dial, x, y),
  });
  const head = createHead(kit, dial, band);
  return gaugeOf(kit, alarm, (share) => {
    steps.set(share);
    head.turn(dialAngle(dial, share));
  });
}

/** To and fro between the two edges, never quite alike. */
function marker(
  ctx: Ctx,
  dial: Dial,
  { inner, outer }: Band,
  from: number,
  to: number,
  colour: string,
  width: number,
): void {
  const length = (((to - from) * dial.sweepDeg * Math.PI) / 180) * outer;
  const count = Math.max(2, Math.round(length / strokePitch));
  const edge = width / 2 + 1;
  ctx.save();
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  for (let i = 0; i <= 2 * count; i++) {
    const at = from + ((to - from) * i) / (2 * count);
    const angle = dialAngle(dial, Math.min(Math.max(at, from + 0.003), to - 0.003));
    const out = i % 2 === 0 ? inner + edge : outer - edge;
    const radius = out + strayAt(i, from) * 1.6;
    ctx.lineTo(dial.cx + Math.cos(angle) * radius, dial.cy + Math.sin(angle) * radius);
  }
  ctx.stroke();
  ctx.restore();
}

/** An arc that a hand draws: its radius sways. */
function handArc(ctx: Ctx, dial: Dial, radius: number, seed: number): void {
  ctx.lineCap = 'round';
  ctx.beginPath();
  const parts = 40;
  for (let i = 0; i <= parts; i++) {
    const angle = dialAngle(dial, -0.004 + (1.008 * i) / parts);
    const sway = radius + Math.sin(i * 0.55 + seed * 2) * 0.9 + strayAt(i, seed) * 0.35;
    ctx.lineTo(dial.cx + Math.cos(angle) * sway, dial.cy + Math.sin(angle) * sway);
  }
  ctx.stroke();
}

function ends(ctx: Ctx, dial: Dial, { inner, outer }: Band): void {
  for (const at of [-0.003, 1.003]) {
    const angle = dialAngle(dial, at);
    ctx.beginPath();
    ctx.moveTo(dial.cx + Math.cos(angle) * (inner - 4), dial.cy + Math.sin(angle) * (inner - 4));
    ctx.lineTo(dial.cx + Math.cos(angle) * (outer + 4), dial.cy + Math.sin(angle) * (outer + 4));
    ctx.stroke();
  }
}

function paintTicks(ctx: Ctx, dial: Dial, radius: number, ink: string, redInk: string): void {
  const count = Math.round(dial.max / dial.minor);
  const perMajor = Math.round(dial.major / dial.minor);
  ctx.lineCap = 'round';
  for (let i = 0; i <= count; i++) {
    const major = i % perMajor === 0;
    const angle = dialAngle(dial, i / count);
    const lean = angle + strayAt(i, 9) * 0.012;
    const end = radius - (major ? 11 : 5) + strayAt(i, 5) * 1.2;
    ctx.strokeStyle = isRed(dial, i * dial.minor) ? redInk : ink;
    ctx.lineWidth = major ? 2.8 : 1.6;
    ctx.beginPath();
    ctx.moveTo(dial.cx + Math.cos(angle) * radius, dial.cy + Math.sin(angle) * radius);
    ctx.lineTo(dial.cx + Math.cos(lean) * end, dial.cy + Math.sin(lean) * end);
    ctx.stroke();
  }
}

/** A stroke of ink where the marker is. */
function createHead(kit: Kit, dial: Dial, { inner, outer }: Band): Pointer {
  const box = { x: inner - 14, y: -10, width: outer - inner + 28, height: 20 };
  return dialHead(kit, dial, box, (ctx) => {
    ctx.strokeStyle = kit.palette.ink;
    ctx.lineWidth = 4;
    ctx.lineCap = 'round';
    ctx.beginPath();
    ctx.moveTo(inner - 6, 0.6);
    ctx.quadraticCurveTo((inner + outer) / 2, -1.4, outer + 7, 0.4);
    ctx.stroke();
  });
}
