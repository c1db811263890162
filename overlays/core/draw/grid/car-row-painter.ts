/** Paints the rows of a table of cars: place, class, number, name, trend, a figure, pit stops. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { RowFigure } from '../../reading/grid/gap.ts';
import type { CarRow, ClassRow } from '../../reading/grid/table-row.ts';
import { fade } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { type Box, boxPath, polygon } from '../shape.ts';
import { FiguresSheet } from '../text/figures.ts';
import { labelText, labelWidth, paintLabel, paintText } from '../text/lettering.ts';
import { canWrite, nameWidth, paintFittingName } from '../text/name.ts';
import { badgeBeside, formsOfRow, numberAsName } from '../text/name-form.ts';
import { inkOnPlate, paintOnPlate, paintTag } from '../text/tag.ts';
import {
  air,
  badgeAir,
  badgeWidth,
  type Columns,
  layOutColumns,
  type TableColumns,
  wordGap,
} from './car-row-columns.ts';
import { NameFonts } from './name-fonts.ts';
import type { PaintedRow } from './painted-row.ts';
import { fittingFigures, stampFigures } from './stamped-figures.ts';
import { classColour, ownGround, placePlate, rowInks } from './table-look.ts';
import type { TablePlace } from './table-place.ts';

/** Colours of the sport, not of the theme. */
const medals = { gold: '#e0ac1f', silver: '#c3c9d1', bronze: '#c07a43' } as const;

/** A column with half of what lies between it and its neighbours, for the glow of its letters. */
function withGlow({ x, width }: Box): Pick<Box, 'x' | 'width'> {
  const left = Math.max(x - air / 2, 0);
  return { x: left, width: x + width + air / 2 - left };
}

export class CarRowPainter {
  readonly height: number;
  readonly width: number;
  readonly #theme: Theme;
  readonly #cap: number;
  readonly #values: FiguresSheet;
  readonly #columns: Columns;
  /** Index of the form of names that has room. */
  readonly #nameForm: number;
  readonly #inks: ReturnType<typeof rowInks>;
  readonly #fonts: NameFonts;
  /** Whether this computer can write a name. */
  readonly #writable = new Map<string, boolean>();

  /** @param cap height of capitals and digits */
  constructor(
    kit: Kit,
    { theme, width, pitch: height }: Pick<TablePlace, 'theme' | 'width' | 'pitch'>,
    cap: number,
    shown: TableColumns,
  ) {
    this.#theme = theme;
    this.#cap = cap;
    this.width = width;
    this.height = height;
    this.#inks = rowInks(theme);
    this.#fonts = new NameFonts(theme);
    this.#values = new FiguresSheet(kit, {
      cap,
      pattern: shown.pattern,
      inks: this.#inks,
      ghost: false,
      width: width * (shown.valueShare ?? 0.3),
    });
    const laid = layOutColumns(shown, { theme, cap, width, height, values: this.#values });
    this.#columns = laid.columns;
    this.#nameForm = laid.nameForm;
  }

  /** Both ends of the column of pit stops. */
  get extraEnds(): { readonly left: number; readonly right: number } | null {
    const { extra } = this.#columns;
    return extra === null ? null : { left: extra.x, right: extra.x + extra.width };
  }

  paint(row: PaintedRow, car: CarRow): void {
    const { place, band, number, name, trend, value, extra } = this.#columns;
    const theme = this.#theme;
    const inks = this.#inks;
    const dim = car.isDim;
    row.ground(car.isOwn ? 'own' : 'car', car.isOwn ? (ctx) => this.#paintOwn(ctx) : null);
    const ink = dim ? inks.muted : car.isOwn ? inks.ink : inks[car.nameInk];
    row.cell(0, withGlow(place), `${car.place} ${car.moved} ${car.isOwn} ${car.medal}`, (ctx) =>
      this.#paintPlace(ctx, place, car),
    );
    if (band !== null) {
      const ofClass = car.carClass === null ? null : classColour(theme, car.carClass);
      const colour = car.colour ?? ofClass;
      row.cell(1, withGlow(band), colour ?? '', (ctx) => this.#paintBand(ctx, band, colour!));
    }
    const [full = ''] = car.names;
    const isWritable = this.#canWrite(full);
    if (number !== null) {
      // Without a name the number stands in its place.
      const shown = isWritable ? car.number : '';
      row.cell(2, withGlow(number), shown === '' ? '' : `${shown} ${dim}`, (ctx) =>
        this.#paintNumber(ctx, number, shown),
      );
    }
    this.#fonts.want(full);
    const badge = car.badge;
    const nameKey = `${full}\n${badge}\n${ink}\n${this.#fonts.version}`;
    row.cell(3, withGlow(name), nameKey, (ctx) => this.#paintNameCell(ctx, name, car, ink));
    if (trend !== null) {
      const isShown = car.trend !== 'steady';
      const isAhead = car.value.figures?.startsWith('-') ?? false;
      row.cell(4, withGlow(trend), isShown ? `${car.trend} ${isAhead}` : '', (ctx) =>
        this.#paintTrend(ctx, trend, car.trend, isAhead),
      );
    }
    const valueInk = dim ? 'muted' : car.valueInk;
    const { figures, word } = car.value;
    const isEmpty = figures === '' && word === '';
    row.cell(5, withGlow(value), isEmpty ? '' : `${figures} ${word} ${valueInk}`, (ctx) =>
      this.#paintFigure(ctx, value, car.value, valueInk),
    );
    if (extra !== null) {
      row.cell(6, withGlow(extra), car.extra === '' ? '' : `${car.extra} ${dim}`, (ctx) =>
        this.#paintFigure(ctx, extra, { figures: car.extra, word: '' }, 'muted'),
      );
    }
  }

  /** The title of a class, over the whole row. */
  paintClass(row: PaintedRow, { title, carClass }: ClassRow): void {
    const { width, height } = this;
    const theme = this.#theme;
    const colour = classColour(theme, carClass);
    row.ground('class', null);
    row.cell(0, { x: 0, width }, `${title} ${colour}`, (ctx) => {
      const y = height / 2;
      ctx.fillStyle = colour;
      ctx.fillRect(0, height - 4, width - 6, 2.5);
      const tall = this.#cap * 0.95;
      ctx.fillRect(0, y - tall / 2, this.#cap * 0.32, tall);
      const left = this.#cap * 0.32 + air;
      paintFittingName(ctx, theme, [labelText(theme, title)], left, y, {
        cap: this.#cap,
        colour: theme.palette.ink,
        width: width - left - 8,
      });
    });
  }

  /** A mark that cars are left out. */
  paintBreak(row: PaintedRow): void {
    const { width, height } = this;
    row.ground('break', null);
    row.cell(0, { x: 0, width }, 'break', (ctx) => {
      ctx.fillStyle = fade(this.#theme.palette.muted, 0.7);
      for (let i = -2; i <= 2; i++) ctx.fillRect(width / 2 + i * 18 - 5, height / 2 - 1.5, 10, 3);
    });
  }

  /** The ground of a row that moves over others. */
  paintMoving(ctx: CanvasRenderingContext2D): void {
    const { palette, panel } = this.#theme;
    boxPath(ctx, { x: -2, y: 1, width: this.width + 2, height: this.height - 2 }, this.#outline());
    fillWith(ctx, fade(palette.panel, panel.form === 'none' ? 0.7 : 0.94));
  }

  #outline() {
    const { form, corner, slantDeg } = this.#theme.panel;
    const shape = form === 'none' ? 'rounded' : form;
    return { form: shape, corner: Math.min(corner, 5), slantDeg } as const;
  }

  #paintOwn(ctx: CanvasRenderingContext2D): void {
    const { width, height } = this;
    const body = { x: 0, y: 1.5, width, height: height - 3 };
    boxPath(ctx, body, this.#outline());
    fillWith(ctx, ownGround(this.#theme));
    if (this.#theme.panel.material !== 'lcd') return;
    // Close to the edges, because the letters are nearly as high as the row.
    boxPath(ctx, { ...body, x: 1, y: 1.5, width: width - 2, height: height - 3 }, this.#outline());
    strokeWith(ctx, this.#theme.palette.ink, 1.5);
  }

  #paintPlace(ctx: CanvasRenderingContext2D, box: Box, car: CarRow): void {
    const theme = this.#theme;
    const { palette } = theme;
    const cap = this.#cap;
    const height = Math.min(cap + 10, this.height - 4);
    const y = this.height / 2;
    const body = { ...box, y: y - height / 2, height };
    const changed = car.moved === 'up' ? palette.gain : car.moved === 'down' ? palette.loss : null;
    const isMono = theme.panel.material === 'lcd';
    const usual =
      car.medal === undefined || isMono
        ? placePlate(theme, car.isOwn)
        : { plate: medals[car.medal], ink: inkOnPlate(theme, medals[car.medal]) };
    const plate = changed === null || isMono ? usual.plate : changed;
    const ink = plate === usual.plate ? usual.ink : inkOnPlate(theme, plate);
    const slanted = theme.fonts.labels.italic;
    const outline = slanted
      ? ({ form: 'slanted', corner: 0, slantDeg: 9 } as const)
      : this.#outline();
    boxPath(ctx, body, outline);
    fillWith(ctx, plate);
    const arrow = changed === null ? 0 : cap * 0.42;
    const middle = box.x + (box.width - arrow) / 2;
    paintOnPlate(ctx, theme, car.place, middle, y, {
      cap,
      colour: ink,
      width: box.width - 6 - arrow,
    });
    if (changed === null) return;
    const up = car.moved === 'up' ? -1 : 1;
    const x = box.x + box.width - arrow - 2;
    ctx.beginPath();
    polygon(ctx, [
      [x - arrow * 0.55, y - up * arrow * 0.4],
      [x + arrow * 0.55, y - up * arrow * 0.4],
      [x, y + up * arrow * 0.5],
    ]);
    fillWith(ctx, ink);
  }

  #paintBand(ctx: CanvasRenderingContext2D, box: Box, colour: string): void {
    const tall = Math.min(this.#cap + 6, this.height - 6);
    ctx.fillStyle = colour;
    ctx.fillRect(box.x, this.height / 2 - tall / 2, box.width, tall);
  }

  #paintNumber(ctx: CanvasRenderingContext2D, { x, width }: Box, text: string): void {
    paintText(ctx, this.#theme, text, x + width / 2, this.height / 2, {
      face: this.#theme.fonts.numbers,
      cap: this.#cap,
      colour: this.#inks.muted,
      width,
    });
  }

  #paintNameCell(ctx: CanvasRenderingContext2D, box: Box, car: CarRow, ink: string): void {
    const theme = this.#theme;
    const cap = this.#cap;
    const y = this.height / 2;
    let { width } = box;
    const names = this.#canWrite(car.names[0] ?? '') ? car.names : [numberAsName(car)];
    const written = theme.text.upperCase ? names.map((name) => name.toUpperCase()) : names;
    const widthOf = (form: string): number => nameWidth(theme, form, cap);
    if (car.badge !== '') {
      const usual = badgeWidth(theme, car.badge, cap);
      const wide = badgeBeside(usual, width - badgeAir, widthOf(written.at(-1) ?? ''));
      const height = Math.min(cap + 8, this.height - 6);
      const tag = { x: box.x + width - wide, y: y - height / 2, width: wide, height };
      paintTag(ctx, theme, tag, car.badge, this.#badgeColour(car));
      width -= wide + badgeAir;
    }
    // One form for all rows; beside a badge, and where it would be cut, a shorter one.
    const forms = formsOfRow(written, this.#nameForm, car.badge !== '', width, widthOf);
    paintFittingName(ctx, theme, forms, box.x, y, { cap, colour: ink, width });
  }

  #badgeColour({ badge, nameInk }: CarRow): string {
    const { muted, clutch, loss, best } = this.#theme.palette;
    if (badge === 'out') return muted;
    if (badge === 'fastest') return best;
    return nameInk === 'loss' ? loss : clutch;
  }

  #canWrite(name: string): boolean {
    let can = this.#writable.get(name);
    if (can === undefined) {
      can = canWrite(name, this.#theme.fonts.labels);
      this.#writable.set(name, can);
    }
    return can;
  }

  /** A car ahead that comes closer is being caught; one behind catches up. */
  #paintTrend(
    ctx: CanvasRenderingContext2D,
    box: Box,
    trend: CarRow['trend'],
    isAhead: boolean,
  ): void {
    const { muted, gain, loss } = this.#inks;
    const colour = trend === 'opening' ? muted : isAhead ? gain : loss;
    const place = { x: box.x + box.width / 2, y: this.height / 2, size: this.#cap * 0.36 };
    paintTrendArrow(ctx, this.#theme, place, trend === 'closing', colour);
  }

  #paintFigure(
    ctx: CanvasRenderingContext2D,
    box: Box,
    { figures, word }: RowFigure,
    ink: CarRow['valueInk'],
  ): void {
    const y = this.height / 2;
    const sheet = this.#values;
    let right = box.x + box.width;
    if (word !== '') {
      const cap = this.#cap;
      const room = box.width - sheet.lengthOf(figures ?? '') - (figures === '' ? 0 : wordGap);
      const theme = this.#theme;
      const text =
        labelWidth(theme, word, cap) <= room || figures === ''
          ? word
          : word.charAt(0).toUpperCase();
      const width = Math.min(labelWidth(theme, text, cap), room);
      paintLabel(ctx, theme, text, right, y, {
        cap,
        align: 'right',
        width: room,
        colour: this.#inks[ink],
      });
      right -= width + wordGap;
    }
    if (figures === '') return;
    const text = figures === null ? '—' : fittingFigures(sheet, figures, box.width);
    stampFigures(ctx, sheet, text, right, y, ink);
  }
}

/** A triangle that points up while a gap closes. @param size half of its width */
export function paintTrendArrow(
  ctx: CanvasRenderingContext2D,
  { text, palette }: Theme,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
  isClosing: boolean,
  colour: string,
): void {
  const up = isClosing ? -1 : 1;
  ctx.beginPath();
  polygon(ctx, [
    [x - size, y - up * size * 0.7],
    [x + size, y - up * size * 0.7],
    [x, y + up * size * 0.9],
  ]);
  if (text.outline > 0) strokeWith(ctx, fade(palette.outline, 0.9), text.outline * 2);
  fillWith(ctx, colour);
}
