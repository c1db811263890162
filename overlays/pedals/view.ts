/** Draws the pedals overlay: bars, percent, and a strip of the last seconds. */
import { createBar } from '../core/draw/bars/create-bar.ts';
import { Mover } from '../core/draw/motion.ts';
import { createDigits } from '../core/draw/text/digits.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { paintLabel } from '../core/draw/text/type.ts';
import { InputTrace } from '../core/draw/trace/input-trace.ts';
import { defineOverlay } from '../core/overlay.ts';
import { tracedInputs } from '../core/reading/inputs.ts';
import { about } from './about.ts';
import { pedalsLayout } from './layout.ts';
import { PedalsModel } from './model.ts';

/** Feet are faster than needles: share of the theme's time. */
const haste = 0.5;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { theme, whole } = kit;
  const { seconds } = parameters;
  const model = new PedalsModel();
  const layout = pedalsLayout(theme, whole, parameters);
  const { horizontal } = layout;
  kit.panel((ctx) => {
    for (const { label, labelAt, labelWidth: width } of layout.pedals) {
      const style = { cap: 12.5, align: labelAt.align, width };
      paintLabel(ctx, theme, label, labelAt.x, labelAt.y, style);
    }
  });
  const pedals = layout.pedals.map(({ pedal, bar, valueAt }) => ({
    name: pedal,
    bar: createBar(kit, { box: bar, colour: theme.palette[pedal], horizontal }),
    digits: createDigits(kit, {
      ...valueAt,
      cap: theme.digits.kind === 'seven-segment' ? 20 : 17,
      cells: 3,
      width: horizontal ? 60 : 54,
      small: true,
    }),
    mover: new Mover(theme.motion, 1, haste),
    readout: new Readout(1, 66),
  }));
  const long = seconds > 0 ? seconds : theme.trace.seconds;
  const trace =
    layout.trace === null
      ? null
      : new InputTrace(kit, layout.trace, long, tracedInputs(parameters));
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
      trace?.show(picture.points, picture.t, picture.reset);
      return moving;
    },
  };
});
