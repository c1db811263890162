/** Draws the speed overlay: large figures with their unit, on a dial of the theme's kind or on a panel. */

import { createGauge } from '../core/draw/gauges/create-gauge.ts';
import type { Gauge } from '../core/draw/gauges/gauge.ts';
import { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { createDigits, type Digits } from '../core/draw/text/digits.ts';
import { labelText, paintText } from '../core/draw/text/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { about } from './about.ts';
import { aloneLayout, alonePanel, speedLayout } from './layout.ts';
import { SpeedModel, speedScale } from './model.ts';

const unitNames = { kmh: 'km/h', mph: 'mph' } as const;

export class SpeedView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: SpeedModel;
  readonly #mover: Mover;
  readonly #gauge: Gauge | null;
  readonly #figures: Digits;

  constructor(context: ViewContext<typeof about>) {
    this.#kit = new Kit(context, about.size);
    this.#mover = new Mover(context.theme.motion);
    const kit = this.#kit;
    const { theme } = kit;
    const { dial, top } = context.parameters;
    const scale = speedScale(top, context.units);
    this.#model = new SpeedModel(context.units, scale.max);
    const layout = dial ? speedLayout(theme) : aloneLayout(theme);
    this.#gauge = dial
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
    kit.picture({ x: 0, y: 0, ...about.size }, (ctx) => {
      if (!dial) paintPanel(ctx, theme, alonePanel);
      const { unit } = layout;
      paintText(ctx, theme, labelText(theme, unitNames[context.units]), unit.x, unit.y, {
        face: theme.fonts.labels,
        colour: theme.palette.muted,
        ...unit,
      });
    });
    this.#figures = createDigits(kit, {
      ...layout.number,
      cells: 3,
      face: theme.fonts.numbers,
      housed: true,
    });
    this.#gauge?.finish();
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const { share, text } = this.#model.read(sample, nowMs);
    this.#gauge?.set(this.#mover.step(share, nowMs));
    const rolling = this.#figures.set(text, nowMs);
    const moving = this.#gauge !== null && !this.#mover.settled;
    return { draw: this.#kit.takeChanged(), animating: moving || rolling };
  }

  destroy(): void {
    this.#kit.destroy();
  }
}
