/** Places of figures and unit in the speed overlay's 400 x 400, for each kind of instrument. Only computes. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { contentBox } from '../core/draw/panels/panel.ts';
import type { Box } from '../core/draw/shape.ts';
import { isBareOnFace } from '../core/draw/text/housing.ts';
import type { TextPlace } from '../core/draw/text/sizes.ts';

export interface SpeedLayout {
  readonly number: TextPlace & { readonly align: 'center' | 'right' };
  readonly unit: Omit<TextPlace, 'width'> & { readonly align: 'left' | 'center' };
}

const middle = (y: number, cap: number, width: number): SpeedLayout['number'] => ({
  x: 200,
  y,
  cap,
  width,
  align: 'center',
});

const unit = (y: number, cap: number): SpeedLayout['unit'] => ({ x: 200, y, cap, align: 'center' });

const ring: SpeedLayout = { number: middle(194, 76, 164), unit: unit(282, 20) };

const layouts: Record<Theme['gauge']['kind'], SpeedLayout> = {
  // Inside the rim of the face's middle.
  arc: { ...ring, unit: unit(267, 20) },
  segments: { number: { ...ring.number, width: 186 }, unit: { ...ring.unit, y: 276 } },
  dots: ring,
  line: { ...ring, number: { ...ring.number, cap: 72, width: 170 } },
  needle: { number: middle(296, 25, 130), unit: unit(118, 17) },
  ramp: {
    number: { x: 356, y: 304, cap: 96, width: 230, align: 'right' },
    unit: { x: 48, y: 344, cap: 20, align: 'left' },
  },
  frame: { number: middle(204, 92, 172), unit: unit(300, 19) },
  wedge: { number: middle(194, 70, 156), unit: unit(268, 18) },
  chronograph: { number: middle(284, 38, 96), unit: unit(132, 16) },
  scribble: { number: middle(200, 62, 122), unit: unit(276, 18) },
  tape: { number: middle(256, 86, 196), unit: unit(354, 18) },
};

export function speedLayout(theme: Theme): SpeedLayout {
  const layout = layouts[theme.gauge.kind];
  if (!isBareOnFace(theme)) return layout;
  return { ...layout, number: { ...layout.number, y: 292, cap: 50 } };
}

/** The panel without a dial: as wide as the overlay, in its middle. */
export const alonePanel: Box = { x: 0, y: 100, width: 400, height: 200 };

/** Share of the height for the digits themselves; plates and drums need the rest. */
function shareOf({ digits }: Theme): number {
  if (digits.kind === 'drum') return 0.6;
  return digits.housing === 'none' ? 0.72 : 0.54;
}

/** Figures above, the unit below them. */
export function aloneLayout(theme: Theme): SpeedLayout {
  const area = contentBox(theme, alonePanel);
  const bottom = area.y + area.height;
  const room = { top: area.y + 12, height: area.height - 54 };
  return {
    number: middle(room.top + room.height / 2, room.height * shareOf(theme), 300),
    unit: unit(bottom - 24, 18),
  };
}
