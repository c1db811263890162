/** Draws the gear overlay: one large sign, two arrows, the speed. */
import { createChevron } from '../core/draw/mark.ts';
import { contentBox, middleOf } from '../core/draw/panels/panel.ts';
import { createDigits } from '../core/draw/text/digits.ts';
import { createGearDigits } from '../core/draw/text/gear-digits.ts';
import { paintLabel } from '../core/draw/text/lettering.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { defineOverlay } from '../core/overlay.ts';
import { speedUnitNames } from '../core/reading/speed-units.ts';
import { about } from './about.ts';
import { GearModel } from './model.ts';

export const overlay = defineOverlay(about, (kit, { units, parameters }) => {
  const { theme, whole, sizes } = kit;
  const { kind, housing } = theme.digits;
  const { showSpeed } = parameters;
  const model = new GearModel(units);
  const readout = new Readout(1, 60);
  const area = contentBox(theme, whole);
  const free = middleOf(theme, area);
  const middle = area.y + area.height / 2;
  const drum = kind === 'drum';
  const plate = housing === 'plate';
  const pad = 14;
  // The figures of a display lean, so they need more.
  const air = kind === 'seven-segment' ? 34 : 18;
  // The gear is what one looks for, so it has more than half of the room.
  const inner = free.width - 2 * pad - air;
  const gearWidth = showSpeed ? inner * (plate ? 0.4 : 0.5) : inner + air;
  const speedWidth = inner - gearWidth;
  const gearX = showSpeed ? free.x + pad + gearWidth / 2 : free.x + free.width / 2;
  const speedX = free.x + free.width - pad - speedWidth / 2;
  const unitY = middle + 34 + sizes.label / 2;
  kit.panel((ctx) => {
    if (!showSpeed) return;
    paintLabel(ctx, theme, speedUnitNames[units], speedX, unitY, { cap: sizes.label });
  });
  const gear = createGearDigits(kit, {
    x: gearX,
    y: middle,
    cap: area.height * (drum ? 0.42 : 0.6),
    width: gearWidth,
  });
  const wide = area.height * 0.17;
  const away = area.height * (drum ? 0.42 : 0.41);
  const up = createChevron(kit, gearX, middle - away, wide, -1, theme.palette.gain);
  const down = createChevron(kit, gearX, middle + away, wide, 1, theme.palette.caution);
  const speed = showSpeed
    ? createDigits(kit, {
        x: speedX,
        // A plate is higher than its figures.
        y: middle - (plate ? 19 : 12),
        cap: housing === 'none' ? 60 : 46,
        cells: 3,
        width: speedWidth,
        align: 'center',
        housed: true,
      })
    : null;
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      const shifting = gear.set(picture.gear, nowMs);
      up.set(picture.up);
      down.set(picture.down);
      const rolling = speed?.set(readout.text(picture.speed, nowMs) ?? '', nowMs) ?? false;
      return shifting || rolling || picture.up > 0 || picture.down > 0;
    },
  };
});
