/** Draws the standings: a head with lap and kind of figures, a row for each car. */
import { PaintedRow } from '../core/draw/grid/painted-row.ts';
import { RowStack } from '../core/draw/grid/row-stack.ts';
import { rowsThatFit, type TablePlace, tablePlace } from '../core/draw/grid/table-place.ts';
import type { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { type FigureKind, StandingsModel, type StandingsPicture } from './model.ts';

const words: Readonly<Record<FigureKind, string>> = {
  interval: 'Interval',
  gap: 'Gap',
  gained: 'Gained',
  last: 'Last lap',
  best: 'Best lap',
};

/** Space between two rows of letters, at least. */
const airTight = 8;
/** The same where there is room. */
const airUsual = 17;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { theme, whole, sizes, density } = kit;
  const cap = sizes.figure;
  const isLarge = density === 'large';
  const headHeight = cap + 22;
  const fit = rowsThatFit(theme, whole, headHeight, cap + airTight);
  const rows = Math.min(Math.round(parameters.rows), fit);
  const model = new StandingsModel({
    rows,
    value: parameters.value,
    turnMs: parameters.seconds * 1000,
    names: parameters.names,
    classes: parameters.classes,
  });
  const shown = kit.layer();
  const back = shown.layer();
  const front = shown.layer();
  let shape = '';
  let panelRows = -1;
  const placeOf = (count: number) =>
    tablePlace(theme, whole, { count, fits: rows, head: headHeight, pitchMax: cap + airUsual });
  const build = ({ hasBands, numberChars }: StandingsPicture) => {
    front.clear();
    const place = placeOf(rows);
    const withStops = parameters.stops && !isLarge;
    const stack = new RowStack(front, place, cap, {
      numberChars: parameters.numbers && !isLarge ? numberChars : 0,
      bands: hasBands,
      extra: withStops,
      pattern: isLarge ? '0:00.0' : '0:00.000',
      valueShare: isLarge ? 0.36 : 0.28,
    });
    const head = new Head(front, place, headHeight, cap, stack.extraEnds);
    return { place, head, stack };
  };
  let table: ReturnType<typeof build> | null = null;
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      shown.setVisible(picture !== null);
      if (picture === null) return false;
      const now = `${picture.hasBands} ${picture.numberChars}`;
      if (table === null || now !== shape) {
        shape = now;
        table = build(picture);
      }
      if (picture.rows.length !== panelRows) {
        panelRows = picture.rows.length;
        const { panel, theme: tall } = placeOf(panelRows);
        back.clear();
        back.picture(whole, (ctx) => paintPanel(ctx, tall, panel));
      }
      table.head.show(picture, words[picture.figures]);
      return table.stack.update(picture.rows, nowMs);
    },
  };
});

/** The row above the cars. */
class Head {
  readonly #row: PaintedRow;
  readonly #place: TablePlace;
  readonly #height: number;
  readonly #cap: number;
  /** Right end of the column of pit stops, and its left end; null: there is none. */
  readonly #stops: { readonly left: number; readonly right: number } | null;
  /** Right end of the word for the figures. */
  readonly #wordRight: number;

  constructor(
    kit: Kit,
    place: TablePlace,
    height: number,
    cap: number,
    stops: { readonly left: number; readonly right: number } | null,
  ) {
    this.#place = place;
    this.#height = height;
    this.#cap = cap;
    this.#stops = stops;
    this.#wordRight =
      stops === null
        ? place.width - 6
        : Math.min(stops.left - 12, stops.right - labelWidth(place.theme, 'pit', cap) - 20);
    this.#row = new PaintedRow(kit, place.width, height);
    this.#row.move(place.x, place.headTop);
    const { palette } = place.theme;
    this.#row.ground('head', (ctx) => {
      ctx.fillStyle = palette.accent;
      ctx.fillRect(0, height - 6, place.width, 3);
    });
  }

  show({ title }: StandingsPicture, word: string): void {
    const { theme, width } = this.#place;
    const height = this.#height;
    const cap = this.#cap;
    const y = (height - 6) / 2;
    const right = this.#wordRight;
    const middle = width * 0.5;
    const { ink, muted } = theme.palette;
    const left = { x: 0, width: middle };
    this.#row.cell(0, left, title, (ctx) =>
      paintLabel(ctx, theme, title, 2, y, { cap, align: 'left', colour: ink, width: middle - 10 }),
    );
    const box = { x: middle, width: right - middle };
    this.#row.cell(1, box, word, (ctx) => {
      const wordWidth = Math.min(labelWidth(theme, word, cap) + 8, width * 0.5);
      paintLabel(ctx, theme, word, right, y, {
        cap,
        align: 'right',
        colour: muted,
        width: Math.min(wordWidth, box.width),
      });
    });
    if (this.#stops === null) return;
    const column = { x: right, width: width - right };
    const end = this.#stops.right;
    this.#row.cell(2, column, 'pit', (ctx) =>
      paintLabel(ctx, theme, 'pit', end, y, { cap, align: 'right', colour: muted }),
    );
  }
}
