/** Draws the speed overlay: large figures with their unit, on a dial of the theme's kind or on a panel. */
import { createGauge } from '../core/draw/gauges/create-gauge.ts';
import type { Gauge } from '../core/draw/gauges/gauge.ts';
import { Mover } from '../core/draw/motion.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import type { Digits } from '../core/draw/text/digit-cells.ts';
import { createDigits } from '../core/draw/text/digits.ts';
import { paintLabel } from '../core/draw/text/lettering.ts';
import { defineOverlay } from '../core/overlay.ts';
import { speedUnitNames } from '../core/reading/speed-units.ts';
import { about } from './about.ts';
import { aloneLayout, alonePanel, speedLayout } from './layout.ts';
import { SpeedModel, type SpeedScale } from './model.ts';

/** Built again when a fast car needs a longer scale. */
interface Parts {
  readonly scale: SpeedScale;
  readonly gauge: Gauge | null;
  readonly figures: Digits;
}

export const overlay = defineOverlay(about, (kit, { units, parameters }) => {
  const { theme, whole, sizes } = kit;
  const { dial, top } = parameters;
  const model = new SpeedModel(units, top);
  const mover = new Mover(theme.motion);
  const { number, unit } = dial ? speedLayout(theme) : aloneLayout(theme);
  const build = (scale: SpeedScale): Parts => {
    const gauge = dial
      ? createGauge(kit, {
          cx: 200,
          cy: 200,
          radius: 192,
          sweepDeg: theme.gauge.sweepDeg,
          unit: 1,
          redFrom: scale.max,
          ...scale,
        })
      : null;
    kit.picture(whole, (ctx) => {
      if (!dial) paintPanel(ctx, theme, alonePanel);
      paintLabel(ctx, theme, speedUnitNames[units], unit.x, unit.y, {
        ...unit,
        cap: Math.max(unit.cap, sizes.label),
      });
    });
    const figures = createDigits(kit, { ...number, cells: 3, housed: true });
    gauge?.finish();
    return { scale, gauge, figures };
  };
  let parts: Parts | null = null;
  return {
    update(sample, nowMs) {
      const { scale, share, text } = model.read(sample, nowMs);
      if (parts?.scale !== scale) {
        kit.clear();
        parts = build(scale);
      }
      const { gauge, figures } = parts;
      gauge?.set(mover.step(share, nowMs));
      const rolling = figures.set(text, nowMs);
      return rolling || (gauge !== null && !mover.isAtRest);
    },
  };
});
