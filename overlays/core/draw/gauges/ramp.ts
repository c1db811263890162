/** A digital dash of the nineties: columns that grow along the scale and light one after another. */

import { colourAlong, fade, mix } from '../colour.ts';
import { fillWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { paintPanel } from '../panels/panel.ts';
import { Steps } from '../reveal.ts';
import { polygon } from '../shape.ts';
import { paintText, textWidth } from '../text/lettering.ts';
import { type Dial, scaleLettering } from './dial.ts';
import { type Gauge, gaugeBox, gaugeOf } from './gauge.ts';

interface Ramp {
  readonly left: number;
  readonly right: number;
  /** Foot and top of a column. */
  readonly foot: (at: number) => number;
  readonly top: (at: number) => number;
}

function rampOf(dial: Dial, border: number): Ramp {
  const side = dial.radius - border - 16;
  const high = dial.cy - dial.radius + border;
  const rise = (at: number) => Math.sin((Math.min(at, 1) * Math.PI) / 2) ** 1.35;
  return {
    left: dial.cx - side,
    right: dial.cx + side,
    foot: (at) => high + 168 - 40 * rise(at),
    top: (at) => high + 146 - 118 * rise(at),
  };
}

export function createRampGauge(kit: Kit, dial: Dial): Gauge {
  const { theme, palette } = kit;
  const box = gaugeBox(dial);
  const ramp = rampOf(dial, theme.panel.borderWidth);
  const perMajor = Math.max(2, Math.round(40 / (dial.max / dial.major)));
  const count = Math.round(dial.max / dial.major) * perMajor;
  const red = dial.redFrom / dial.max;
  const colourAt = (at: number) =>
    at >= red ? palette.redline : colourAlong(palette.gauge, at / red);
  const columns = (ctx: CanvasRenderingContext2D, style: (at: number) => string) => {
    for (let i = 0; i < count; i++) column(ctx, ramp, i / count, (i + 1) / count, style(i / count));
  };
  kit.picture(box, (ctx) => {
    paintPanel(ctx, theme, box);
    columns(ctx, (at) => fade(colourAt(at), theme.digits.ghost));
    paintScale(ctx, kit, dial, ramp);
  });
  const alarm = kit.picture(box, (ctx) =>
    columns(ctx, (at) => fade(palette.redline, at >= red ? 0.5 : 0)),
  );
  const steps = new Steps(kit, {
    box,
    count,
    soft: false,
    paint: (ctx) => columns(ctx, colourAt),
    at: (x) => (x - ramp.left) / (ramp.right - ramp.left),
  });
  return gaugeOf(kit, alarm, (share) => steps.set(share));
}

function column(
  ctx: CanvasRenderingContext2D,
  ramp: Ramp,
  from: number,
  to: number,
  colour: string,
): void {
  const gap = 1.1;
  const width = ramp.right - ramp.left;
  const x0 = ramp.left + from * width + gap;
  const x1 = ramp.left + to * width - gap;
  ctx.beginPath();
  polygon(ctx, [
    [x0, ramp.top(from)],
    [x1, ramp.top(to)],
    [x1, ramp.foot(to)],
    [x0, ramp.foot(from)],
  ]);
  fillWith(ctx, colour);
}

/** The red zone as a bar over the columns, numbers under them. */
function paintScale(ctx: CanvasRenderingContext2D, kit: Kit, dial: Dial, ramp: Ramp): void {
  const { palette, fonts } = kit.theme;
  const width = ramp.right - ramp.left;
  const red = dial.redFrom / dial.max;
  ctx.lineWidth = 4;
  const edge = (from: number, to: number, colour: string) => {
    ctx.beginPath();
    for (let i = 0; i <= 40; i++) {
      const at = from + ((to - from) * i) / 40;
      const x = ramp.left + at * width;
      if (i === 0) ctx.moveTo(x, ramp.top(at) - 7);
      else ctx.lineTo(x, ramp.top(at) - 7);
    }
    ctx.strokeStyle = colour;
    ctx.stroke();
  };
  edge(0, red, mix(palette.panel, palette.ink, 0.75));
  edge(red, 1, palette.redline);
  const { cap, step } = scaleLettering(kit, dial, 17);
  const widest = textWidth(String(Math.round(dial.max / dial.unit)), fonts.labels, cap);
  // Three-digit numbers need the room of two marks.
  const every = step * (widest + cap * 0.4 > (width * step) / dial.max ? 2 : 1);
  for (let value = every; value < dial.max - dial.major * 0.4; value += every) {
    const at = value / dial.max;
    paintText(
      ctx,
      kit.theme,
      String(Math.round(value / dial.unit)),
      ramp.left + at * width,
      ramp.foot(at) + 15,
      {
        face: fonts.labels,
        cap,
        colour: value >= dial.redFrom ? palette.redline : palette.ink,
      },
    );
  }
}
