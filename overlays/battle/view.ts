/** Draws the battle box: two drivers one above the other, the gap between them large beside them. */
import type { Theme } from '../../protocol/theme-schema.ts';
import { Appearance } from '../core/draw/grid/appearance.ts';
import { paintTrendArrow } from '../core/draw/grid/car-row-painter.ts';
import { PaintedRow } from '../core/draw/grid/painted-row.ts';
import { RowStack } from '../core/draw/grid/row-stack.ts';
import { stampFigures } from '../core/draw/grid/stamped-figures.ts';
import { rowInks } from '../core/draw/grid/table-look.ts';
import { tablePlace } from '../core/draw/grid/table-place.ts';
import type { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { FiguresSheet } from '../core/draw/text/figures.ts';
import { labelText, paintLabel } from '../core/draw/text/lettering.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { BattleModel, type BattlePicture } from './model.ts';

/** Part of the box for the names. */
const namesShare = 0.72;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { whole, sizes } = kit;
  const cap = sizes.figure;
  const head = cap + 16;
  const model = new BattleModel(parameters);
  const place = tablePlace(kit.theme, whole, { count: 2, fits: 2, head });
  const { theme, x, top, width, pitch } = place;
  const back = kit.layer();
  const front = kit.layer();
  const appearance = new Appearance(back, front);
  const namesWidth = width * namesShare;
  const gapWidth = width - namesWidth - 14;
  back.picture(whole, (ctx) => paintPanel(ctx, theme, place.panel));
  const names = { ...place, width: namesWidth };
  const drivers = front.layer();
  let numberChars = -1;
  let stack: RowStack | null = null;
  const title = new PaintedRow(front, width, head);
  title.move(x, place.headTop);
  title.ground('head', (ctx) => {
    ctx.fillStyle = theme.palette.accent;
    ctx.fillRect(0, head - 7, width, 3);
  });
  const gap = new GapBox(front, theme, gapWidth, pitch * 2, cap);
  gap.row.move(x + namesWidth + 14, top);
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      const isFading = appearance.update(picture !== null, nowMs);
      if (picture === null) return isFading;
      const text = `Battle for P${picture.place}`;
      title.cell(0, { x: 0, width }, text, (ctx) =>
        paintLabel(ctx, theme, text, 2, (head - 7) / 2, {
          cap,
          align: 'left',
          colour: theme.palette.ink,
          width: width - 8,
        }),
      );
      gap.show(picture);
      const rows = [picture.ahead, picture.behind];
      const chars = Math.max(...rows.map(({ number }) => number.length));
      if (stack === null || chars !== numberChars) {
        numberChars = chars;
        drivers.clear();
        stack = new RowStack(drivers, names, cap, { numberChars, pattern: '' });
      }
      const isMoving = stack.update(rows, nowMs);
      return isFading || isMoving;
    },
  };
});

/** The gap, and below it how it has changed. */
class GapBox {
  readonly row: PaintedRow;
  readonly #theme: Theme;
  readonly #width: number;
  readonly #height: number;
  readonly #large: FiguresSheet;
  readonly #small: FiguresSheet;

  constructor(kit: Kit, theme: Theme, width: number, height: number, cap: number) {
    this.#theme = theme;
    this.#width = width;
    this.#height = height;
    const inks = rowInks(theme);
    const large = { cap: Math.min(height * 0.42, 42), pattern: '0.0', inks, ghost: false };
    this.#large = new FiguresSheet(kit, { ...large, width });
    this.#small = new FiguresSheet(kit, { ...large, cap, pattern: '+0.0' });
    this.row = new PaintedRow(kit, width, height);
  }

  show({ gap: { figures, word }, trend, change }: BattlePicture): void {
    const width = this.#width;
    const height = this.#height;
    const upperY = height * (change === '' ? 0.5 : 0.34);
    const column = { x: 0, width };
    const key = `${figures} ${word} ${trend} ${change}`;
    this.row.cell(0, column, key, (ctx) => {
      const shown = figures === null ? '—' : figures.replace('+', '');
      const right = width - 6;
      if (word === '') stampFigures(ctx, this.#large, shown, right, upperY, 'ink');
      else {
        const theme = this.#theme;
        const style = { cap: 30, align: 'right', colour: theme.palette.ink, width } as const;
        paintLabel(ctx, theme, `${shown} ${labelText(theme, word)}`, right, upperY, style);
      }
      if (change === '') return;
      const lowerY = height * 0.78;
      const ink = trend === 'closing' ? 'gain' : trend === 'opening' ? 'loss' : 'muted';
      const left = stampFigures(ctx, this.#small, change, right, lowerY, ink);
      if (trend === 'steady') return;
      const size = this.#small.cap * 0.36;
      const arrow = { x: left - size - 8, y: lowerY, size };
      const colour = rowInks(this.#theme)[ink];
      paintTrendArrow(ctx, this.#theme, arrow, trend === 'closing', colour);
    });
  }
}
