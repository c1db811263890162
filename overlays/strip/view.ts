/** Draws the strip: one panel, one baseline, dividers between neighbours, and plates that wipe in with events. */
import type { Kit } from '../core/draw/kit.ts';
import { canWrite } from '../core/draw/text/name.ts';
import { defineOverlay, type ViewContext } from '../core/overlay.ts';
import { type SessionNames, sessionNames } from '../core/reading/session.ts';
import { about } from './about.ts';
import { cellBuilders } from './cells.ts';
import { type StripCellName, stripLayout } from './layout.ts';
import { StripModel } from './model.ts';
import { paintStatics, wantedWidths } from './statics.ts';

export const overlay = defineOverlay(about, (kit, context) => {
  const { units, parameters } = context;
  const names = writableNames(kit, context);
  const model = new StripModel({
    units,
    against: parameters.against,
    hold: parameters.hold,
    reducedMotion: kit.reducedMotion,
  });
  const cells = cellsFor(kit, names, parameters.car);
  const figure = stripLayout(kit.theme, kit.whole, kit.sizes, {}).lines.figure;
  const widths = wantedWidths(kit, figure, cells, names);
  const layout = stripLayout(kit.theme, kit.whole, kit.sizes, widths);
  paintStatics(kit, layout, names, units);
  const shows = layout.cells.flatMap((cell) => {
    const { name } = cell;
    if (name === 'driver') return [];
    const { laps } = names;
    return [cellBuilders[name]({ kit, layout, cell, laps, withFlag: parameters.flag })];
  });
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      let { moving } = picture;
      for (const show of shows) moving = show(picture, nowMs) || moving;
      return moving;
    },
  };
});

/** Large lettering has room for fewer cells. */
function cellsFor({ density }: Kit, { laps }: SessionNames, withCar: boolean): StripCellName[] {
  const cells: StripCellName[] = ['place', 'driver', 'lap', 'time', 'delta', 'last'];
  if (laps === 0) cells.push('left');
  if (density === 'normal') cells.push('best', 'fuel');
  if (withCar) cells.push('gear', 'speed', 'pedals');
  return cells;
}

function writableNames(
  { theme }: Kit,
  { sessionInfo, parameters, report }: ViewContext<typeof about>,
): SessionNames {
  const names = sessionNames(sessionInfo);
  if (canWrite(names.driver, theme.fonts.labels))
    return parameters.name ? names : { ...names, driver: '' };
  report?.(
    `This computer has no font with the letters of ${names.driver}, so the name is left out. ` +
      'Install a font of that language, for instance Noto Sans CJK, and refresh the source.',
  );
  return { ...names, driver: '' };
}
