/** Where figures and unit of the speed overlay stand, for each kind of instrument, in its 400 x 400. Only computes. */
import { contentBox } from '../core/draw/panel.ts';
import type { Box } from '../core/draw/shape.ts';
import type { Theme } from '../core/theme.ts';

export interface SpeedLayout {
  readonly number: {
    readonly x: number;
    readonly y: number;
    readonly cap: number;
    readonly width: number;
    readonly align: 'center' | 'right';
  };
  readonly unit: {
    readonly x: number;
    readonly y: number;
    readonly cap: number;
    readonly align: 'left' | 'center';
  };
}

const ring: SpeedLayout = {
  number: { x: 200, y: 194, cap: 66, width: 160, align: 'center' },
  unit: { x: 200, y: 268, cap: 16, align: 'center' },
};

const layouts: Record<Theme['gauge']['kind'], SpeedLayout> = {
  arc: ring,
  segments: { number: { ...ring.number, width: 186 }, unit: { ...ring.unit, y: 276 } },
  dots: ring,
  line: { ...ring, number: { ...ring.number, cap: 72, width: 170 } },
  needle: {
    number: { x: 200, y: 296, cap: 25, width: 130, align: 'center' },
    unit: { x: 200, y: 118, cap: 14, align: 'center' },
  },
  ramp: {
    number: { x: 356, y: 304, cap: 96, width: 230, align: 'right' },
    unit: { x: 48, y: 344, cap: 18, align: 'left' },
  },
  frame: {
    number: { x: 200, y: 204, cap: 92, width: 172, align: 'center' },
    unit: { x: 200, y: 300, cap: 19, align: 'center' },
  },
  wedge: {
    number: { x: 200, y: 194, cap: 70, width: 156, align: 'center' },
    unit: { x: 200, y: 268, cap: 18, align: 'center' },
  },
  chronograph: {
    number: { x: 200, y: 284, cap: 38, width: 96, align: 'center' },
    unit: { x: 200, y: 132, cap: 14, align: 'center' },
  },
  scribble: {
    number: { x: 200, y: 200, cap: 62, width: 122, align: 'center' },
    unit: { x: 200, y: 276, cap: 18, align: 'center' },
  },
  tape: {
    number: { x: 200, y: 256, cap: 86, width: 196, align: 'center' },
    unit: { x: 200, y: 354, cap: 18, align: 'center' },
  },
};

export function speedLayout({ gauge, digits }: Theme): SpeedLayout {
  const layout = layouts[gauge.kind];
  // Figures that need no window of drums have its room on the face of a needle.
  const isBare = gauge.kind === 'needle' && digits.kind !== 'drum' && digits.housing === 'none';
  return isBare ? { ...layout, number: { ...layout.number, y: 292, cap: 50 } } : layout;
}

/** The panel of the figures without a dial: as wide as the overlay, in its middle. */
export const alonePanel: Box = { x: 0, y: 100, width: 400, height: 200 };

/** Of the height left for figures, the digits' own: plates and drums are higher than what is printed on them. */
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
    number: {
      x: 200,
      y: room.top + room.height / 2,
      cap: room.height * shareOf(theme),
      width: 300,
      align: 'center',
    },
    unit: { x: 200, y: bottom - 24, cap: 16, align: 'center' },
  };
}
