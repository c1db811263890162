/** Draws the results: a title, and a row for each car. */
import { Appearance } from '../core/draw/grid/appearance.ts';
import { PaintedRow } from '../core/draw/grid/painted-row.ts';
import { RowStack } from '../core/draw/grid/row-stack.ts';
import { rowsThatFit, type TablePlace, tablePlace } from '../core/draw/grid/table-place.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { paintLabel } from '../core/draw/text/lettering.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { ResultsModel, type ResultsPicture } from './model.ts';

/** Space between two rows of letters. */
const air = 16;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { theme, whole, sizes } = kit;
  const cap = sizes.figure + 2;
  const headHeight = cap + 30;
  const fit = rowsThatFit(theme, whole, headHeight, cap + air);
  const count = Math.min(Math.round(parameters.rows), fit);
  const back = kit.layer();
  const front = kit.layer();
  const appearance = new Appearance(back, front);
  const { when, names } = parameters;
  const model = new ResultsModel({ rows: count, when, names });
  let shape = '';
  let stack: RowStack | null = null;
  let head: PaintedRow | null = null;
  const build = ({ rows, numberChars }: ResultsPicture): TablePlace => {
    const place = tablePlace(theme, whole, {
      count: rows.length,
      fits: count,
      head: headHeight,
      pitchMax: cap + 28,
    });
    back.clear();
    front.clear();
    back.picture(whole, (ctx) => paintPanel(ctx, place.theme, place.panel));
    head = new PaintedRow(front, place.width, headHeight);
    head.move(place.x, place.headTop);
    head.ground('head', (ctx) => {
      ctx.fillStyle = place.theme.palette.accent;
      ctx.fillRect(0, headHeight - 8, place.width, 3);
    });
    stack = new RowStack(front, place, cap, { numberChars, pattern: '+0:00.0' });
    return place;
  };
  let place: TablePlace | null = null;
  return {
    update(sample, nowMs) {
      const picture = model.read(sample);
      const isFading = appearance.update(picture !== null, nowMs);
      if (picture === null) return isFading;
      const now = `${picture.rows.length} ${picture.numberChars}`;
      if (place === null || now !== shape) {
        shape = now;
        place = build(picture);
      }
      const { theme: tall, width } = place;
      const { title } = picture;
      head!.cell(0, { x: 0, width }, title, (ctx) =>
        paintLabel(ctx, tall, title, 2, (headHeight - 8) / 2, {
          cap: cap + 4,
          align: 'left',
          colour: tall.palette.ink,
          width: width - 10,
        }),
      );
      const isMoving = stack!.update(picture.rows, nowMs);
      return isFading || isMoving;
    },
  };
});
