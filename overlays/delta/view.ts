/** Draws the delta overlay: the reference, a large signed number, and a bar that grows to the left or right. */
import { createBalance } from '../core/draw/bars/balance.ts';
import type { Kit } from '../core/draw/kit.ts';
import { createChevron } from '../core/draw/mark.ts';
import { Mover } from '../core/draw/motion.ts';
import { lineAt } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { lean } from '../core/draw/shape.ts';
import { FiguresSheet, figuresRuler, readableCap } from '../core/draw/text/figures.ts';
import { createHousedFigures } from '../core/draw/text/housed-figures.ts';
import { fittingLabel, labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { defineOverlay } from '../core/overlay.ts';
import { DeltaModel } from '../core/reading/delta.ts';
import { about } from './about.ts';

/** The usual name of the reference, and a short one for wide faces. */
const labels = {
  best: ['Session best', 'Best lap'],
  personal: ['Personal best', 'Personal'],
} as const;
const lapLabelText = 'Vs lap';
const referencePattern = '0:00.000';
/** Between what the label says and the reference's time, design pixels. */
const labelAir = 10;
/** Before the number of the lap, design pixels. */
const lapAir = 9;
/** Least share of the line that the reference's time has. */
const referenceShare = 0.42;

export const overlay = defineOverlay(about, (kit, { parameters: { against, range } }) => {
  const { theme, whole, sizes, density } = kit;
  const { ink, gain, loss } = theme.palette;
  const model = new DeltaModel(against, range);
  const mover = new Mover(theme.motion, 2);
  const { label, number, arrow, bar } = placesOf(kit);
  kit.panel();
  const isLarge = density === 'large';
  const referenceRoom = isLarge ? 0 : roomOfReference(kit, label.width, labels[against]);
  const labelRoom = isLarge ? label.width : label.width - referenceRoom - labelAir;
  const createLabel = (words: readonly string[]) =>
    kit.picture(whole, (ctx) => {
      const text = fittingLabel(theme, words, sizes.label, labelRoom);
      const style = { cap: sizes.label, align: 'left', width: labelRoom } as const;
      paintLabel(ctx, theme, text, label.left, label.y, style);
    });
  const usualLabel = createLabel(labels[against]);
  // Another lap stands in for the best one: this label names it with a number.
  const lapLabel = createLabel([lapLabelText]);
  const lapX = label.left + labelWidth(theme, lapLabelText, sizes.label) + lapAir;
  const laps = new FiguresSheet(kit, {
    cap: sizes.figure,
    pattern: '00',
    ghost: false,
    width: label.left + labelRoom - lapX,
  });
  const lap = laps.row(lapX, label.y, 'left');
  const reference = isLarge
    ? null
    : new FiguresSheet(kit, {
        cap: sizes.figure,
        pattern: referencePattern,
        width: referenceRoom,
      }).row(label.right, label.y, 'right');
  const delta = createHousedFigures(kit, {
    ...number,
    align: 'center',
    pattern: '+0.00',
    inks: { even: ink, gain, loss },
  });
  const gaining = createChevron(kit, arrow.x, arrow.y, arrow.width, -1, gain);
  const losing = createChevron(kit, arrow.x, arrow.y, arrow.width, 1, loss);
  const balance = createBalance(kit, { box: bar, leftColour: gain, rightColour: loss });
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      delta.set(picture.text, picture.side);
      gaining.set(picture.trend === 'gain' ? 1 : 0);
      losing.set(picture.trend === 'loss' ? 1 : 0);
      reference?.set(picture.reference ?? '');
      const isUsual = picture.referenceLap === null;
      kit.show(usualLabel, isUsual ? 1 : 0);
      kit.show(lapLabel, isUsual ? 0 : 1);
      lap.set(picture.referenceLap ?? '');
      balance.set(mover.step(picture.share, nowMs));
      return picture.moving || !mover.isAtRest;
    },
  };
});

/**
 * Width of the reference's time, design pixels: the labels leave it room for its thousandths, where the theme's faces are
 * narrow enough.
 * @param words names of the usual reference, the longest first
 */
function roomOfReference(kit: Kit, width: number, words: readonly string[]): number {
  const { theme, sizes } = kit;
  const figures = figuresRuler(kit, sizes.figure);
  const wanted = figures(referencePattern);
  const least = (wanted * readableCap) / sizes.figure;
  const label = fittingLabel(theme, words, sizes.label, width - labelAir - least);
  const taken = Math.max(
    labelWidth(theme, label, sizes.label),
    labelWidth(theme, lapLabelText, sizes.label) + lapAir + figures('000'),
  );
  return Math.max(width * referenceShare, Math.min(wanted, width - labelAir - taken));
}

/** Room for the arrow of the tendency, at both sides so that the number stays in the middle. */
const arrowRoom = 46;

function placesOf({ theme, whole, sizes }: Kit) {
  const area = contentBox(theme, whole);
  const tight = area.height < 140;
  const pad = tight ? 12 : 20;
  const pointed = sizes.isLarge ? 19 : 25;
  const barHeight = theme.bars.kind === 'pointer' ? pointed : tight ? 16 : 18;
  const air = tight ? 8 : 12;
  const labelY = area.y + air + sizes.figure / 2;
  const barY = area.y + area.height - air - barHeight / 2 - 2;
  const top = labelY + sizes.figure / 2;
  const bottom = barY - barHeight / 2;
  const numberY = (top + bottom) / 2;
  const barLine = lineAt(theme, area, barY, pad);
  const numberLine = lineAt(theme, area, numberY, pad);
  const by = theme.panel.form === 'slanted' ? lean(barHeight, theme.panel.slantDeg) : 0;
  const { housing, kind } = theme.digits;
  const share =
    housing === 'window'
      ? 0.45
      : housing === 'plate'
        ? 0.47
        : kind === 'seven-segment'
          ? 0.75
          : 0.66;
  return {
    label: { ...lineAt(theme, area, labelY, pad), y: labelY },
    number: {
      x: numberLine.middle,
      y: numberY,
      cap: (bottom - top) * share,
      width: numberLine.width - 2 * arrowRoom,
    },
    arrow: { x: numberLine.right - arrowRoom / 2 + 4, y: numberY, width: 30 },
    bar: {
      x: barLine.left - by / 2,
      y: barY - barHeight / 2,
      width: barLine.width + by,
      height: barHeight,
    },
  };
}
