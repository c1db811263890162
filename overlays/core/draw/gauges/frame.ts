/** A scale that runs around the edge of a screen, up, across and down, as on the display of a racing wheel. */

import { colourAlong, mix } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { outlineOf, paintPanel, paintPanelBack, paintScreen, panelBleed } from '../panels/panel.ts';
import { Steps } from '../reveal.ts';
import { type Box, boxPath, inset, polygon } from '../shape.ts';
import { paintText, textWidth } from '../text/lettering.ts';
import { type Dial, isRed, scaleLettering } from './dial.ts';
import { type Gauge, gaugeBox, gaugeOf } from './gauge.ts';

/** Room above the screen for lamps, on the material that frames it. */
const lampsHeight = 34;
/** Outer radius of the two upper corners. */
const corner = 40;
const quarter = Math.PI / 2;

interface Course {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly thick: number;
  /** Lengths of a side, a corner and the top, along the middle line. */
  readonly side: number;
  readonly bend: number;
  readonly across: number;
  readonly length: number;
}

function courseOf(screen: Box, thick: number): Course {
  const air = 11;
  const left = screen.x + air;
  const right = screen.x + screen.width - air;
  const top = screen.y + air;
  const bottom = screen.y + screen.height - air;
  const side = bottom - top - corner;
  const bend = quarter * (corner - thick / 2);
  const across = right - left - 2 * corner;
  return {
    left,
    right,
    top,
    bottom,
    thick,
    side,
    bend,
    across,
    length: 2 * (side + bend) + across,
  };
}

/** A point of the course. @param at 0…1 @param deep inwards from the outer edge */
function pointAt(course: Course, at: number, deep: number): [number, number] {
  const { left, right, top, bottom, side, bend, across } = course;
  let s = Math.min(Math.max(at, 0), 1) * course.length;
  if (s <= side) return [left + deep, bottom - s];
  s -= side;
  const reach = corner - deep;
  if (s <= bend) {
    const angle = (s / bend) * quarter;
    return [left + corner - Math.cos(angle) * reach, top + corner - Math.sin(angle) * reach];
  }
  s -= bend;
  if (s <= across) return [left + corner + s, top + deep];
  s -= across;
  if (s <= bend) {
    const angle = (s / bend) * quarter;
    return [right - corner + Math.sin(angle) * reach, top + corner - Math.cos(angle) * reach];
  }
  return [right - deep, top + corner + (s - bend)];
}

/** Position of a point along the course, 0…1. */
function placeOf(course: Course, x: number, y: number): number {
  const { left, right, top, bottom, side, bend, across, length } = course;
  const low = y >= top + corner;
  const middle = (left + right) / 2;
  if (low) return (x < middle ? bottom - y : length - (bottom - y)) / length;
  if (x < left + corner) {
    const angle = Math.atan2(top + corner - y, left + corner - x);
    return (side + (angle / quarter) * bend) / length;
  }
  if (x > right - corner) {
    const angle = Math.atan2(x - (right - corner), top + corner - y);
    return (side + bend + across + (angle / quarter) * bend) / length;
  }
  return (side + bend + (x - left - corner)) / length;
}

export function createFrameGauge(kit: Kit, dial: Dial): Gauge {
  const { theme, palette } = kit;
  const box = gaugeBox(dial);
  const framed = theme.panel.border === 'inlay';
  const body = inset(box, panelBleed);
  const by = framed ? theme.panel.borderWidth : 8;
  const above = dial.withLamps ? lampsHeight : 0;
  const screen: Box = {
    x: body.x + by,
    y: body.y + by + above,
    width: body.width - 2 * by,
    height: body.height - 2 * by - above,
  };
  const course = courseOf(screen, Math.min(Math.max(theme.gauge.thickness, 10), 30));
  const perMajor = Math.max(2, Math.round(54 / (dial.max / dial.major)));
  const count = Math.round(dial.max / dial.major) * perMajor;
  const blocks = (ctx: CanvasRenderingContext2D, styleAt: (at: number) => string) => {
    for (let i = 0; i < count; i++)
      block(ctx, course, i / count, (i + 1) / count, styleAt(i / count));
  };
  const red = (at: number) => isRed(dial, at * dial.max);
  kit.picture(box, (ctx) => {
    if (framed) {
      paintPanelBack(ctx, theme, box);
      paintScreen(ctx, theme, screen);
    } else paintPanel(ctx, theme, box);
    blocks(ctx, (at) => (red(at) ? mix(palette.faint, palette.redline, 0.4) : palette.faint));
    paintScale(ctx, kit, dial, course);
  });
  const alarm = kit.picture(box, (ctx) => {
    boxPath(ctx, inset(screen, 3), { ...outlineOf(theme), corner: theme.panel.corner * 0.5 });
    strokeWith(ctx, palette.redline, 5);
  });
  const steps = new Steps(kit, {
    box,
    count,
    soft: false,
    paint: (ctx) =>
      blocks(ctx, (at) =>
        red(at) ? palette.redline : colourAlong(palette.gauge, (at * dial.max) / dial.redFrom),
      ),
    at: (x, y) => placeOf(course, x, y),
  });
  return gaugeOf(kit, alarm, (share) => steps.set(share));
}

function block(
  ctx: CanvasRenderingContext2D,
  course: Course,
  from: number,
  to: number,
  colour: string,
): void {
  const gap = 1.5 / course.length;
  ctx.beginPath();
  polygon(ctx, [
    pointAt(course, from + gap, 0),
    pointAt(course, to - gap, 0),
    pointAt(course, to - gap, course.thick),
    pointAt(course, from + gap, course.thick),
  ]);
  fillWith(ctx, colour);
}

/** Marks at the blocks, and numbers further in: a mark close to its number would look like a minus sign. */
function paintScale(ctx: CanvasRenderingContext2D, kit: Kit, dial: Dial, course: Course): void {
  const { palette, fonts } = kit.theme;
  const { thick, bottom } = course;
  const { cap, step } = scaleLettering(kit, dial, 17);
  for (let value = 0; value <= dial.max + 1e-6; value += step) {
    const at = value / dial.max;
    const colour = isRed(dial, value) ? palette.redline : palette.ink;
    const [x0, y0] = pointAt(course, at, thick);
    const [x1, y1] = pointAt(course, at, thick + 6);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2.4;
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.stroke();
    const text = String(Math.round(value / dial.unit));
    // Half a number's width towards the inside.
    const [deeperX, deeperY] = pointAt(course, at, thick + 7);
    const away =
      15 +
      (Math.abs(deeperX - x1) * textWidth(text, fonts.numbers, cap)) / 2 +
      (Math.abs(deeperY - y1) * cap) / 2;
    const [x, y] = pointAt(course, at, thick + away);
    paintText(ctx, kit.theme, text, x, Math.min(y, bottom - cap / 2), {
      face: fonts.numbers,
      cap,
      colour,
      glow: 0,
    });
  }
}
