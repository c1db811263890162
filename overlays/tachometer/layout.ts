/** Places of the tachometer's parts for each kind of instrument, design pixels of its 400 x 400. */

import type { Theme } from '../../protocol/theme-schema.ts';
import type { LampArc } from '../core/draw/lamps/lamps.ts';
import type { Box } from '../core/draw/shape.ts';
import { isBareOnFace } from '../core/draw/text/housing.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly cap: number;
  readonly width: number;
}

export interface Label extends Omit<Place, 'width'> {
  readonly text: string;
  readonly align: 'left' | 'center' | 'right';
  readonly width?: number;
  /** Only where the gear is shown. */
  readonly ofGear?: boolean;
}

export interface TachometerLayout {
  readonly lights: Box;
  readonly lightsArc?: LampArc;
  readonly gear: Place;
  readonly rpm: Place;
  /** Instead of both, when only rpm are shown. */
  readonly onlyRpm: Place;
  readonly labels: readonly Label[];
}

const row = (y: number, width: number, height: number): Box => ({
  x: 200 - width / 2,
  y: y - height / 2,
  width,
  height,
});

/** Figures in the middle, at a height. */
const middle = (y: number, cap: number, width: number): Place => ({ x: 200, y, cap, width });

/** Lettering in the middle. */
const label = (text: string, y: number, cap: number): Label => ({
  text,
  x: 200,
  y,
  cap,
  align: 'center',
});

/** Lamps along the upper rim of the middle. */
const dash: TachometerLayout = {
  lights: row(120, 150, 15),
  lightsArc: { cx: 200, cy: 200, radius: 84, sweepDeg: 138, thickness: 14 },
  gear: middle(197, 84, 130),
  onlyRpm: middle(208, 56, 150),
  rpm: middle(272, 26, 116),
  labels: [label('rpm', 322, 13)],
};

const layouts: Record<Theme['gauge']['kind'], TachometerLayout> = {
  arc: dash,
  segments: {
    ...dash,
    gear: middle(192, 80, 130),
    rpm: middle(281, 25, 116),
    labels: [label('rpm', 326, 13)],
  },
  dots: dash,
  line: dash,
  needle: {
    lights: row(142, 84, 15),
    gear: middle(268, 30, 60),
    onlyRpm: middle(282, 25, 150),
    rpm: middle(330, 17, 130),
    labels: [label('rpm × 1000', 116, 12)],
  },
  ramp: {
    lights: row(232, 322, 13),
    gear: { x: 82, y: 318, cap: 74, width: 70 },
    onlyRpm: { x: 356, y: 318, cap: 74, width: 300 },
    rpm: { x: 356, y: 326, cap: 58, width: 216 },
    labels: [
      { text: 'gear', x: 44, y: 264, cap: 12.5, align: 'left', ofGear: true },
      { text: 'rpm', x: 356, y: 264, cap: 12.5, align: 'right' },
    ],
  },
  frame: {
    lights: row(41, 330, 18),
    gear: middle(214, 112, 190),
    onlyRpm: middle(228, 74, 210),
    rpm: middle(318, 32, 150),
    labels: [label('rpm', 354, 13)],
  },
  wedge: {
    lights: row(126, 116, 28),
    gear: middle(202, 92, 130),
    onlyRpm: middle(214, 54, 150),
    rpm: middle(284, 30, 116),
    labels: [label('rpm', 322, 15)],
  },
  chronograph: {
    lights: row(132, 104, 9),
    gear: middle(284, 52, 80),
    onlyRpm: middle(284, 24, 92),
    rpm: middle(161, 19, 110),
    labels: [label('rpm', 108, 12.5)],
  },
  scribble: {
    lights: row(140, 136, 20),
    gear: middle(214, 80, 130),
    onlyRpm: middle(224, 52, 160),
    rpm: middle(296, 28, 120),
    labels: [label('rpm', 342, 15)],
  },
  tape: {
    lights: row(48, 320, 20),
    gear: middle(267, 84, 180),
    onlyRpm: middle(267, 56, 200),
    rpm: { x: 250, y: 356, cap: 24, width: 130 },
    labels: [{ text: 'rpm', x: 150, y: 356, cap: 16, align: 'right' }],
  },
};

/** On a needle's face, figures without a housing use the room of the drums' window. */
const withoutDrums: Pick<TachometerLayout, 'gear' | 'rpm' | 'onlyRpm'> = {
  gear: middle(266, 46, 80),
  onlyRpm: middle(284, 42, 168),
  rpm: middle(331, 27, 130),
};

export function tachometerLayout(theme: Theme): TachometerLayout {
  const layout = layouts[theme.gauge.kind];
  return isBareOnFace(theme) ? { ...layout, ...withoutDrums } : layout;
}
