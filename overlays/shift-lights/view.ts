/** Draws the shift lights: the theme's lamps in a row on its panel. */
import { Kit } from '../core/draw/kit.ts';
import { lampCount } from '../core/draw/lamps/lamp-row.ts';
import { Lamps } from '../core/draw/lamps/lamps.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { ShiftLightsModel } from '../core/reading/shift-lights.ts';
import { about } from './about.ts';
import { lampRow } from './layout.ts';

export class ShiftLightsView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: ShiftLightsModel;
  readonly #lamps: Lamps;

  constructor(context: ViewContext<typeof about>) {
    this.#kit = new Kit(context, about.size);
    const { theme } = context;
    const count = lampCount(theme);
    const whole = { x: 0, y: 0, ...about.size };
    this.#model = new ShiftLightsModel(count);
    this.#kit.picture(whole, (ctx) => paintPanel(ctx, theme, whole));
    this.#lamps = new Lamps(this.#kit, { box: lampRow(theme, whole), count });
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const { lit, limiter, flash } = this.#model.read(sample, nowMs);
    // Between two flashes all is dark: a full row would hide the limiter.
    this.#lamps.set(limiter && !flash ? 0 : lit, flash);
    return { draw: this.#kit.takeChanged(), animating: limiter };
  }

  destroy(): void {
    this.#kit.destroy();
  }
}
