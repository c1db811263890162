/** The static parts of the strip: panel, dividers, labels and names, and the widths that its cells ask for. */
import type { Theme } from '../../protocol/theme-schema.ts';
import type { SpeedUnits } from '../core/about.ts';
import { fade } from '../core/draw/colour.ts';
import type { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { clipToStrip, stripTheme } from '../core/draw/panels/strip.ts';
import type { Box } from '../core/draw/shape.ts';
import { figuresWidth } from '../core/draw/text/figures.ts';
import { fittingName, nameWidth, paintName } from '../core/draw/text/name.ts';
import { labelText, labelWidth, paintLabel } from '../core/draw/text/type.ts';
import type { SessionNames } from '../core/reading/session.ts';
import { nameForms } from '../core/reading/short-name.ts';
import { speedUnitNames } from '../core/reading/speed-units.ts';
import type { StripCell, StripCellName, StripLayout } from './layout.ts';

/** Label of each cell; the driver's cell has the car and the track instead, speed and pedals their units and names. */
export const labels: Readonly<
  Record<Exclude<StripCellName, 'driver' | 'speed' | 'pedals'>, string>
> = {
  place: 'Place',
  lap: 'Lap',
  left: 'Time left',
  time: 'Lap time',
  delta: 'Delta',
  last: 'Last',
  best: 'Best',
  fuel: 'Fuel laps',
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
  speed: '000',
} as const;

export const pedalLabels = { throttle: 'thr', brake: 'brk' } as const;

/** Room for the arrow beside the place, and for the bar of a pedal. */
export const arrowRoom = 26;
const pedalBar = 84;
/** Share of the figures' height that a long name has at least. */
const smallestName = 0.72;
/** Flags have words: the longest one sets the width of the cell that they cover. */
const flagRoom = 112;

/** @param figure height of figures @param cells that are wanted */
export function wantedWidths(
  kit: Kit,
  figure: number,
  cells: readonly StripCellName[],
  { laps }: SessionNames,
): Partial<Record<StripCellName, number>> {
  const { theme, sizes } = kit;
  const label = (text: string) => labelWidth(theme, text, sizes.label);
  const figures = (pattern: string) => figuresWidth(kit, pattern, figure);
  const pedal = Math.max(label(pedalLabels.throttle), label(pedalLabels.brake));
  const wide: Record<StripCellName, () => number> = {
    driver: () => 0,
    place: () => Math.max(figures(patterns.place) + arrowRoom, label(labels.place)),
    lap: () => Math.max(figures(lapPattern(laps)) + ofLaps(kit, laps), flagRoom),
    left: () => Math.max(figures(patterns.left), label(labels.left)),
    time: () => figures(patterns.time),
    delta: () => Math.max(figures(patterns.delta) + 10, label('Pit lane')),
    last: () => figures(patterns.last),
    best: () => figures(patterns.best),
    fuel: () => Math.max(figures(patterns.fuel), label(labels.fuel)),
    gear: () => Math.max(figures('00'), label(labels.gear)),
    speed: () => Math.max(figures(patterns.speed), label('km/h')),
    pedals: () => pedal + 9 + pedalBar,
  };
  return Object.fromEntries(cells.map((name) => [name, wide[name]()]));
}

export function lapPattern(laps: number): string {
  return '0'.repeat(Math.max(String(laps).length, 2));
}

/** Width of `/ 20` after the lap. */
function ofLaps({ theme, sizes }: Kit, laps: number): number {
  return laps > 0 ? 8 + labelWidth(theme, `/ ${laps}`, sizes.label) : 0;
}

export function paintStatics(
  kit: Kit,
  layout: StripLayout,
  names: SessionNames,
  units: SpeedUnits,
): void {
  const { theme, whole } = kit;
  const { cells } = layout;
  kit.picture(whole, (ctx) => {
    paintPanel(ctx, stripTheme(theme), whole);
    for (const cell of cells) {
      if (cell.name === 'place') paintPlacePlate(ctx, theme, whole, cell.box);
      if (cell !== cells[0]) paintDivider(ctx, theme, cell.box);
      if (cell.name === 'driver') paintDriver(ctx, theme, layout, cell, names);
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
  if (name === 'driver' || name === 'lap') return;
  if (name === 'pedals') {
    label(pedalLabels.throttle, labelY);
    label(pedalLabels.brake, figureY);
  } else if (name === 'speed') label(speedUnitNames[units], labelY);
  else if (name === 'place' && isPlated(theme)) label(labels.place, labelY, theme.palette.plateInk);
  else label(labels[name], labelY);
}

function paintDriver(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { lines: { figure, label, labelY, figureY } }: StripLayout,
  { x, width }: StripCell,
  { driver, car, track, kind }: SessionNames,
): void {
  const { palette } = theme;
  const whole = [car, track].filter((one) => one !== '').join(' · ');
  const details = [whole, car || track].map((one) => labelText(theme, one));
  const forms = nameForms(driver).map((form) => labelText(theme, form));
  const name =
    forms.length === 0
      ? labelText(theme, kind || 'Session')
      : fittingName(theme, forms, figure, width);
  // A name that is too long in every form gets a little smaller before it is cut.
  const cap = Math.max(
    figure * Math.min(1, width / nameWidth(theme, name, figure)),
    figure * smallestName,
  );
  paintName(ctx, theme, name, x, figureY + (figure - cap) / 2, {
    cap,
    width: width + 1,
    colour: palette.ink,
    align: 'left',
  });
  paintName(ctx, theme, fittingName(theme, details, label, width), x, labelY, {
    cap: label,
    width,
    colour: palette.muted,
    align: 'left',
  });
}
