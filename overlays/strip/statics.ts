/** The static parts of the strip: panel, dividers, labels and names, and the widths that its cells ask for. */
import type { Theme } from '../../protocol/theme-schema.ts';
import type { SpeedUnits } from '../core/about.ts';
import { fade } from '../core/draw/colour.ts';
import {
  type DriverPictures,
  flagRoom,
  logoWidth,
  paintCountry,
  paintLogo,
} from '../core/draw/driver-pictures.ts';
import type { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { clipToStrip, numberPlate, stripTheme } from '../core/draw/panels/strip.ts';
import type { Box } from '../core/draw/shape.ts';
import { figuresWidth } from '../core/draw/text/figures.ts';
import { labelText, labelWidth, paintLabel, textWidth } from '../core/draw/text/lettering.ts';
import { fittedName, nameWidth, narrowestLabel, paintFittingName } from '../core/draw/text/name.ts';
import { inkOnPlate, paintOnPlate } from '../core/draw/text/tag.ts';
import { fullToShort } from '../core/reading/driver-name.ts';
import type { SessionNames } from '../core/reading/session.ts';
import { speedUnitNames } from '../core/reading/speed-units.ts';
import type { PaintedCell, StripCell, StripCellName, StripLayout } from './layout.ts';

/** Label of each cell; the logo has none, the driver's cell has the car and the track instead, speed and pedals their units and names. */
export const labels: Readonly<
  Record<Exclude<StripCellName, PaintedCell | 'speed' | 'pedals'>, string>
> = {
  place: 'Place',
  lap: 'Lap',
  left: 'Time left',
  time: 'Lap time',
  delta: 'Delta',
  last: 'Last',
  best: 'Best',
  fuel: 'Fuel laps',
  stint: 'Stint',
  gear: 'Gear',
};

/** The longest usual text of each cell with figures. */
export const patterns = {
  place: '00',
  lap: '00',
  left: '00:00:00',
  time: '0:00.000',
  delta: '+0.00',
  last: '0:00.000',
  best: '0:00.000',
  fuel: '00.0',
  stint: '00',
  speed: '000',
} as const;

export const pedalLabels = { throttle: 'thr', brake: 'brk' } as const;

/** Room for the arrow beside the place, and for the bar of a pedal. */
export const arrowRoom = 26;
const pedalBar = 84;
/** Height of the logo as a share of the strip's. */
const logoShare = 0.66;
/** Between the flag of the country and the name. */
const flagGap = 12;
/** Space beside the number on its plate. */
const numberPad = 10;
/** Of its plate above and below the number. */
const leastRim = 3;
/** Space between figures and a text of label size behind them. */
export const suffixGap = 8;
/** Share of the figures' height that a long name has at least. */
const smallestName = 0.72;
/** Flags have words: the longest one sets the width of the cell that they cover. */
const widestFlag = 112;

/** What the strip says about its driver. */
export interface StripDriver {
  readonly names: SessionNames;
  readonly pictures: DriverPictures;
}

/** @param figure height of figures @param cells that are wanted */
export function wantedWidths(
  kit: Kit,
  figure: number,
  cells: readonly StripCellName[],
  driver: StripDriver,
  compound: string,
): Partial<Record<StripCellName, number>> {
  const { theme, sizes } = kit;
  const { laps } = driver.names;
  const label = (text: string) => labelWidth(theme, text, sizes.label);
  const figures = (pattern: string) => figuresWidth(kit, pattern, figure);
  const pedal = Math.max(label(pedalLabels.throttle), label(pedalLabels.brake));
  const wide: Record<StripCellName, () => number> = {
    logo: () => logoWidth(driver.pictures.logo, kit.whole.height * logoShare),
    driver: () => {
      const shortest = fullToShort(driver.names.driver).at(-1) ?? '';
      return (
        roomBeforeName(theme, driver, figure) + nameWidth(theme, labelText(theme, shortest), figure)
      );
    },
    place: () => Math.max(figures(patterns.place) + arrowRoom, label(labels.place)),
    lap: () => Math.max(figures(lapPattern(laps)) + suffixWidth(kit, ofLaps(laps)), widestFlag),
    left: () => Math.max(figures(patterns.left), label(labels.left)),
    time: () => figures(patterns.time),
    delta: () => Math.max(figures(patterns.delta) + 10, label('Pit lane')),
    last: () => figures(patterns.last),
    best: () => figures(patterns.best),
    fuel: () => Math.max(figures(patterns.fuel), label(labels.fuel)),
    stint: () =>
      Math.max(figures(patterns.stint) + suffixWidth(kit, compound), label(labels.stint)),
    gear: () => Math.max(figures('00'), label(labels.gear)),
    speed: () => Math.max(figures(patterns.speed), label('km/h')),
    pedals: () => pedal + 9 + pedalBar,
  };
  return Object.fromEntries(cells.map((name) => [name, wide[name]()]));
}

export function lapPattern(laps: number): string {
  return '0'.repeat(Math.max(String(laps).length, 2));
}

/** `/ 20` behind the lap; empty in timed sessions. */
export function ofLaps(laps: number): string {
  return laps > 0 ? `/ ${laps}` : '';
}

/** Width of a text of label size behind figures, with the space before it. */
function suffixWidth({ theme, sizes }: Kit, text: string): number {
  return text === '' ? 0 : suffixGap + labelWidth(theme, text, sizes.label);
}

export function paintStatics(
  kit: Kit,
  layout: StripLayout,
  driver: StripDriver,
  units: SpeedUnits,
): void {
  const { theme, whole } = kit;
  const { cells } = layout;
  kit.picture(whole, (ctx) => {
    paintPanel(ctx, stripTheme(theme), whole);
    for (const cell of cells) {
      if (cell.name === 'place') paintPlacePlate(ctx, theme, whole, cell.box);
      if (cell !== cells[0]) paintDivider(ctx, theme, cell.box);
      if (cell.name === 'driver') paintDriver(ctx, theme, layout, cell, driver);
      else if (cell.name === 'logo') paintLogoCell(ctx, layout, cell, driver.pictures);
      else paintCellLabel(ctx, theme, layout, cell, units);
    }
  });
}

/** Broadcast graphics: the place is printed on a plate. */
export function isPlated({ digits }: Theme): boolean {
  return digits.housing === 'plate';
}

function paintPlacePlate(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  whole: Box,
  { x, y, width, height }: Box,
): void {
  if (!isPlated(theme)) return;
  ctx.save();
  clipToStrip(ctx, theme, whole);
  ctx.fillStyle = theme.palette.plate;
  ctx.fillRect(x, y, width, height);
  ctx.restore();
}

function paintDivider(ctx: CanvasRenderingContext2D, { palette }: Theme, { x, y, height }: Box) {
  ctx.fillStyle = fade(palette.muted, 0.4);
  ctx.fillRect(x - 0.75, y + height * 0.14, 1.5, height * 0.72);
}

function paintCellLabel(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { lines: { label: cap, labelY, figureY } }: StripLayout,
  { name, x }: StripCell,
  units: SpeedUnits,
): void {
  const label = (text: string, y: number, colour?: string) =>
    paintLabel(ctx, theme, text, x, y, {
      cap,
      align: 'left',
      ...(colour === undefined ? {} : { colour }),
    });
  // A flag covers the lap's label, so it is a picture of its own.
  if (name === 'logo' || name === 'driver' || name === 'lap') return;
  if (name === 'pedals') {
    label(pedalLabels.throttle, labelY);
    label(pedalLabels.brake, figureY);
  } else if (name === 'speed') label(speedUnitNames[units], labelY);
  else if (name === 'place' && isPlated(theme)) label(labels.place, labelY, theme.palette.plateInk);
  else label(labels[name], labelY);
}

function paintLogoCell(
  ctx: CanvasRenderingContext2D,
  { area }: StripLayout,
  { x, width }: StripCell,
  { logo }: DriverPictures,
): void {
  if (logo === null) return;
  const height = area.height * logoShare;
  paintLogo(ctx, logo, { x, y: area.y + (area.height - height) / 2, width, height });
}

/** Room of number and flag before the name. */
function roomBeforeName(theme: Theme, { names, pictures }: StripDriver, cap: number): number {
  return numberRoom(theme, names.number, cap) + flagRoom(pictures.flag, cap, flagGap);
}

/** Room of the number on the car before the name. */
function numberRoom({ fonts }: Theme, number: string, cap: number): number {
  return number === '' ? 0 : textWidth(number, fonts.numbers, cap) + 3 * numberPad;
}

/** The number on the car, on a plate before the name. @param rim of the plate above and below the number */
function paintNumber(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  number: string,
  x: number,
  { y, cap, rim }: { readonly y: number; readonly cap: number; readonly rim: number },
): void {
  const face = theme.fonts.numbers;
  const plate = numberPlate(theme);
  const width = textWidth(number, face, cap) + 2 * numberPad;
  ctx.fillStyle = plate;
  ctx.fillRect(x, y - cap / 2 - rim, width, cap + 2 * rim);
  // Where a frame leaves no room for a rim, the number is smaller than the figures beside it.
  const inside = Math.min(cap, cap + 2 * (rim - leastRim));
  const colour = inkOnPlate(theme, plate);
  paintOnPlate(ctx, theme, number, x + width / 2, y, { cap: inside, colour });
}

function paintDriver(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { lines: { figure, label, labelY, figureY, gap } }: StripLayout,
  cell: StripCell,
  { names, pictures }: StripDriver,
): void {
  const { driver, number, car, track, kind } = names;
  const { palette } = theme;
  if (number !== '') {
    // The plate stays clear of the label above it.
    const rim = Math.min(4, gap - 3);
    paintNumber(ctx, theme, number, cell.x, { y: figureY, cap: figure, rim });
  }
  const flagX = cell.x + numberRoom(theme, number, figure);
  paintCountry(ctx, theme, pictures.flag, { x: flagX, y: figureY, cap: figure });
  const before = roomBeforeName(theme, { names, pictures }, figure);
  const x = cell.x + before;
  const width = cell.width - before;
  const whole = [car, track].filter((one) => one !== '').join(' · ');
  const details = [whole, car || track, withoutYear(car) || track].map((one) =>
    labelText(theme, one),
  );
  const named = fullToShort(driver);
  const forms = named.length === 0 ? [kind || 'Session'] : named;
  const shown = forms.map((form) => labelText(theme, form));
  const { text, cap } = fittedName(theme, shown, figure, width, smallestName);
  paintFittingName(ctx, theme, [text], x, figureY + (figure - cap) / 2, {
    cap,
    width: width + 1,
    colour: palette.ink,
  });
  const style = { cap: label, width: cell.width, colour: palette.muted };
  paintFittingName(ctx, theme, details, cell.x, labelY, style, narrowestLabel);
}

/** Cars are named with their year, which says least about them. */
function withoutYear(car: string): string {
  return car.replace(/\s+(19|20)\d\d$/, '');
}
