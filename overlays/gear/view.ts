/** Draws the gear overlay: one large sign, two arrows, the speed. */

import { Kit } from '../core/draw/kit.ts';
import { type Chevron, createChevron } from '../core/draw/mark.ts';
import { contentBox, middleOf, paintPanel } from '../core/draw/panels/panel.ts';
import { createDigits, type Digits } from '../core/draw/text/digits.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { labelText, paintText } from '../core/draw/text/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { gearGlyphs } from '../core/reading/gear.ts';
import { about } from './about.ts';
import { GearModel } from './model.ts';

const unitNames = { kmh: 'km/h', mph: 'mph' } as const;

export class GearView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: GearModel;
  readonly #gear: Digits;
  readonly #speed: Digits | null;
  readonly #up: Chevron;
  readonly #down: Chevron;
  readonly #readout = new Readout(1, 60);

  constructor(context: ViewContext<typeof about>) {
    this.#kit = new Kit(context, about.size);
    this.#model = new GearModel(context.units);
    const kit = this.#kit;
    const { theme } = kit;
    const withSpeed = context.parameters.showSpeed;
    const whole = { x: 0, y: 0, ...about.size };
    const area = contentBox(theme, whole);
    const middle = area.y + area.height / 2;
    const drum = theme.digits.kind === 'drum';
    const free = middleOf(theme, area);
    const gearX = withSpeed
      ? free.x + free.width * (theme.digits.housing === 'plate' ? 0.25 : 0.29)
      : 150;
    const speedX = free.x + free.width * (theme.digits.housing === 'plate' ? 0.71 : 0.72);
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      if (!withSpeed) return;
      paintText(ctx, theme, labelText(theme, unitNames[context.units]), speedX, middle + 48, {
        face: theme.fonts.labels,
        cap: 15,
        colour: theme.palette.muted,
      });
    });
    this.#gear = createDigits(kit, {
      x: gearX,
      y: middle,
      cap: area.height * (drum ? 0.31 : 0.46),
      cells: theme.digits.kind === 'type' ? 2 : 1,
      width: 172,
      align: 'center',
      face: theme.fonts.gear,
      glyphs: gearGlyphs,
    });
    const wide = area.height * 0.17;
    const away = area.height * 0.378;
    const { gain, caution } = theme.palette;
    this.#up = createChevron(kit, gearX, middle - away, wide, -1, gain);
    this.#down = createChevron(kit, gearX, middle + away, wide, 1, caution);
    this.#speed = withSpeed
      ? createDigits(kit, {
          x: speedX,
          y: middle - 10,
          cap: theme.digits.housing === 'none' ? 56 : 46,
          cells: 3,
          width: free.width * (drum ? 0.42 : theme.digits.housing === 'none' ? 0.46 : 0.52),
          align: 'center',
          face: theme.fonts.numbers,
          housed: true,
        })
      : null;
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.#model.read(sample, nowMs);
    const shifting = this.#gear.set(picture.gear, nowMs);
    this.#up.set(picture.up);
    this.#down.set(picture.down);
    if (picture.speed === null) this.#readout.reset();
    const text = picture.speed === null ? '' : String(this.#readout.read(picture.speed, nowMs));
    const rolling = this.#speed?.set(text, nowMs) ?? false;
    return {
      draw: this.#kit.takeChanged(),
      animating: shifting || rolling || picture.up > 0 || picture.down > 0,
    };
  }

  destroy(): void {
    this.#kit.destroy();
  }
}
