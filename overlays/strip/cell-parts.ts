/** What the cells of the strip are made of: figures, and plates with a label of their own. */
import type { Kit } from '../core/draw/kit.ts';
import { clipToStrip } from '../core/draw/panels/strip.ts';
import { Plates } from '../core/draw/plates.ts';
import { type Figures, FiguresSheet, figuresWidth } from '../core/draw/text/figures.ts';
import { bare, labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { inkOnPlate, plateInks } from '../core/draw/text/tag.ts';
import type { StripCell, StripLayout } from './layout.ts';
import type { StripPicture } from './model.ts';
import { suffixGap } from './statics.ts';

/** Brings a cell to the picture. @returns whether something still moves */
export type ShowCell = (picture: StripPicture, nowMs: number) => boolean;

export interface CellContext {
  readonly kit: Kit;
  readonly layout: StripLayout;
  readonly cell: StripCell;
  /** Laps of the race; 0: timed or unknown. */
  readonly laps: number;
  /** Letter of the tyres' compound; empty: not known. */
  readonly compound: string;
  readonly withFlag: boolean;
}

export function figuresOf(
  { kit, layout, cell }: CellContext,
  pattern: string,
  more: { inks?: Readonly<Record<string, string>>; dash?: string; width?: number } = {},
): Figures {
  const style = { cap: layout.lines.figure, pattern, width: cell.width, ...more };
  return new FiguresSheet(kit, style).row(cell.x, layout.lines.figureY, 'left');
}

/** Figures on plates: the seven segments of a display have no unlit ones there. */
export function plateFiguresOf(
  context: CellContext,
  pattern: string,
  width = context.cell.width,
): Figures {
  const { kit, cell, layout } = context;
  const style = {
    cap: layout.lines.figure,
    pattern,
    width,
    inks: plateInks(context.kit.theme),
    ghost: false,
    bare: true,
  };
  return new FiguresSheet(kit, style).row(cell.x, layout.lines.figureY, 'left');
}

export interface EventPlate {
  readonly label: string;
  readonly colour: string;
}

/** Plates over a whole cell, each with its own label. */
export function platesOver(context: CellContext, plateOf: (name: string) => EventPlate): Plates {
  return new Plates(context.kit, {
    box: context.cell.box,
    paint: (ctx, name) => paintPlate(ctx, context, plateOf(name)),
  });
}

/** A plate from divider to divider; it leans with the ends of the strip. */
export function paintPlate(
  ctx: CanvasRenderingContext2D,
  { kit: { theme, whole }, layout, cell }: CellContext,
  { label, colour }: EventPlate,
): void {
  const { x, y, width, height } = cell.box;
  ctx.save();
  clipToStrip(ctx, theme, whole);
  ctx.fillStyle = colour;
  ctx.fillRect(x, y, width, height);
  ctx.restore();
  const { label: cap, labelY } = layout.lines;
  const style = {
    cap,
    align: 'left',
    colour: inkOnPlate(theme, colour),
    width: cell.width,
  } as const;
  paintLabel(ctx, bare(theme), label, cell.x, labelY, style);
}

/**
 * A text of label size behind figures, on their baseline.
 * @param pattern of the figures: those of a display stand at the right of its cells
 * @returns moves it behind figures of this width
 */
export function createSuffix(
  { kit, cell, layout }: CellContext,
  text: string,
  pattern: string,
): (width: number) => void {
  if (text === '') return () => {};
  const { theme } = kit;
  const { label: cap, figureY, figure } = layout.lines;
  const y = figureY + (figure - cap) / 2;
  const width = labelWidth(theme, text, cap) + suffixGap;
  // Some faces lean out to the left.
  const box = { x: cell.x - 6, y: y - cap, width: width + 6, height: 2 * cap };
  const sprite = kit.picture(box, (ctx) =>
    paintLabel(ctx, theme, text, cell.x, y, { cap, align: 'left' }),
  );
  const start = sprite.x;
  const most = figuresWidth(kit, pattern, figure);
  const isDisplay = theme.digits.kind === 'seven-segment';
  let shown = -1;
  return (figuresWide) => {
    const by = (isDisplay ? most : figuresWide) + suffixGap;
    if (by === shown) return;
    shown = by;
    sprite.x = start + kit.px(by);
    kit.changed = true;
  };
}
