/** Draws the delta overlay: the reference, a large signed number, and a bar that grows to the left or right. */
import { createBalance } from '../core/draw/bars/balance.ts';
import type { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { lineAt } from '../core/draw/panels/lines.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { lean } from '../core/draw/shape.ts';
import { FiguresSheet } from '../core/draw/text/figures.ts';
import { createHousedFigures } from '../core/draw/text/housed-figures.ts';
import { labelWidth, paintLabel } from '../core/draw/text/type.ts';
import { defineOverlay } from '../core/overlay.ts';
import { DeltaModel } from '../core/reading/delta.ts';
import { about } from './about.ts';

const labels = { best: 'Session best', personal: 'Personal best', lap: 'Against lap' } as const;
const labelCap = 13;

export const overlay = defineOverlay(about, (kit, { parameters: { against, range } }) => {
  const { theme, whole } = kit;
  const { ink, gain, loss } = theme.palette;
  const model = new DeltaModel(against, range);
  const mover = new Mover(theme.motion, 2);
  const { label, number, bar } = placesOf(kit);
  kit.panel();
  const createLabel = (text: string) =>
    kit.picture(whole, (ctx) => {
      const style = { cap: labelCap, align: 'left', width: label.width * 0.6 } as const;
      paintLabel(ctx, theme, text, label.left, label.y, style);
    });
  const usualLabel = createLabel(labels[against]);
  // Another lap stands in for the best one: this label names it with a number.
  const lapLabel = createLabel(labels.lap);
  const lapX = label.left + labelWidth(theme, labels.lap, labelCap) + 9;
  const laps = new FiguresSheet(kit, { cap: 15, pattern: '00', ghost: false });
  const lap = laps.row(lapX, label.y, 'left');
  const reference = new FiguresSheet(kit, {
    cap: 15,
    pattern: '0:00.000',
    width: label.width * 0.38,
  }).row(label.right, label.y, 'right');
  const delta = createHousedFigures(kit, {
    ...number,
    align: 'center',
    pattern: '+0.00',
    inks: { even: ink, gain, loss },
  });
  const balance = createBalance(kit, { box: bar, leftColour: gain, rightColour: loss });
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      delta.set(picture.text, picture.side);
      reference.set(picture.reference ?? '');
      const isUsual = picture.referenceLap === null;
      kit.show(usualLabel, isUsual ? 1 : 0);
      kit.show(lapLabel, isUsual ? 0 : 1);
      lap.set(picture.referenceLap ?? '');
      balance.set(mover.step(picture.share, nowMs));
      return picture.moving || !mover.isAtRest;
    },
  };
});

function placesOf({ theme, whole }: Kit) {
  const area = contentBox(theme, whole);
  const tight = area.height < 140;
  const pad = tight ? 12 : 20;
  const at = (share: number) => area.y + area.height * share;
  const labelY = at(tight ? 0.14 : 0.17);
  const numberY = at(tight ? 0.46 : 0.49);
  const barHeight = theme.bars.kind === 'pointer' ? 25 : tight ? 16 : 18;
  const barY = at(tight ? 0.83 : 0.82);
  const barLine = lineAt(theme, area, barY, pad);
  const by = theme.panel.form === 'slanted' ? lean(barHeight, theme.panel.slantDeg) : 0;
  const { housing } = theme.digits;
  const share = housing === 'window' ? 0.235 : housing === 'plate' ? 0.255 : 0.33;
  return {
    label: { ...lineAt(theme, area, labelY, pad), y: labelY },
    number: {
      x: lineAt(theme, area, numberY, pad).middle,
      y: numberY,
      cap: area.height * share,
      width: area.width * 0.78,
    },
    bar: {
      x: barLine.left - by / 2,
      y: barY - barHeight / 2,
      width: barLine.width + by,
      height: barHeight,
    },
  };
}
