/** Draws the relative: the own car in the middle, the cars ahead above it, those behind below. */
import { RowStack } from '../core/draw/grid/row-stack.ts';
import { tablePlace } from '../core/draw/grid/table-place.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { RelativeModel, type RelativePicture } from './model.ts';

/** Cars on each side with large lettering, at most. */
const largeEach = 2;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { theme, whole, sizes, density } = kit;
  const isLarge = density === 'large';
  const wanted = Math.round(parameters.cars);
  const each = isLarge ? Math.min(wanted, largeEach) : wanted;
  const model = new RelativeModel({ each, names: parameters.names });
  const shown = kit.layer();
  const back = shown.layer();
  const front = shown.layer();
  let shape = '';
  let stack: RowStack | null = null;
  const build = ({ rows, hasBands, numberChars }: RelativePicture): void => {
    const place = tablePlace(theme, whole, { count: rows.length, fits: each * 2 + 1, head: 0 });
    back.clear();
    front.clear();
    back.picture(whole, (ctx) => paintPanel(ctx, place.theme, place.panel));
    stack = new RowStack(front, place, sizes.figure, {
      numberChars: parameters.numbers && !isLarge ? numberChars : 0,
      bands: hasBands,
      trend: true,
      pattern: '+00.0',
      wordless: true,
      badge: '+12L',
    });
  };
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      shown.setVisible(picture !== null);
      if (picture === null) return false;
      const { rows, hasBands, numberChars } = picture;
      const now = `${rows.length} ${hasBands} ${numberChars}`;
      if (now !== shape) {
        shape = now;
        build(picture);
      }
      return stack!.update(rows, nowMs);
    },
  };
});
