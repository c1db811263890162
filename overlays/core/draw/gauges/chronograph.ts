/** A watchmaker's dial: a railway track of minutes, applied markers, a small dial for the figures, a thin hand. */

import { darken, fade, lighten } from '../colour.ts';
import { fillWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { polish, tinted } from '../panels/chrome.ts';
import { Pointer } from '../pointer.ts';
import { circlePath, polygon } from '../shape.ts';
import { type Dial, dialAngle, paintNumbers, paintRedBand } from './dial.ts';
import { type Gauge, handGauge } from './gauge.ts';

type Ctx = CanvasRenderingContext2D;

/** Radius of the small dial, and its distance below the axis. */
const small = { radius: 57, below: 84 } as const;
/** At the short end of the hand, as far from the axis as figures above it allow: they stay whole at every value. */
const ring = { at: 15, radius: 6, thick: 3.4 } as const;

export function createChronographGauge(kit: Kit, dial: Dial): Gauge {
  const { theme, palette } = kit;
  const { cx, cy } = dial;
  const face = dial.radius - theme.panel.borderWidth - 3;
  const length = face - 9;
  const short = ring.at + 2 * ring.radius + ring.thick;
  return handGauge(kit, dial, {
    paintFace(ctx) {
      paintRedBand(ctx, dial, face - 14, face - 5, palette.redline);
      paintTrack(ctx, dial, face, palette.ink);
      paintMarkers(ctx, dial, face - 19);
      paintNumbers(ctx, kit, dial, { radius: face - 58, cap: 19, redColour: palette.redline });
      paintSmallDial(ctx, palette.panel, cx, cy + small.below, small.radius);
    },
    paintAlarm(ctx) {
      for (let i = 1; i <= 6; i++) {
        const by = i * 1.6;
        paintRedBand(ctx, dial, face - 16 - by, face - 4, fade(palette.redline, 0.16));
      }
      paintRedBand(ctx, dial, face - 16, face - 4, lighten(palette.redline, 0.12));
    },
    createHands() {
      const box = { x: -short - 14, y: -18, width: length + short + 28, height: 36 };
      const shadow = new Pointer(kit, cx + 2, cy + 4, box, (ctx) => {
        ctx.shadowColor = 'rgba(0, 0, 0, 0.55)';
        ctx.shadowBlur = 4 * kit.ratio;
        paintHand(ctx, length, 'rgba(0, 0, 0, 0.3)');
      });
      const hand = new Pointer(kit, cx, cy, box, (ctx) => {
        const steel = ctx.createLinearGradient(0, -4, 0, 4);
        steel.addColorStop(0, lighten(palette.accent, 0.45));
        steel.addColorStop(0.5, palette.accent);
        steel.addColorStop(1, darken(palette.accent, 0.4));
        paintHand(ctx, length, steel);
      });
      const cap = new Pointer(kit, cx, cy, { x: -16, y: -16, width: 32, height: 32 }, paintCap);
      return [[shadow, hand], cap];
    },
  });
}

/** Two fine circles with sleepers between them. */
function paintTrack(ctx: Ctx, dial: Dial, face: number, ink: string): void {
  const [outer, inner] = [face - 5, face - 14];
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1.1;
  for (const radius of [outer, inner]) {
    ctx.beginPath();
    ctx.arc(dial.cx, dial.cy, radius, dialAngle(dial, 0), dialAngle(dial, 1));
    ctx.stroke();
  }
  const fine = 2;
  const count = Math.round(dial.max / dial.minor) * fine;
  for (let i = 0; i <= count; i++) {
    const angle = dialAngle(dial, i / count);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    ctx.lineWidth = i % fine === 0 ? 1.8 : 0.9;
    ctx.beginPath();
    ctx.moveTo(dial.cx + cos * outer, dial.cy + sin * outer);
    ctx.lineTo(dial.cx + cos * inner, dial.cy + sin * inner);
    ctx.stroke();
  }
}

/** Bars of gold, bevelled: one half in the light, the other in the shade. */
function paintMarkers(ctx: Ctx, dial: Dial, outer: number): void {
  for (let value = 0; value <= dial.max + 1e-6; value += dial.major) {
    ctx.save();
    ctx.translate(dial.cx, dial.cy);
    ctx.rotate(dialAngle(dial, value / dial.max));
    ctx.shadowColor = 'rgba(0, 0, 0, 0.45)';
    ctx.shadowBlur = 2.5 * ctx.getTransform().a;
    const inner = outer - 19;
    ctx.fillStyle = tinted('#4a4a4a', 'brass');
    ctx.fillRect(inner - 0.8, -4, outer - inner + 1.6, 8);
    ctx.shadowColor = 'transparent';
    ctx.fillStyle = tinted('#d8d8d8', 'brass');
    ctx.fillRect(inner, -3.2, outer - inner, 3.2);
    ctx.fillStyle = tinted('#8a8a8a', 'brass');
    ctx.fillRect(inner, 0, outer - inner, 3.2);
    ctx.restore();
  }
}

/** Lower than the face, with grooves like a record's. */
function paintSmallDial(ctx: Ctx, panel: string, x: number, y: number, radius: number): void {
  const lip = ctx.createLinearGradient(0, y - radius, 0, y + radius);
  lip.addColorStop(0, fade(darken(panel, 0.75), 0.9));
  lip.addColorStop(1, '#ffffff');
  circlePath(ctx, x, y, radius);
  fillWith(ctx, lip);
  circlePath(ctx, x, y, radius - 1.6);
  fillWith(ctx, lighten(panel, 0.3));
  ctx.strokeStyle = fade(darken(panel, 0.7), 0.16);
  ctx.lineWidth = 0.8;
  for (let r = radius - 4; r > radius - 16; r -= 2.4) {
    circlePath(ctx, x, y, r);
    ctx.stroke();
  }
}

/** Thin, with a ring at its short end. */
function paintHand(ctx: Ctx, length: number, style: string | CanvasGradient): void {
  ctx.fillStyle = style;
  ctx.strokeStyle = style;
  ctx.beginPath();
  polygon(ctx, [
    [length, 0],
    [length - 24, 2.2],
    [0, 3.4],
    [-ring.at, 2.4],
    [-ring.at, -2.4],
    [0, -3.4],
    [length - 24, -2.2],
  ]);
  ctx.fill();
  circlePath(ctx, -ring.at - ring.radius, 0, ring.radius);
  ctx.lineWidth = ring.thick;
  ctx.stroke();
}

function paintCap(ctx: Ctx): void {
  const metal = ctx.createLinearGradient(-8, -9, 8, 9);
  polish(metal, ['#fdfdfb', '#9a9a9a', '#3a3a3a'], 'brass');
  ctx.shadowColor = 'rgba(0, 0, 0, 0.6)';
  ctx.shadowBlur = 4 * ctx.getTransform().a;
  circlePath(ctx, 0, 0, 10);
  fillWith(ctx, metal);
  ctx.shadowColor = 'transparent';
  circlePath(ctx, 0, 0, 3.4);
  fillWith(ctx, tinted('#3a3a3a', 'brass'));
}
