/** Draws the gear overlay: one large sign, two arrows, the speed. */
import { createChevron } from '../core/draw/mark.ts';
import { contentBox, middleOf } from '../core/draw/panels/panel.ts';
import { createDigits, createGearDigits } from '../core/draw/text/digits.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { paintLabel } from '../core/draw/text/type.ts';
import { defineOverlay } from '../core/overlay.ts';
import { speedUnitNames } from '../core/reading/speed-units.ts';
import { about } from './about.ts';
import { GearModel } from './model.ts';

export const overlay = defineOverlay(about, (kit, { units, parameters }) => {
  const { theme, whole } = kit;
  const { kind, housing } = theme.digits;
  const { showSpeed } = parameters;
  const model = new GearModel(units);
  const readout = new Readout(1, 60);
  const area = contentBox(theme, whole);
  const free = middleOf(theme, area);
  const middle = area.y + area.height / 2;
  const drum = kind === 'drum';
  const plate = housing === 'plate';
  const gearX = showSpeed ? free.x + free.width * (plate ? 0.25 : 0.29) : 150;
  const speedX = free.x + free.width * (plate ? 0.71 : 0.72);
  kit.panel((ctx) => {
    if (showSpeed) paintLabel(ctx, theme, speedUnitNames[units], speedX, middle + 48, { cap: 15 });
  });
  const gear = createGearDigits(kit, {
    x: gearX,
    y: middle,
    cap: area.height * (drum ? 0.31 : 0.46),
    width: 172,
  });
  const wide = area.height * 0.17;
  const away = area.height * 0.378;
  const up = createChevron(kit, gearX, middle - away, wide, -1, theme.palette.gain);
  const down = createChevron(kit, gearX, middle + away, wide, 1, theme.palette.caution);
  const speed = showSpeed
    ? createDigits(kit, {
        x: speedX,
        y: middle - 10,
        cap: housing === 'none' ? 56 : 46,
        cells: 3,
        width: free.width * (drum ? 0.42 : housing === 'none' ? 0.46 : 0.52),
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
