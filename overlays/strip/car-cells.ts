/** The cells of the car: gear, speed, pedals, and the revs below them. */
import { createBar } from '../core/draw/bars/create-bar.ts';
import { colourAlong } from '../core/draw/colour.ts';
import type { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { createGearDigits } from '../core/draw/text/gear-digits.ts';
import { labelWidth } from '../core/draw/text/lettering.ts';
import { inkOnPlate } from '../core/draw/text/tag.ts';
import { createThinBar } from '../core/draw/thin-bar.ts';
import { type CellContext, figuresOf, paintPlate, type ShowCell } from './cell-parts.ts';
import type { StripCell, StripLayout } from './layout.ts';
import { labels, patterns, pedalLabels } from './statics.ts';

/** The gear, and the revs as one bar below the cells of the car. */
export function createGear(context: CellContext): ShowCell {
  const { kit, cell, layout } = context;
  const { palette, motion } = kit.theme;
  const { label: cap, figure, figureY } = layout.lines;
  const plate = (colour: string) =>
    kit.hidden(cell.box, (ctx) => paintPlate(ctx, context, { label: labels.gear, colour }));
  const shift = plate(palette.redline);
  const limiter = plate(palette.limiter);
  const digits = (colour: string, bare: boolean) => {
    const layer = kit.layer();
    const place = {
      x: cell.x + labelWidth(kit.theme, labels.gear, cap) / 2,
      y: figureY,
      cap: figure,
      width: cell.width,
      small: true,
    };
    return { layer, digits: createGearDigits(layer, { ...place, colour, bare }) };
  };
  const gears = [
    { sign: 'none', ...digits(palette.ink, false) },
    { sign: 'shift', ...digits(inkOnPlate(kit.theme, palette.redline), true) },
    { sign: 'limiter', ...digits(inkOnPlate(kit.theme, palette.limiter), true) },
  ];
  const mover = new Mover(motion);
  const bar = createThinBar(kit, revsBox(layout, cell), (ctx) => revsInk(ctx, kit, layout, cell));
  return ({ gear, revs, revSign }, nowMs) => {
    kit.show(shift, revSign === 'shift' ? 1 : 0);
    kit.show(limiter, revSign === 'limiter' ? 1 : 0);
    const lit = revSign === 'dark' ? 'none' : revSign;
    for (const { sign, layer, digits: row } of gears) {
      layer.setVisible(sign === lit);
      row.set(gear, nowMs);
    }
    bar.set(mover.step(revs, nowMs));
    return !mover.isAtRest;
  };
}

function revsBox({ cells, lines }: StripLayout, { x }: StripCell) {
  const last = cells.at(-1)!;
  return { x, y: lines.barY, width: last.x + last.width - x, height: lines.barHeight };
}

function revsInk(
  ctx: CanvasRenderingContext2D,
  { theme }: Kit,
  layout: StripLayout,
  cell: StripCell,
) {
  const { gauge, redline } = theme.palette;
  const { x, width } = revsBox(layout, cell);
  const ink = ctx.createLinearGradient(x, 0, x + width, 0);
  const redFrom = 0.95;
  for (const at of [0, 0.25, 0.5, 0.75, 1]) ink.addColorStop(at * redFrom, colourAlong(gauge, at));
  ink.addColorStop(redFrom, redline);
  ink.addColorStop(1, redline);
  return ink;
}

export function createSpeed(context: CellContext): ShowCell {
  const figures = figuresOf(context, patterns.speed);
  return ({ speed }) => {
    figures.set(speed);
    return false;
  };
}

/** Feet are faster than needles. */
const haste = 0.5;

export function createPedals(context: CellContext): ShowCell {
  const { kit, cell, layout } = context;
  const { theme, sizes } = kit;
  const { labelY, figureY } = layout.lines;
  const wide = (text: string) => labelWidth(theme, text, sizes.label);
  const from = cell.x + Math.max(wide(pedalLabels.throttle), wide(pedalLabels.brake)) + 9;
  const height = sizes.label;
  const pedal = (name: 'throttle' | 'brake', y: number) => {
    const box = { x: from, y: y - height / 2, width: cell.x + cell.width - from, height };
    const bar = createBar(kit, { box, colour: theme.palette[name], horizontal: true });
    return { name, bar, mover: new Mover(theme.motion, 1, haste) };
  };
  const pedals = [pedal('throttle', labelY), pedal('brake', figureY)];
  return (picture, nowMs) => {
    for (const { name, bar, mover } of pedals) bar.set(mover.step(picture[name], nowMs));
    return pedals.some(({ mover }) => !mover.isAtRest);
  };
}
