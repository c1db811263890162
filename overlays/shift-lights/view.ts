/** Draws the shift lights: the theme's lamps in a row on its panel. */
import { lampCount, lampHeightOf } from '../core/draw/lamps/lamp-row.ts';
import { Lamps } from '../core/draw/lamps/lamps.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import { defineOverlay } from '../core/overlay.ts';
import { ShiftLightsModel } from '../core/reading/shift-lights.ts';
import { about } from './about.ts';

export const overlay = defineOverlay(about, (kit) => {
  const { theme, whole } = kit;
  const area = contentBox(theme, whole);
  const height = Math.min(lampHeightOf(theme), area.height - 8);
  const top = area.y + (area.height - height) / 2;
  const count = lampCount(theme);
  const model = new ShiftLightsModel(count, kit.reducedMotion);
  kit.panel();
  const lamps = new Lamps(kit, { box: rowBox(theme, whole, top, top + height, 16), count });
  return {
    update(sample, nowMs) {
      const { lit, limiter, flash } = model.read(sample, nowMs);
      // Between two flashes all lamps are dark: a full row would hide the limiter.
      lamps.set(limiter && !flash ? 0 : lit, flash);
      return limiter;
    },
  };
});
