/** Draws the lap list: a row for each lap, the newest at the top. */
import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { type Box, boxPath, inset } from '../core/draw/shape.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { paintTag } from '../core/draw/text/tag.ts';
import { labelText, paintText } from '../core/draw/text/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { LapListModel, type LapMark, type LapRow } from '../core/reading/lap-list.ts';
import { about } from './about.ts';
import { type LapListLayout, lapListLayout, type RowPlace } from './layout.ts';

interface Row {
  readonly lap: Figures;
  readonly time: Figures;
  readonly gap: Figures;
  /** Through a time that does not count, `usual` design pixels long; a longer time has a longer one. */
  readonly strike: { readonly sprite: Sprite; readonly usual: number; readonly rightPx: number };
  /** Behind the best lap. */
  readonly light: Sprite;
  readonly marks: Readonly<Record<Exclude<LapMark, 'none'>, Sprite>>;
}

const words = { best: 'best', pit: 'pit', invalid: 'inv' } as const;

export class LapListView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: LapListModel;
  readonly #rows: readonly Row[];
  /** Says that there is nothing yet. */
  readonly #nothing: Sprite;
  #shown: readonly LapRow[] | null = null;

  constructor(context: ViewContext<typeof about>) {
    const count = Math.round(context.parameters.rows);
    this.#kit = new Kit(context, about.size);
    this.#model = new LapListModel(count);
    const kit = this.#kit;
    const { theme } = kit;
    const whole = { x: 0, y: 0, ...about.size };
    const layout = lapListLayout(theme, whole, count);
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      paintHead(ctx, theme, layout);
    });
    this.#rows = this.#createRows(layout);
    this.#nothing = kit.picture(whole, (ctx) => paintNothing(ctx, theme, layout));
    this.#nothing.alpha = 0;
  }

  #createRows({ rows, cap, widths }: LapListLayout): Row[] {
    const kit = this.#kit;
    const { palette, fonts } = kit.theme;
    const inks = { ink: palette.ink, best: palette.best, muted: palette.muted };
    const style = { face: fonts.numbers, cap, inks };
    const laps = new FiguresSheet(kit, {
      ...style,
      pattern: '00',
      inks: { muted: palette.muted },
      width: widths.lap,
    });
    const times = new FiguresSheet(kit, { ...style, pattern: '0:00.000', width: widths.time });
    const gaps = new FiguresSheet(kit, { ...style, pattern: '+00.000', width: widths.gap });
    const lights = rows.map((row) => this.#createLight(row));
    const length = times.lengthOf('0:00.000');
    const strikes = rows.map((row) => this.#createStrike(row, length, times.cap));
    return rows.map((row, i) => ({
      light: lights[i]!,
      lap: laps.row(row.lap, row.y, 'right'),
      time: times.row(row.time, row.y, 'right'),
      gap: gaps.row(row.gap, row.y, 'right'),
      strike: strikes[i]!,
      marks: {
        best: this.#createMark(row.mark, 'best', palette.best),
        pit: this.#createMark(row.mark, 'pit', palette.clutch),
        invalid: this.#createMark(row.mark, 'invalid', palette.loss),
      },
    }));
  }

  #createLight({ line, mark }: RowPlace): Sprite {
    const kit = this.#kit;
    const { palette, panel } = kit.theme;
    const box: Box = { x: line.left - 6, y: mark.y, width: line.width + 12, height: mark.height };
    const light = kit.picture(inset(box, -4), (ctx) => {
      if (panel.form === 'none') return;
      boxPath(ctx, box, { form: panel.form, corner: 5, slantDeg: panel.slantDeg });
      ctx.fillStyle = fade(palette.best, 0.2);
      ctx.fill();
    });
    light.alpha = 0;
    return light;
  }

  #createStrike(row: RowPlace, length: number, cap: number): Row['strike'] {
    const kit = this.#kit;
    const { palette, text } = kit.theme;
    const box = { x: row.time - length - 2, y: row.y - 1, width: length + 4, height: 2 };
    const strike = kit.picture(inset(box, -cap * 0.3), (ctx) => {
      if (text.outline > 0) {
        ctx.fillStyle = fade(palette.outline, 0.9);
        ctx.fillRect(box.x - 1.5, box.y - 1.5, box.width + 3, box.height + 3);
      }
      ctx.fillStyle = palette.loss;
      ctx.fillRect(box.x, box.y, box.width, box.height);
    });
    strike.alpha = 0;
    return { sprite: strike, usual: length, rightPx: strike.position.x + strike.texture.width };
  }

  #createMark(box: Box, mark: keyof typeof words, colour: string): Sprite {
    const kit = this.#kit;
    const sprite = kit.picture(inset(box, -6), (ctx) =>
      paintTag(ctx, kit.theme, box, words[mark], colour),
    );
    sprite.alpha = 0;
    return sprite;
  }

  update(sample: Sample): { draw: boolean; animating: boolean } {
    const rows = this.#model.read(sample);
    if (rows !== this.#shown) {
      this.#shown = rows;
      this.#rows.forEach((row, i) => {
        this.#showRow(row, rows[i]);
      });
      this.#kit.show(this.#nothing, rows.length === 0 ? 1 : 0);
    }
    return { draw: this.#kit.takeChanged(), animating: false };
  }

  #showRow(row: Row, lap: LapRow | undefined): void {
    const kit = this.#kit;
    row.lap.set(lap?.lap ?? '');
    const ink = lap?.invalid ? 'muted' : lap?.mark === 'best' ? 'best' : 'ink';
    row.time.set(lap ? lap.time : '', ink);
    row.gap.set(lap?.gap ?? '', lap?.invalid ? 'muted' : 'ink');
    const struck = lap?.invalid === true ? lap.time : null;
    if (struck !== null) strikeOver(row.strike, row.time.lengthOf(struck));
    kit.show(row.strike.sprite, struck === null ? 0 : 1);
    kit.show(row.light, lap?.mark === 'best' ? 1 : 0);
    for (const [name, sprite] of Object.entries(row.marks)) {
      kit.show(sprite, lap?.mark === name ? 1 : 0);
    }
  }

  destroy(): void {
    this.#kit.destroy();
  }
}

/** Both ends at the right. @param length of the time, design pixels */
function strikeOver({ sprite, usual, rightPx }: Row['strike'], length: number): void {
  const share = length / usual;
  sprite.scale.x = share;
  sprite.position.x = rightPx - sprite.texture.width * share;
}

/** In the middle of the rows. */
function paintNothing(ctx: CanvasRenderingContext2D, theme: Theme, { rows }: LapListLayout): void {
  const { line, y } = rows[Math.floor((rows.length - 1) / 2)]!;
  paintText(ctx, theme, labelText(theme, 'No laps yet'), line.middle, y, {
    face: theme.fonts.labels,
    cap: 15,
    colour: theme.palette.muted,
    width: line.width,
  });
}

function paintHead(ctx: CanvasRenderingContext2D, theme: Theme, { head }: LapListLayout): void {
  const { palette, fonts, panel } = theme;
  const label = (text: string, x: number, align: 'left' | 'right') => {
    paintText(ctx, theme, labelText(theme, text), x, head.y, {
      face: fonts.labels,
      cap: 12.5,
      colour: palette.muted,
      align,
    });
  };
  label('Lap', head.line.left, 'left');
  label('Time', head.time, 'right');
  label('Gap', head.gap, 'right');
  if (panel.form === 'none') return;
  ctx.fillStyle = fade(palette.muted, 0.35);
  ctx.fillRect(head.line.left, head.y + 14, head.line.width, 1.5);
}
