/** Draws the driver card: a large place, the name over the car, fields beside them, two pedals at the end. */

import type { Theme } from '../../protocol/theme-schema.ts';
import type { Bar } from '../core/draw/bars/bar.ts';
import { createBar } from '../core/draw/bars/create-bar.ts';
import {
  type DriverPicture,
  type DriverPictures,
  flagRoom,
  paintCountry,
  paintLogo,
  shownPictures,
} from '../core/draw/driver-pictures.ts';
import { Appearance } from '../core/draw/grid/appearance.ts';
import { NameFonts } from '../core/draw/grid/name-fonts.ts';
import { PaintedRow } from '../core/draw/grid/painted-row.ts';
import { fittingFigures, stampFigures } from '../core/draw/grid/stamped-figures.ts';
import { placePlate, rowInks } from '../core/draw/grid/table-look.ts';
import { tablePlace } from '../core/draw/grid/table-place.ts';
import { fillWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { stripTheme } from '../core/draw/panels/strip.ts';
import { type Box, boxPath } from '../core/draw/shape.ts';
import { FiguresSheet, figuresWidth } from '../core/draw/text/figures.ts';
import { labelText, labelWidth, paintLabel, paintText } from '../core/draw/text/lettering.ts';
import { canWrite, fittingNameCap, nameWidth, paintFittingName } from '../core/draw/text/name.ts';
import { narrowestLast, numberAsName } from '../core/draw/text/name-form.ts';
import { paintOnPlate } from '../core/draw/text/tag.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { type CardField, type CardPicture, DriverCardModel, fewerWords } from './model.ts';

/** The longest usual time of a lap. */
const longTime = '0:00.000';
/** Fields beside the name. */
const fieldsUsual = 3;
const fieldsFew = 2;
/** Height of the logo as a share of the card's. */
const logoShare = 0.6;
/** Middles of the name and of the line below it, as shares of the card's height, and the least space between the two. */
const nameShare = 0.34;
const lowerShare = 0.73;
const lineAir = 9;
/** Free beside a field: more than between two words. */
const fieldAir = 18;
/** Between the flag and the name. */
const flagGap = 14;
/** Room for the colour of the team, left of the name. */
const bandRoom = 12;

export const overlay = defineOverlay(about, (kit, { parameters, pictures }) => {
  const { whole, density } = kit;
  const model = new DriverCardModel(parameters);
  const place = tablePlace(kit.theme, whole, {
    count: 1,
    fits: 1,
    head: 0,
    pitchMax: 300,
    isStrip: true,
  });
  const { theme, x, top, width, pitch } = place;
  const back = kit.layer();
  const front = kit.layer();
  const appearance = new Appearance(back, front);
  back.picture(whole, (ctx) => paintPanel(ctx, stripTheme(theme), place.panel));
  const withPedals = parameters.pedals && ['auto', 'own', 'leader'].includes(parameters.focus);
  const pedalsWidth = withPedals ? 78 : 0;
  const card = new Card(front, theme, {
    width: width - pedalsWidth,
    height: pitch,
    isLarge: density === 'large',
    pictures: shownPictures(pictures, parameters),
  });
  card.row.move(x, top);
  // Other drivers have none.
  const feet = kit.layer();
  const bars = withPedals ? createPedals(feet, x + width - pedalsWidth, top, pitch) : null;
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      const isFading = appearance.update(picture !== null, nowMs);
      feet.setVisible(picture !== null && picture.pedals !== null);
      if (picture === null) return isFading;
      card.show(picture);
      bars?.throttle.set(picture.pedals?.throttle ?? 0);
      bars?.brake.set(picture.pedals?.brake ?? 0);
      return isFading;
    },
  };
});

function createPedals(
  kit: Kit,
  left: number,
  top: number,
  height: number,
): { throttle: Bar; brake: Bar } {
  const { throttle, brake } = kit.palette;
  const box = (x: number) => ({ x, y: top + 12, width: 22, height: height - 24 });
  return {
    brake: createBar(kit, { box: box(left + 10), colour: brake, horizontal: false }),
    throttle: createBar(kit, { box: box(left + 46), colour: throttle, horizontal: false }),
  };
}

interface CardOptions {
  readonly width: number;
  readonly height: number;
  readonly isLarge: boolean;
  /** Of the own driver. */
  readonly pictures: DriverPictures;
}

class Card {
  readonly row: PaintedRow;
  readonly #theme: Theme;
  readonly #height: number;
  readonly #columns: ReturnType<typeof columnsOf>;
  readonly #figures: FiguresSheet;
  readonly #fonts: NameFonts;
  readonly #pictures: DriverPictures;
  readonly #caps: { readonly label: number; readonly figure: number; readonly name: number };

  constructor(kit: Kit, theme: Theme, { width, height, isLarge, pictures }: CardOptions) {
    const { label, figure } = kit.sizes;
    this.#theme = theme;
    this.#height = height;
    this.#pictures = pictures;
    // In a low card the name gets lower, so that it keeps clear of the line below it.
    const clear = height * 2 * (lowerShare - nameShare) - figure - 2 * lineAir;
    this.#caps = { label, figure, name: Math.min(figure + 10, Math.max(figure, clear)) };
    this.row = new PaintedRow(kit, width, height);
    this.#fonts = new NameFonts(theme);
    this.#columns = columnsOf(width, height, figuresWidth(kit, longTime, figure + 2), isLarge);
    this.#figures = new FiguresSheet(kit, {
      cap: figure + 2,
      pattern: longTime,
      inks: rowInks(theme),
      ghost: false,
      width: this.#columns.fieldWidth - fieldAir,
    });
  }

  show(card: CardPicture): void {
    const { place, name, nameWidth, fields, fieldWidth } = this.#columns;
    const [full = ''] = card.names;
    this.#fonts.want(full);
    const { row } = this;
    row.cell(0, { x: 0, width: place + 8 }, `${card.place} ${card.isOwn}`, (ctx) =>
      this.#paintPlace(ctx, card),
    );
    const key = `${card.id} ${full} ${card.number} ${card.below} ${card.colour} ${this.#fonts.version}`;
    row.cell(1, { x: name - bandRoom, width: nameWidth + bandRoom + 6 }, key, (ctx) =>
      this.#paintName(ctx, card),
    );
    const logo = card.isOwn ? this.#pictures.logo : null;
    fields.forEach((x, i) => {
      // The logo takes the place of the first field.
      if (i === 0 && logo !== null) {
        const room = { x: x + 8, y: 0, width: fieldWidth - 16, height: this.#height };
        row.cell(2, { x, width: fieldWidth }, 'logo', (ctx) => this.#paintLogo(ctx, logo, room));
        return;
      }
      const field = card.fields[logo === null ? i : i - 1];
      const column = { x, width: fieldWidth };
      const text =
        field === undefined
          ? ''
          : `${field.title} ${field.value.figures} ${field.value.word} ${field.ink}`;
      row.cell(2 + i, column, text, (ctx) => this.#paintField(ctx, x, field!));
    });
  }

  #paintPlace(ctx: CanvasRenderingContext2D, { place, isOwn }: CardPicture): void {
    const theme = this.#theme;
    const height = this.#height;
    const { plate, ink } = placePlate(theme, isOwn);
    const box = { x: 2, y: 8, width: this.#columns.place - 4, height: height - 16 };
    const { italic } = theme.fonts.labels;
    const form = italic ? 'slanted' : theme.panel.form === 'none' ? 'rounded' : theme.panel.form;
    boxPath(ctx, box, { form, corner: Math.min(theme.panel.corner, 10), slantDeg: 9 });
    fillWith(ctx, plate);
    paintOnPlate(ctx, theme, place, box.x + box.width / 2, height / 2, {
      cap: Math.min(height * 0.42, 56),
      colour: ink,
      width: box.width - 20,
    });
  }

  #paintName(ctx: CanvasRenderingContext2D, card: CardPicture): void {
    const { names, number, below, colour } = card;
    const theme = this.#theme;
    const { name: left, nameWidth } = this.#columns;
    const flag = card.isOwn ? this.#pictures.flag : null;
    const { name: cap, figure } = this.#caps;
    if (colour !== null) {
      ctx.fillStyle = colour;
      ctx.fillRect(left - bandRoom, this.#height * 0.2, 4, this.#height * 0.62);
    }
    const y = this.#height * nameShare;
    const isWritable = canWrite(names[0] ?? '', theme.fonts.labels);
    const shown = isWritable ? names : [numberAsName(card)];
    const forms = theme.text.upperCase ? shown.map((one) => one.toUpperCase()) : shown;
    const before = flagRoom(flag, cap, flagGap);
    paintCountry(ctx, theme, flag, { x: left, y, cap });
    const room = nameWidth - before;
    paintFittingName(ctx, theme, forms, left + before, y, {
      cap: wholeNameCap(theme, forms, cap, figure, room),
      colour: theme.palette.ink,
      width: room,
    });
    const lowerY = this.#height * lowerShare;
    let x = left;
    if (number !== '' && isWritable) {
      paintText(ctx, theme, number, x, lowerY, {
        face: theme.fonts.numbers,
        cap: figure,
        colour: theme.palette.muted,
        align: 'left',
      });
      x += labelWidth(theme, number, figure) + 14;
    }
    const text = theme.text.upperCase ? below.toUpperCase() : below;
    const style = { cap: figure, colour: theme.palette.muted, width: left + nameWidth - x };
    paintFittingName(ctx, theme, fewerWords(text), x, lowerY, style);
  }

  #paintLogo(ctx: CanvasRenderingContext2D, logo: DriverPicture, column: Box): void {
    const height = column.height * logoShare;
    paintLogo(ctx, logo, { ...column, y: column.y + (column.height - height) / 2, height });
  }

  #paintField(ctx: CanvasRenderingContext2D, x: number, { title, value, ink }: CardField): void {
    const theme = this.#theme;
    const { fieldWidth } = this.#columns;
    const right = x + fieldWidth - 8;
    const { label, figure } = this.#caps;
    const width = fieldWidth - fieldAir;
    paintLabel(ctx, theme, title, right, this.#height * 0.3, { cap: label, align: 'right', width });
    const y = this.#height * 0.66;
    if (value.word !== '') {
      const text = `${value.figures ?? ''} ${labelText(theme, value.word)}`.trim();
      const colour = rowInks(theme)[ink];
      paintLabel(ctx, theme, text, right, y, { cap: figure + 2, align: 'right', colour, width });
      return;
    }
    const text = value.figures === null ? '—' : fittingFigures(this.#figures, value.figures, width);
    if (this.#figures.lengthOf(text) > width) {
      // A time of many hours in a wide face.
      const style = { face: theme.fonts.numbers, cap: figure + 2, align: 'right', width } as const;
      paintText(ctx, theme, text, right, y, { ...style, colour: rowInks(theme)[ink] });
      return;
    }
    stampFigures(ctx, this.#figures, text, right, y, ink);
  }
}

/** A surname is written lower before its three letters stand for it. @param least height */
function wholeNameCap(
  theme: Theme,
  forms: readonly string[],
  cap: number,
  least: number,
  width: number,
): number {
  const surname = forms.at(-2);
  if (surname === undefined) return cap;
  const lower = fittingNameCap(theme, surname, cap, width - 2, least / cap);
  return nameWidth(theme, surname, lower) * narrowestLast <= width ? lower : cap;
}

/** Left edges and widths of the card's parts. @param timeWidth of the time of a lap */
function columnsOf(width: number, height: number, timeWidth: number, isLarge: boolean) {
  const fieldWidth = Math.min(Math.max(timeWidth + 20, width * 0.15), width * 0.28);
  // Names need more room than a third field beside them would leave.
  const hasThree = !isLarge && fieldsUsual * fieldWidth <= width * 0.53;
  const fields = hasThree ? fieldsUsual : fieldsFew;
  const place = Math.min(height * 0.86, 110);
  const first = width - fields * fieldWidth;
  const name = place + 20;
  return {
    place,
    name,
    nameWidth: first - name - 16,
    fields: Array.from({ length: fields }, (_, i) => first + i * fieldWidth),
    fieldWidth,
  };
}
