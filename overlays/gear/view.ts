/** Draws the gear overlay: one large sign, two arrows, the speed. */
import { createDigits, type Digits } from '../core/draw/digits.ts';
import { Kit } from '../core/draw/kit.ts';
import { type Chevron, createChevron } from '../core/draw/mark.ts';
import { paintPanel } from '../core/draw/panel.ts';
import { Readout } from '../core/draw/readout.ts';
import { labelText, paintText } from '../core/draw/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { gearGlyphs } from '../core/reading/gear.ts';
import { about } from './about.ts';
import { GearModel } from './model.ts';

const unitNames = { kmh: 'km/h', mph: 'mph' } as const;

export class GearView implements OverlayView {
  private readonly kit: Kit;
  private readonly model: GearModel;
  private readonly gear: Digits;
  private readonly speed: Digits | null;
  private readonly up: Chevron;
  private readonly down: Chevron;
  private readonly readout = new Readout(1, 60);

  constructor(context: ViewContext) {
    this.kit = new Kit(context, about.size);
    this.model = new GearModel(context.units);
    const { kit } = this;
    const { theme } = kit;
    const withSpeed = context.parameters.speed !== false;
    const gearX = withSpeed ? 92 : 150;
    const speedX = 214;
    const whole = { x: 0, y: 0, ...about.size };
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      if (!withSpeed) return;
      paintText(ctx, theme, labelText(theme, unitNames[context.units]), speedX, 158, {
        face: theme.fonts.labels,
        cap: 15,
        colour: theme.palette.muted,
      });
    });
    this.gear = createDigits(kit, {
      x: gearX,
      y: 110,
      cap: theme.digits.kind === 'drum' ? 70 : 94,
      cells: theme.digits.kind === 'type' ? 2 : 1,
      align: 'center',
      face: theme.fonts.gear,
      glyphs: gearGlyphs,
    });
    this.up = createChevron(kit, gearX, 33, 36, -1, theme.palette.gain);
    this.down = createChevron(kit, gearX, 187, 36, 1, theme.palette.caution);
    this.speed = withSpeed
      ? createDigits(kit, {
          x: speedX,
          y: 100,
          cap: theme.digits.kind === 'drum' ? 44 : 56,
          cells: 3,
          width: 132,
          align: 'center',
          face: theme.fonts.numbers,
        })
      : null;
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.model.read(sample, nowMs);
    const shifting = this.gear.set(picture.gear, nowMs);
    this.up.set(picture.up);
    this.down.set(picture.down);
    if (picture.speed === null) this.readout.reset();
    const text = picture.speed === null ? '' : String(this.readout.read(picture.speed, nowMs));
    const rolling = this.speed?.set(text, nowMs) ?? false;
    return {
      draw: this.kit.takeChanged(),
      animating: shifting || rolling || picture.up > 0 || picture.down > 0,
    };
  }

  destroy(): void {
    this.kit.destroy();
  }
}
