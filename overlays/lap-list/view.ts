/** Draws the lap list: a row for each lap, the newest at the top. */

import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { fillBox, fillWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { type Box, boxPath, inset } from '../core/draw/shape.ts';
import { type Figures, FiguresSheet, figuresRuler } from '../core/draw/text/figures.ts';
import { fittingLabel, labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { paintTag } from '../core/draw/text/tag.ts';
import { defineOverlay } from '../core/overlay.ts';
import { LapListModel, type LapMark, type LapRow } from '../core/reading/lap-list.ts';
import { about } from './about.ts';
import { type ColumnWidths, type LapListLayout, lapListLayout, type RowPlace } from './layout.ts';

interface Row {
  readonly lap: Figures;
  readonly time: Figures;
  /** null: large lettering has no room for it. */
  readonly delta: Figures | null;
  readonly strike: Strike;
  /** Behind the best lap. */
  readonly light: Sprite;
  readonly marks: Readonly<Record<Exclude<LapMark, 'none'>, Sprite>>;
}

/** A line through the time of an invalid lap; it is stretched to the time's length. */
interface Strike {
  readonly sprite: Sprite;
  /** Length as it is painted, design pixels. */
  readonly usual: number;
  /** Right end of the line, and the free margin around it in its sprite. */
  readonly rightPx: number;
  readonly marginPx: number;
}

const words = { best: 'best', pit: 'pit', invalid: 'inv' } as const;

/** Both sides of a mark's word. */
const markPad = 18;
/** A line through a time goes on this far at both ends. */
const over = 2;
/** Least space between the names of two columns. */
const headGap = 12;
/** Rows of large lettering. */
const largeRows = 4;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { theme, whole, sizes, density } = kit;
  const wanted = Math.round(parameters.rows);
  const count = density === 'large' ? Math.min(wanted, largeRows) : wanted;
  const model = new LapListModel(count);
  const columnsOf = columnsRuler(kit);
  /** The panel grows with the laps, so that no part of it is empty. */
  const build = (used: number, columns: ColumnWidths): readonly Row[] => {
    const layout = lapListLayout(theme, whole, sizes, count, Math.max(used, 1), columns);
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, layout.panel);
      paintHead(ctx, theme, layout, sizes.label, density === 'normal');
      if (used === 0) paintNothing(ctx, theme, layout, sizes.label);
    });
    return used === 0 ? [] : createRows(kit, layout);
  };
  let rows: readonly Row[] | null = null;
  let built = '';
  let shown: readonly LapRow[] | null = null;
  return {
    update(sample) {
      const laps = model.read(sample);
      if (laps === shown) return false;
      shown = laps;
      const columns = columnsOf(laps);
      const key = [laps.length, ...Object.values(columns)].join(' ');
      if (rows === null || key !== built) {
        built = key;
        kit.clear();
        rows = build(laps.length, columns);
      }
      for (const [i, row] of rows.entries()) showRow(kit, row, laps[i]);
      return false;
    },
  };
});

function withoutDecimals(time: string | null): string {
  return (time ?? '').replace(/\.\d+$/, '');
}

/** Measures the faces once. @returns gives the widths of columns for the longest texts, and for usual ones at least */
function columnsRuler(kit: Kit): (laps: readonly LapRow[]) => ColumnWidths {
  const { theme, sizes } = kit;
  const wide = figuresRuler(kit, sizes.figure);
  const named = (name: string) => labelWidth(theme, name, sizes.label);
  const heads = { lap: named('Lap'), time: named('Time'), delta: named('Delta') };
  const mark = Math.max(...Object.values(words).map(named)) + markPad;
  const widest = (usual: string, texts: readonly (string | null)[]) =>
    Math.max(...[usual, ...texts].map((text) => wide(text ?? '')));
  return (laps) => {
    const times = laps.map(({ time }) => time);
    const deltas = sizes.isLarge ? null : laps.map(({ delta }) => delta);
    const numbers = laps.map(({ lap }) => lap);
    return {
      lap: Math.max(heads.lap, widest('00', numbers)),
      time: Math.max(heads.time, widest('0:00.000', times)),
      shortTime: Math.max(heads.time, widest('0:00.0', times.map(withoutDecimals))),
      delta: deltas === null ? 0 : Math.max(heads.delta, widest('+0.000', deltas)),
      shortDelta: deltas === null ? 0 : widest('+0.00', deltas.map(withoutDecimals)),
      mark,
    };
  };
}

function createRows(kit: Kit, { rows, cap, widths }: LapListLayout): Row[] {
  const { ink, best, muted, clutch, loss } = kit.palette;
  const inks = { ink, best, muted };
  const laps = new FiguresSheet(kit, { cap, pattern: '0', inks: { muted }, width: widths.lap });
  const times = new FiguresSheet(kit, { cap, inks, pattern: '0:00.000', width: widths.time });
  const deltas =
    kit.density === 'large'
      ? null
      : new FiguresSheet(kit, { cap, inks, pattern: '+0.000', width: widths.delta });
  const lights = rows.map((row) => createLight(kit, row));
  const length = times.lengthOf('0:00.000');
  const figures = rows.map((row) => ({
    lap: laps.row(row.lap, row.y, 'right'),
    time: times.row(row.time, row.y, 'right'),
    delta: deltas?.row(row.delta, row.y, 'right') ?? null,
  }));
  // Above the times: the dark edges of figures would cut them.
  const strikes = rows.map((row) => createStrike(kit, row, length, times.cap));
  const mark = (box: Box, name: keyof typeof words, colour: string) =>
    kit.hidden(inset(box, -6), (ctx) => paintTag(ctx, kit.theme, box, words[name], colour));
  return rows.map((row, i) => ({
    light: lights[i]!,
    ...figures[i]!,
    strike: strikes[i]!,
    marks: {
      best: mark(row.mark, 'best', best),
      pit: mark(row.mark, 'pit', clutch),
      invalid: mark(row.mark, 'invalid', loss),
    },
  }));
}

function createLight(kit: Kit, { line, mark }: RowPlace): Sprite {
  const { palette, panel } = kit.theme;
  const box: Box = { x: line.left - 6, y: mark.y, width: line.width + 12, height: mark.height };
  return kit.hidden(inset(box, -4), (ctx) => {
    if (panel.form === 'none') return;
    boxPath(ctx, box, { form: panel.form, corner: 5, slantDeg: panel.slantDeg });
    fillWith(ctx, fade(palette.best, 0.2));
  });
}

function createStrike(kit: Kit, row: RowPlace, usual: number, cap: number): Strike {
  const { palette, text } = kit.theme;
  const box = { x: row.time - usual - over, y: row.y - 1, width: usual + 2 * over, height: 2 };
  const margin = cap * 0.3;
  const sprite = kit.hidden(inset(box, -margin), (ctx) => {
    if (text.outline > 0) {
      ctx.fillStyle = fade(palette.outline, 0.9);
      ctx.fillRect(box.x - 1.5, box.y - 1.5, box.width + 3, box.height + 3);
    }
    fillBox(ctx, palette.loss, box);
  });
  const marginPx = margin * kit.ratio;
  const rightPx = sprite.position.x + sprite.texture.width - marginPx;
  return { sprite, usual, rightPx, marginPx };
}

function showRow(kit: Kit, row: Row, lap: LapRow | undefined): void {
  const isInvalid = lap?.invalid === true;
  const isBest = lap?.mark === 'best';
  row.lap.set(lap?.lap ?? '');
  row.time.set(lap ? lap.time : '', isInvalid ? 'muted' : isBest ? 'best' : 'ink');
  row.delta?.set(lap?.delta ?? '', isInvalid ? 'muted' : 'ink');
  const struck = isInvalid ? lap.time : null;
  if (struck !== null) resizeStrike(row.strike, row.time.lengthOf(struck));
  kit.show(row.strike.sprite, struck === null ? 0 : 1);
  kit.show(row.light, isBest ? 1 : 0);
  for (const [name, sprite] of Object.entries(row.marks)) {
    kit.show(sprite, lap?.mark === name ? 1 : 0);
  }
}

/** The right end stays where it is. @param length of the time, design pixels */
function resizeStrike({ sprite, usual, rightPx, marginPx }: Strike, length: number): void {
  const share = (length + 2 * over) / (usual + 2 * over);
  sprite.scale.x = share;
  sprite.position.x = rightPx - (sprite.texture.width - marginPx) * share;
}

function paintNothing(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { rows }: LapListLayout,
  cap: number,
): void {
  const { line, y } = rows[0]!;
  paintLabel(ctx, theme, 'No laps yet', line.middle, y, { cap, width: line.width });
}

function paintHead(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { head }: LapListLayout,
  cap: number,
  withDelta: boolean,
): void {
  const label = (text: string, x: number, align: 'left' | 'right') =>
    paintLabel(ctx, theme, text, x, head.y, { cap, align });
  label('Lap', head.line.left, 'left');
  label('Time', head.time, 'right');
  if (withDelta) {
    const room = head.delta - head.time - headGap;
    label(fittingLabel(theme, ['Delta', '+/-'], cap, room), head.delta, 'right');
  }
  if (theme.panel.form === 'none') return;
  ctx.fillStyle = fade(theme.palette.muted, 0.35);
  ctx.fillRect(head.line.left, head.y + cap / 2 + 7, head.line.width, 1.5);
}
