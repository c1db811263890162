/** A scale on a tape that runs past a fixed mark, as in head-up displays, with a bar of the whole range below it. */

import type { Sprite } from 'pixi.js';
import { createCanvas } from '../canvas.ts';
import { fade, mix } from '../colour.ts';
import { fillBox, fillWith, strokeWith } from '../ink.ts';
import { type Kit, showFrame } from '../kit.ts';
import { paintPanel } from '../panels/panel.ts';
import { Crop } from '../reveal.ts';
import { type Box, polygon } from '../shape.ts';
import { paintText } from '../text/lettering.ts';
import { type Dial, isRed } from './dial.ts';
import { type Gauge, gaugeBox, gaugeOf } from './gauge.ts';

/** From one number of the tape to the next. */
const majorWidth = 88;

interface Places {
  /** The visible part of the tape. */
  readonly window: Box;
  readonly bar: Box;
  /** Corners of a frame around the main figure. */
  readonly figure: Box;
}

function placesOf({ cx, cy, withLamps }: Dial): Places {
  // Without lamps the other parts use their room.
  const up = withLamps ? 0 : 28;
  return {
    window: { x: cx - 164, y: cy - 118 - up, width: 328, height: 74 },
    bar: { x: cx - 164, y: cy - 26 - up, width: 328, height: 11 },
    figure: { x: cx - 112, y: cy + 8 - up, width: 224, height: 118 + up },
  };
}

export function createTapeGauge(kit: Kit, dial: Dial): Gauge {
  const { theme } = kit;
  const { palette, gauge } = theme;
  const box = gaugeBox(dial);
  const places = placesOf(dial);
  const { window } = places;
  kit.picture(box, (ctx) => {
    if (gauge.plate !== 'none') paintPanel(ctx, theme, box);
    fillBox(ctx, fade(palette.accent, 0.07), window);
    paintFrame(ctx, places, palette.accent);
    paintRange(ctx, kit, dial, places.bar);
  });
  const tape = createTape(kit, dial, window);
  const alarm = kit.picture(box, (ctx) => paintFrame(ctx, places, palette.redline));
  kit.picture(box, (ctx) => paintGlass(ctx, kit, window));
  const range = new Crop(kit, {
    box: { ...places.bar, y: places.bar.y - 8, height: places.bar.height + 16 },
    track: places.bar,
    from: 'left',
    paint: (ctx) => fillRange(ctx, kit, dial, places.bar),
  });
  return gaugeOf(kit, alarm, (share) => {
    const place = Math.min(Math.max(share, 0), 1);
    tape.set(place);
    range.set(place);
  });
}

/** One long picture; the window shows a part of it. */
function createTape(kit: Kit, dial: Dial, window: Box): { set(share: number): void } {
  const { ratio } = kit;
  const length = (dial.max / dial.major) * majorWidth;
  const half = window.width / 2;
  const heightPx = kit.px(window.height);
  const widthPx = kit.px(window.width);
  const { canvas, ctx } = createCanvas(kit.px(length) + widthPx, heightPx);
  ctx.setTransform(ratio, 0, 0, ratio, half * ratio, 0);
  paintTape(ctx, kit, dial, length, window.height);
  const part = kit.part(kit.texture(canvas), 0, 0, widthPx, heightPx);
  const sprite: Sprite = kit.place(part, kit.px(window.x), kit.px(window.y));
  sprite.alpha = 1;
  let shownPx = 0;
  return {
    set(share) {
      const px = Math.round(share * length * ratio);
      if (px === shownPx) return;
      shownPx = px;
      showFrame(part, px, 0, widthPx, heightPx);
      kit.changed = true;
    },
  };
}

function paintTape(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  dial: Dial,
  length: number,
  height: number,
): void {
  const { theme, palette } = kit;
  const count = Math.round(dial.max / dial.minor);
  const perMajor = Math.round(dial.major / dial.minor);
  const red = (dial.redFrom / dial.max) * length;
  if (dial.redFrom < dial.max) {
    // Hatched, so that the limit is visible without its colour.
    ctx.fillStyle = palette.redline;
    for (let x = red; x < length; x += 9) {
      ctx.beginPath();
      polygon(ctx, [
        [x, 9],
        [x + 6, 0],
        [Math.min(x + 10, length + 4), 0],
        [x + 4, 9],
      ]);
      ctx.fill();
    }
  }
  for (let i = 0; i <= count; i++) {
    const major = i % perMajor === 0;
    const x = (i / count) * length;
    const value = i * dial.minor;
    const colour = isRed(dial, value) ? palette.redline : palette.ink;
    const wide = major ? 3 : 1.8;
    const long = major ? 20 : 11;
    ctx.fillStyle = major ? colour : fade(colour, 0.75);
    ctx.fillRect(x - wide / 2, height - long - 4, wide, long);
    if (!major) continue;
    paintText(ctx, theme, String(Math.round(value / dial.unit)), x, 28, {
      face: theme.fonts.numbers,
      cap: 22,
      colour,
    });
  }
}

/** Lines above and below the tape, and corners around the figure. */
function paintFrame(
  ctx: CanvasRenderingContext2D,
  { window, figure }: Places,
  colour: string,
): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.4;
  ctx.beginPath();
  for (const y of [window.y, window.y + window.height]) {
    ctx.moveTo(window.x, y);
    ctx.lineTo(window.x + window.width, y);
  }
  const arm = 22;
  const { x, y, width, height } = figure;
  for (const [cornerX, side] of [
    [x, 1],
    [x + width, -1],
  ] as const) {
    ctx.moveTo(cornerX + side * arm, y);
    ctx.lineTo(cornerX, y);
    ctx.lineTo(cornerX, y + arm);
    ctx.moveTo(cornerX, y + height - arm);
    ctx.lineTo(cornerX, y + height);
    ctx.lineTo(cornerX + side * arm, y + height);
  }
  ctx.stroke();
}

/** The tape fades at both ends; the fixed mark is in its middle. */
function paintGlass(ctx: CanvasRenderingContext2D, kit: Kit, window: Box): void {
  const { palette } = kit;
  const { x, y, width, height } = window;
  const dark = mix(palette.panel, palette.accent, 0.04);
  const shade = ctx.createLinearGradient(x, 0, x + width, 0);
  shade.addColorStop(0, dark);
  shade.addColorStop(0.16, fade(dark, 0));
  shade.addColorStop(0.84, fade(dark, 0));
  shade.addColorStop(1, dark);
  ctx.fillStyle = shade;
  ctx.fillRect(x - 1, y + 2, width + 2, height - 4);
  const middle = x + width / 2;
  for (const [tip, base] of [
    [y + height - 9, y + height + 11],
    [y + 5, y - 9],
  ] as const) {
    ctx.beginPath();
    polygon(ctx, [
      [middle, tip],
      [middle + 10, base],
      [middle - 10, base],
    ]);
    fillWith(ctx, palette.caution);
    strokeWith(ctx, palette.panel, 2);
  }
}

function paintRange(ctx: CanvasRenderingContext2D, kit: Kit, dial: Dial, bar: Box): void {
  const { palette } = kit;
  fillBox(ctx, palette.faint, bar);
  const red = (dial.redFrom / dial.max) * bar.width;
  if (red >= bar.width) return;
  ctx.fillStyle = mix(palette.faint, palette.redline, 0.55);
  ctx.fillRect(bar.x + red, bar.y, bar.width - red, bar.height);
}

function fillRange(ctx: CanvasRenderingContext2D, kit: Kit, dial: Dial, bar: Box): void {
  const { palette, gauge } = kit.theme;
  const red = (dial.redFrom / dial.max) * bar.width;
  ctx.shadowColor = fade(palette.accent, gauge.glow);
  ctx.shadowBlur = 7 * kit.ratio;
  ctx.fillStyle = palette.accent;
  ctx.fillRect(bar.x, bar.y, red, bar.height);
  ctx.shadowColor = fade(palette.redline, gauge.glow);
  ctx.fillStyle = palette.redline;
  ctx.fillRect(bar.x + red, bar.y, bar.width - red, bar.height);
}
