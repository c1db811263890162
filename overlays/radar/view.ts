/** Draws the radar: the own car in the middle, nose up, the others around it, bars at the sides for cars alongside. */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { darken, distanceOf, fade } from '../core/draw/colour.ts';
import { alike, tallTheme } from '../core/draw/grid/table-look.ts';
import { fillBox, fillWith, strokeWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { contentBox, paintPanel } from '../core/draw/panels/panel.ts';
import { Pointer } from '../core/draw/pointer.ts';
import { type Box, circlePath, inset, polygon } from '../core/draw/shape.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { type Overlap, type RadarOptions, readRadar } from './model.ts';

/** Cars that are drawn at most. */
const carsShown = 12;
/** Time constant of its appearance, ms. */
const fadeMs = 90;
const barWidth = 14;
/** From the edge of the panel. */
const barLeft = 10;
/** Air between a car and an edge, m. */
const edgeM = 0.4;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { range, length, width, bars } = parameters;
  const options: RadarOptions = { rangeM: range, lengthM: length, widthM: width };
  const theme = tallTheme(kit.theme);
  const area = contentBox(theme, kit.whole);
  const pxPerM = Math.min(area.width, area.height) / 2 / range;
  const x = area.x + area.width / 2;
  const y = area.y + area.height / 2;
  kit.picture(kit.whole, (ctx) => {
    paintPanel(ctx, theme, kit.whole);
    paintRings(ctx, theme, x, y, pxPerM, range);
  });
  const { ink, redline } = theme.palette;
  const around = carBox(options, pxPerM);
  // Whole cars only: none reaches over a bar or the edge of the panel.
  const sideM = range - width / 2 - edgeM - (bars ? (barLeft + barWidth) / pxPerM : 0);
  const car = (colour: string) =>
    new Pointer(kit, x, y, inset(around, -6), (ctx) => paintCar(ctx, theme, around, colour));
  const others = Array.from({ length: carsShown }, () => ({
    usual: car(ink),
    close: car(redline),
  }));
  car(ownColour(theme));
  const sides = bars
    ? {
        left: new SideBar(kit, theme, area, 'left'),
        right: new SideBar(kit, theme, area, 'right'),
      }
    : null;
  const light = new Mover({ kind: 'smooth', timeMs: fadeMs, overshoot: 0, hz: 60 });
  return {
    update(sample, nowMs) {
      const picture = readRadar(sample, options);
      const shown = light.step(picture.light, nowMs);
      if (kit.root.alpha !== shown) {
        kit.root.alpha = shown;
        kit.changed = true;
      }
      kit.setVisible(shown > 0);
      if (shown === 0) return !light.isAtRest;
      others.forEach(({ usual, close }, i) => {
        const near = picture.cars[i];
        const isIn =
          near !== undefined &&
          Math.abs(near.rightM) < sideM &&
          Math.abs(near.aheadM) < range - length / 2 - edgeM;
        usual.show(isIn && !near.isClose ? 1 : 0);
        close.show(isIn && near.isClose ? 1 : 0);
        if (!isIn) return;
        const pointer = near.isClose ? close : usual;
        pointer.move(x + near.rightM * pxPerM, y - near.aheadM * pxPerM);
        pointer.turn(near.turn);
      });
      sides?.left.show(picture.left);
      sides?.right.show(picture.right);
      // Cars glide between two messages of the relay.
      return true;
    },
  };
});

/** Unlike the other cars and those that are close. */
function ownColour({ palette }: Theme): string {
  const { ink, redline, accent, gain, clutch, best } = palette;
  const isOther = (one: string) =>
    distanceOf(one, ink) >= alike && distanceOf(one, redline) >= alike;
  return [accent, gain, clutch, best].find(isOther) ?? accent;
}

function carBox({ lengthM, widthM }: RadarOptions, pxPerM: number): Box {
  const width = widthM * pxPerM;
  const height = lengthM * pxPerM;
  return { x: -width / 2, y: -height / 2, width, height };
}

/** A car from above around the origin, nose up. */
function paintCar(ctx: CanvasRenderingContext2D, theme: Theme, box: Box, colour: string): void {
  const { palette, panel } = theme;
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, [
    box.width * 0.38,
    box.width * 0.38,
    box.width * 0.2,
    box.width * 0.2,
  ]);
  if (panel.form === 'none') strokeWith(ctx, fade(palette.outline, 0.9), 4);
  fillWith(ctx, colour);
  // The glass shows which end is the nose.
  ctx.fillStyle = panel.material === 'lcd' ? palette.panel : darken(colour, 0.65);
  const glassTop = box.y + box.height * 0.3;
  ctx.beginPath();
  polygon(ctx, [
    [box.x + box.width * 0.16, glassTop],
    [box.x + box.width * 0.84, glassTop],
    [box.x + box.width * 0.74, glassTop + box.height * 0.15],
    [box.x + box.width * 0.26, glassTop + box.height * 0.15],
  ]);
  ctx.fill();
}

/** Distances from the own car, in steps of five metres. */
function paintRings(
  ctx: CanvasRenderingContext2D,
  { palette, panel }: Theme,
  x: number,
  y: number,
  pxPerM: number,
  range: number,
): void {
  const step = range > 20 ? 10 : 5;
  for (let m = step; m < range; m += step) {
    circlePath(ctx, x, y, m * pxPerM);
    const quiet = panel.form === 'none' ? 0.55 : 0.3;
    strokeWith(ctx, fade(palette.muted, quiet), 1.5);
  }
}

/** A strip at one side; it is lit beside the part of the own car that another one is next to. */
class SideBar {
  readonly #kit: Kit;
  readonly #track: Box;
  readonly #lit: Readonly<Record<'usual' | 'close', Sprite>>;

  constructor(kit: Kit, theme: Theme, area: Box, side: 'left' | 'right') {
    const height = area.height * 0.56;
    this.#kit = kit;
    this.#track = {
      x: side === 'left' ? area.x + barLeft : area.x + area.width - barLeft - barWidth,
      y: area.y + (area.height - height) / 2,
      width: barWidth,
      height,
    };
    const track = this.#track;
    kit.picture(inset(track, -2), (ctx) => {
      fillBox(ctx, fade(theme.palette.muted, 0.22), track);
    });
    const { caution, redline } = theme.palette;
    const lit = (colour: string) =>
      kit.hidden(track, (ctx) => {
        fillBox(ctx, colour, track);
      });
    this.#lit = { usual: lit(caution), close: lit(redline) };
  }

  show(overlap: Overlap | null): void {
    const { usual, close } = this.#lit;
    const kit = this.#kit;
    const shown = overlap === null ? null : overlap.isClose ? close : usual;
    kit.show(usual, shown === usual ? 1 : 0);
    kit.show(close, shown === close ? 1 : 0);
    if (overlap === null || shown === null) return;
    const { y, height } = this.#track;
    const top = kit.px(y + ((1 - overlap.to) / 2) * height);
    const tall = Math.max(kit.px(((overlap.to - overlap.from) / 2) * height), 1);
    if (shown.y === top && shown.height === tall) return;
    shown.y = top;
    shown.height = tall;
    kit.changed = true;
  }
}
