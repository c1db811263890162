/** Places of bars, numbers and trace in the pedals overlay's 520 x 220, vertical or horizontal. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import { type Box, lean } from '../core/draw/shape.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';
import type { PedalName } from './model.ts';

export interface PedalPlace {
  readonly pedal: PedalName;
  readonly label: string;
  readonly bar: Box;
  readonly labelAt: { readonly x: number; readonly y: number; readonly align: 'left' | 'center' };
  readonly labelWidth: number;
  /** Figure of the latest peak: in place of the name, or beside it. */
  readonly peakAt: { readonly x: number; readonly y: number; readonly align: 'left' | 'center' };
  readonly valueAt: { readonly x: number; readonly y: number; readonly align: 'center' | 'right' };
}

export interface PedalsLayout {
  readonly horizontal: boolean;
  readonly pedals: readonly PedalPlace[];
  readonly trace: Box | null;
}

export interface PedalsParts {
  readonly clutch: boolean;
  readonly trace: boolean;
}

/** @param figureWidth width of the largest figure, 100 */
export function pedalsLayout(
  theme: Theme,
  whole: Box,
  sizes: TextSizes,
  parts: PedalsParts,
  figureWidth: number,
): PedalsLayout {
  const area = contentBox(theme, whole);
  return theme.bars.axis === 'horizontal'
    ? horizontalLayout(theme, area, sizes, parts)
    : verticalLayout(area, sizes, parts, figureWidth);
}

const shortNames: Readonly<Record<PedalName, string>> = {
  clutch: 'clu',
  brake: 'brk',
  throttle: 'thr',
};

function verticalLayout(
  area: Box,
  sizes: TextSizes,
  { clutch, trace }: PedalsParts,
  figureWidth: number,
): PedalsLayout {
  const names: PedalName[] = clutch ? ['clutch', 'brake', 'throttle'] : ['brake', 'throttle'];
  const { isLarge } = sizes;
  const pitch = trace ? Math.max(isLarge ? 86 : 68, figureWidth + 12) : 130;
  const width = trace ? 36 : 52;
  const span = pitch * names.length;
  const left = trace ? area.x + 14 : area.x + (area.width - span) / 2;
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  const space = area.height > 190 ? 15 : 9;
  const valueY = area.y + space + sizes.figure / 2;
  const labelY = bottom - space - sizes.label / 2;
  return {
    horizontal: false,
    pedals: names.map((pedal, i) => {
      const x = left + pitch * (i + 0.5);
      return {
        pedal,
        label: shortNames[pedal],
        bar: box(
          x - width / 2,
          valueY + sizes.figure / 2 + 10,
          x + width / 2,
          labelY - sizes.label / 2 - 10,
        ),
        labelAt: { x, y: labelY, align: 'center' },
        peakAt: { x, y: labelY, align: 'center' },
        labelWidth: pitch - 10,
        valueAt: { x, y: valueY, align: 'center' },
      };
    }),
    trace: trace ? box(left + span + 18, area.y + space + 6, right - 24, bottom - space - 2) : null,
  };
}

function box(left: number, top: number, right: number, bottom: number): Box {
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Rows of a name and a number with the bar below; they follow the slant of the panel. */
function horizontalLayout(
  theme: Theme,
  area: Box,
  sizes: TextSizes,
  { clutch, trace }: PedalsParts,
): PedalsLayout {
  const names: PedalName[] = clutch ? ['throttle', 'brake', 'clutch'] : ['throttle', 'brake'];
  const { form, slantDeg } = theme.panel;
  const bottom = area.y + area.height;
  const slant = (y: number) => (form === 'slanted' ? lean(bottom - y, slantDeg) : 0);
  const length = trace ? 230 : area.width - 52 - slant(area.y);
  const pitch = (area.height - 14) / names.length;
  const row = sizes.figure + 6 + 20;
  return {
    horizontal: true,
    pedals: names.map((pedal, i) => {
      const top = area.y + 7 + pitch * i + (pitch - row) / 2;
      const at = (y: number) => area.x + 26 + slant(y);
      const textY = top + sizes.figure / 2;
      const [barTop, barBottom] = [top + sizes.figure + 6, top + row];
      return {
        pedal,
        label: sizes.isLarge ? shortNames[pedal] : pedal,
        bar: box(at(barBottom), barTop, at(barBottom) + length, barBottom),
        labelAt: { x: at(textY), y: textY, align: 'left' },
        labelWidth: length * 0.5,
        peakAt: { x: at(textY) + length * 0.48, y: textY, align: 'left' },
        valueAt: { x: at(textY) + length - lean(20, slantDeg), y: textY, align: 'right' },
      };
    }),
    trace: trace
      ? box(
          area.x + 26 + length + slant(area.y) + 22,
          area.y + 26,
          area.x + area.width - slant(area.y) - 18,
          bottom - 26,
        )
      : null,
  };
}
