/** The static parts of the dash: labels, units, the hairline above the cells. Painted once. */

import { fade } from '../core/draw/colour.ts';
import type { Kit } from '../core/draw/kit.ts';
import { fittingLabel, labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import type { SpeedUnits } from '../core/overlay.ts';
import { speedUnitNames } from '../core/reading/speed-units.ts';
import type { DashLayout } from './layout.ts';
import type { CellName, DashPedalName } from './model.ts';

const pedalLabels: Readonly<Record<DashPedalName, string>> = {
  clutch: 'clu',
  brake: 'brk',
  throttle: 'thr',
};
/** The usual label and shorter ones. The tyre cell has none. */
const cellLabels: Readonly<Record<Exclude<CellName, 'tyres'>, readonly string[]>> = {
  last: ['Last'],
  best: ['Best'],
  fuel: ['Fuel L'],
  'laps-left': ['Fuel laps', 'Fuel'],
  lap: ['Lap'],
  position: ['Pos'],
};

/** Width of the pedals' names before their bars, design pixels. */
export function pedalNamesWidth({ theme, sizes }: Pick<Kit, 'theme' | 'sizes'>): number {
  const wide = Object.values(pedalLabels).map((text) => labelWidth(theme, text, sizes.label));
  return Math.max(...wide) + 9;
}

export function paintStatics(
  ctx: CanvasRenderingContext2D,
  { theme, sizes }: Pick<Kit, 'theme' | 'sizes'>,
  layout: DashLayout,
  units: SpeedUnits,
): void {
  const label = (text: string, x: number, y: number, more: object = {}) =>
    paintLabel(ctx, theme, text, x, y, { cap: sizes.label, ...more });
  label(speedUnitNames[units], layout.unit.x, layout.unit.y, { align: layout.unit.align });
  const { rpm, rpmLabel } = layout;
  if (rpm !== null) label('rpm', rpmLabel.x, rpmLabel.y, { align: rpmLabel.align });
  for (const { pedal, label: at } of layout.pedals)
    label(pedalLabels[pedal], at.x, at.y, { align: 'left' });
  for (const { name, x, labelY, width } of layout.cells)
    if (name !== 'tyres') {
      const text = fittingLabel(theme, cellLabels[name], sizes.label, width);
      label(text, x, labelY, { width });
    }
  if (layout.rule !== null && theme.panel.form !== 'none') {
    const { left, y, width } = layout.rule;
    ctx.fillStyle = fade(theme.palette.muted, 0.28);
    ctx.fillRect(left, y - 0.5, width, 1);
  }
}
