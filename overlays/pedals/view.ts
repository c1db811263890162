/** Draws the pedals overlay: bars, percent, and a strip of the last seconds. */
import { createBar } from '../core/draw/bars/create-bar.ts';
import { Mover } from '../core/draw/motion.ts';
import { createDigits, digitsWidth } from '../core/draw/text/digits.ts';
import { FiguresSheet } from '../core/draw/text/figures.ts';
import { paintLabel } from '../core/draw/text/lettering.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { InputTrace } from '../core/draw/trace/input-trace.ts';
import { defineOverlay } from '../core/overlay.ts';
import { tracedInputs } from '../core/reading/inputs.ts';
import { about } from './about.ts';
import { pedalsLayout } from './layout.ts';
import { PedalsModel } from './model.ts';

/** Feet are faster than needles: share of the theme's time. */
const haste = 0.5;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { theme, whole, sizes, density } = kit;
  const { seconds, clutch } = parameters;
  const model = new PedalsModel();
  // Large lettering leaves out what viewers miss least.
  const parts = { trace: parameters.trace, clutch: clutch && density === 'normal' };
  const figureWidth = digitsWidth(theme, 3, sizes.figure);
  const layout = pedalsLayout(theme, whole, sizes, parts, figureWidth);
  const { horizontal } = layout;
  kit.panel();
  const names = new Map(
    layout.pedals.map(({ pedal, label, labelAt, labelWidth: width }) => {
      const { x, y, align } = labelAt;
      const left = align === 'left' ? x : x - width / 2;
      const box = { x: left - 6, y: y - sizes.label, width: width + 12, height: 2 * sizes.label };
      const style = { cap: sizes.label, align, width };
      const name = kit.picture(box, (ctx) => paintLabel(ctx, theme, label, x, y, style));
      return [pedal, name] as const;
    }),
  );
  const braked = layout.pedals.find(({ pedal }) => pedal === 'brake')!;
  const peakSheet = new FiguresSheet(kit, {
    cap: horizontal ? sizes.figure : sizes.label + 2,
    pattern: '000',
    inks: { peak: theme.palette.ink },
    ghost: false,
  });
  const peak = peakSheet.row(braked.peakAt.x, braked.peakAt.y, braked.peakAt.align);
  const showPeak = (share: number | null) => {
    peak.set(share === null ? '' : String(Math.round(share * 100)));
    // Upright bars have room for one of them.
    if (!horizontal) kit.show(names.get('brake')!, share === null ? 1 : 0);
  };
  const pedals = layout.pedals.map(({ pedal, bar, valueAt, labelWidth }) => ({
    name: pedal,
    bar: createBar(kit, { box: bar, colour: theme.palette[pedal], horizontal }),
    digits: createDigits(kit, {
      ...valueAt,
      cap: sizes.figure,
      cells: 3,
      width: horizontal ? 96 : Math.max(labelWidth, figureWidth),
      small: true,
    }),
    mover: new Mover(theme.motion, 1, haste),
    readout: new Readout(1, 66),
  }));
  const long = seconds > 0 ? seconds : theme.trace.seconds;
  const trace =
    layout.trace === null
      ? null
      : new InputTrace(kit, layout.trace, long, tracedInputs({ ...parameters, ...parts }));
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      let moving = picture.brakePeak !== null;
      for (const { name, bar, digits, mover, readout } of pedals) {
        const value = picture.pedals[name];
        bar.set(mover.step(value ?? 0, nowMs));
        bar.peak(name === 'brake' ? picture.brakePeak : null);
        const percent = value === null ? null : value * 100;
        const rolling = digits.set(readout.text(percent, nowMs) ?? '', nowMs);
        moving ||= rolling || !mover.isAtRest;
      }
      showPeak(picture.brakePeak);
      trace?.show(picture.points, picture.t, picture.reset);
      return moving;
    },
  };
});
