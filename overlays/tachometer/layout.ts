/** Places of the tachometer's parts for each kind of instrument, design pixels of its 400 x 400. */

import type { Theme } from '../../protocol/theme-schema.ts';
import type { LampArc } from '../core/draw/lamps/lamps.ts';
import type { Box } from '../core/draw/shape.ts';
import { isBareOnFace } from '../core/draw/text/housing.ts';
import type { TextPlace } from '../core/draw/text/sizes.ts';

export interface Label extends Omit<TextPlace, 'width'> {
  readonly text: string;
  readonly align: 'left' | 'center' | 'right';
  readonly width?: number;
  /** Only where the gear is shown. */
  readonly ofGear?: boolean;
  /** Instead, in large lettering, whose numbers of the scale are nearer. */
  readonly large?: Partial<Pick<Label, 'text' | 'y'>>;
}

export interface TachometerLayout {
  readonly lights: Box;
  readonly lightsArc?: LampArc;
  readonly gear: TextPlace;
  readonly rpm: TextPlace;
  /** Instead of both, when only rpm are shown. */
  readonly onlyRpm: TextPlace;
  readonly labels: readonly Label[];
}

const row = (y: number, width: number, height: number): Box => ({
  x: 200 - width / 2,
  y: y - height / 2,
  width,
  height,
});

/** Figures in the middle, at a height. */
const middle = (y: number, cap: number, width: number): TextPlace => ({ x: 200, y, cap, width });

/** Lettering in the middle. */
const label = (text: string, y: number, cap: number): Label => ({
  text,
  x: 200,
  y,
  cap,
  align: 'center',
});

/** Lamps along the upper rim of the middle; the figures of the revs fill the gap of the scale below. */
const dash: TachometerLayout = {
  lights: row(116, 150, 15),
  lightsArc: { cx: 200, cy: 200, radius: 88, sweepDeg: 138, thickness: 15 },
  // Two figures stay below the lamps.
  gear: middle(196, 100, 118),
  onlyRpm: middle(208, 58, 156),
  rpm: middle(308, 36, 146),
  labels: [label('rpm', 352, 17)],
};

const layouts: Record<Theme['gauge']['kind'], TachometerLayout> = {
  arc: dash,
  segments: {
    ...dash,
    gear: middle(192, 96, 136),
    rpm: middle(298, 34, 156),
    labels: [label('rpm', 350, 17)],
  },
  dots: { ...dash, rpm: middle(312, 36, 128) },
  line: { ...dash, rpm: middle(303, 38, 134), labels: [label('rpm', 348, 17)] },
  needle: {
    lights: row(142, 92, 17),
    gear: middle(264, 36, 70),
    onlyRpm: middle(282, 27, 156),
    rpm: middle(334, 24, 150),
    labels: [{ ...label('rpm × 1000', 112, 17), large: { text: 'rpm' } }],
  },
  ramp: {
    lights: row(230, 322, 14),
    gear: { x: 82, y: 322, cap: 84, width: 98 },
    onlyRpm: { x: 356, y: 322, cap: 84, width: 300 },
    rpm: { x: 356, y: 332, cap: 62, width: 196 },
    labels: [
      { text: 'gear', x: 44, y: 263, cap: 17, align: 'left', ofGear: true },
      { text: 'rpm', x: 356, y: 263, cap: 17, align: 'right' },
    ],
  },
  frame: {
    lights: row(41, 330, 18),
    gear: middle(200, 132, 200),
    // Five figures stay between the numbers of both sides.
    onlyRpm: middle(220, 78, 168),
    rpm: middle(310, 42, 176),
    labels: [label('rpm', 354, 17)],
  },
  wedge: {
    lights: row(120, 120, 28),
    gear: middle(200, 96, 136),
    onlyRpm: middle(212, 54, 150),
    rpm: middle(307, 34, 134),
    labels: [label('rpm', 350, 18)],
  },
  chronograph: {
    lights: row(134, 108, 10),
    gear: middle(284, 58, 86),
    onlyRpm: middle(284, 24, 92),
    rpm: middle(164, 23, 120),
    labels: [{ ...label('rpm', 106, 17), large: { y: 111 } }],
  },
  scribble: {
    lights: row(138, 124, 20),
    gear: middle(210, 92, 136),
    onlyRpm: middle(224, 54, 162),
    rpm: middle(305, 36, 124),
    labels: [label('rpm', 350, 18)],
  },
  tape: {
    lights: row(48, 320, 20),
    gear: middle(263, 94, 186),
    onlyRpm: middle(267, 58, 200),
    rpm: { x: 244, y: 354, cap: 28, width: 146 },
    labels: [{ text: 'rpm', x: 150, y: 354, cap: 18, align: 'right' }],
  },
};

/** On a needle's face, figures without a housing use the room of the drums' window. */
const withoutDrums: Pick<TachometerLayout, 'gear' | 'rpm' | 'onlyRpm'> = {
  gear: middle(266, 54, 88),
  onlyRpm: middle(284, 44, 168),
  rpm: middle(337, 28, 140),
};

export function tachometerLayout(theme: Theme): TachometerLayout {
  const layout = layouts[theme.gauge.kind];
  return isBareOnFace(theme) ? { ...layout, ...withoutDrums } : layout;
}
