/** Draws the strip: one panel, one baseline, dividers between neighbours, and plates that wipe in with events. */
import { shownPictures } from '../core/draw/driver-pictures.ts';
import type { Kit } from '../core/draw/kit.ts';
import { writableNames } from '../core/draw/text/writable-names.ts';
import { defineOverlay } from '../core/overlay.ts';
import { compoundLetter } from '../core/reading/stint.ts';
import { about } from './about.ts';
import { cellBuilders } from './cells.ts';
import { type StripCellName, stripLayout } from './layout.ts';
import { StripModel } from './model.ts';
import { paintStatics, type StripDriver, wantedWidths } from './statics.ts';

export const overlay = defineOverlay(about, (kit, context) => {
  const { units, parameters } = context;
  const written = writableNames(kit.theme, context.sessionInfo, context.report);
  const names = parameters.name ? written : { ...written, driver: '' };
  const model = new StripModel({
    units,
    against: parameters.against,
    hold: parameters.hold,
    reducedMotion: kit.reducedMotion,
  });
  const compound = compoundLetter(context.sessionInfo.tyreCompound);
  const pictures = shownPictures(context.pictures, parameters);
  const driver = { names, pictures };
  const cells = cellsFor(kit, driver, parameters.car);
  const figure = stripLayout(kit.theme, kit.whole, kit.sizes, {}).lines.figure;
  const widths = wantedWidths(kit, figure, cells, driver, compound);
  const layout = stripLayout(kit.theme, kit.whole, kit.sizes, widths);
  paintStatics(kit, layout, driver, units);
  const shows = layout.cells.flatMap((cell) => {
    const { name } = cell;
    if (name === 'driver' || name === 'logo') return [];
    const { laps } = names;
    const withFlag = parameters.flag;
    return [cellBuilders[name]({ kit, layout, cell, laps, compound, withFlag })];
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
function cellsFor(
  { density }: Kit,
  { names, pictures }: StripDriver,
  withCar: boolean,
): StripCellName[] {
  const cells: StripCellName[] = ['place', 'driver', 'lap', 'time', 'delta', 'last'];
  if (pictures.logo !== null) cells.unshift('logo');
  if (names.laps === 0) cells.push('left');
  if (density === 'normal') cells.push('best', 'fuel', 'stint');
  if (withCar) cells.push('gear', 'speed', 'pedals');
  return cells;
}
